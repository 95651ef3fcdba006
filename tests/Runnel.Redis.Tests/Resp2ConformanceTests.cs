using Runnel.Tests;
using Runnel.Tests.Conformance;

namespace Runnel.Redis.Tests;

// The same over the older protocol, whose answers have another shape.

public sealed class Resp2ReadingTests(SharedRedisServer shared) : ReadingConformance
{
    private protected override BrokerFixture CreateFixture() => new RedisFixture(shared.Server, ",protocol=resp2");
}

public sealed class Resp2CommittingTests(SharedRedisServer shared) : CommittingConformance
{
    private protected override BrokerFixture CreateFixture() => new RedisFixture(shared.Server, ",protocol=resp2");
}

public sealed class Resp2AcquiringTests(SharedRedisServer shared) : AcquiringConformance
{
    private protected override BrokerFixture CreateFixture() => new RedisFixture(shared.Server, ",protocol=resp2");
}

public sealed class Resp2InspectingTests(SharedRedisServer shared) : InspectingConformance
{
    private protected override BrokerFixture CreateFixture() => new RedisFixture(shared.Server, ",protocol=resp2");
}

public sealed class Resp2DeletingTests(SharedRedisServer shared) : DeletingConformance
{
    private protected override BrokerFixture CreateFixture() => new RedisFixture(shared.Server, ",protocol=resp2");
}

public sealed class Resp2RetainingTests(SharedRedisServer shared) : RetainingConformance
{
    private protected override BrokerFixture CreateFixture() => new RedisFixture(shared.Server, ",protocol=resp2");
}
