using Runnel.Tests;
using Runnel.Tests.Conformance;

namespace Runnel.Redis.Tests;

public sealed class RedisAppendingTests(SharedRedisServer shared) : AppendingConformance
{
    private protected override BrokerFixture CreateFixture() => new RedisFixture(shared.Server);
}

public sealed class RedisReadingTests(SharedRedisServer shared) : ReadingConformance
{
    private protected override BrokerFixture CreateFixture() => new RedisFixture(shared.Server);
}

public sealed class RedisAcquiringTests(SharedRedisServer shared) : AcquiringConformance
{
    private protected override BrokerFixture CreateFixture() => new RedisFixture(shared.Server);
}

public sealed class RedisRecoveringTests(SharedRedisServer shared) : RecoveringConformance
{
    private protected override BrokerFixture CreateFixture() => new RedisFixture(shared.Server);
}

public sealed class RedisCommittingTests(SharedRedisServer shared) : CommittingConformance
{
    private protected override BrokerFixture CreateFixture() => new RedisFixture(shared.Server);
}

public sealed class RedisQuarantineTests(SharedRedisServer shared) : QuarantineConformance
{
    private protected override BrokerFixture CreateFixture() => new RedisFixture(shared.Server);
}

public sealed class RedisElectingTests(SharedRedisServer shared) : ElectingConformance
{
    private protected override BrokerFixture CreateFixture() => new RedisFixture(shared.Server);
}

public sealed class RedisConnectionTests(SharedRedisServer shared) : ConnectionConformance
{
    private protected override BrokerFixture CreateFixture() => new RedisFixture(shared.Server);
}

public sealed class RedisFaultTests(SharedRedisServer shared) : FaultConformance
{
    private protected override BrokerFixture CreateFixture() => new RedisFixture(shared.Server);
}

public sealed class RedisGroupingTests(SharedRedisServer shared) : GroupingConformance
{
    private protected override BrokerFixture CreateFixture() => new RedisFixture(shared.Server);
}

public sealed class RedisInspectingTests(SharedRedisServer shared) : InspectingConformance
{
    private protected override BrokerFixture CreateFixture() => new RedisFixture(shared.Server);
}

public sealed class RedisDeletingTests(SharedRedisServer shared) : DeletingConformance
{
    private protected override BrokerFixture CreateFixture() => new RedisFixture(shared.Server);
}

public sealed class RedisPausingTests(SharedRedisServer shared) : PausingConformance
{
    private protected override BrokerFixture CreateFixture() => new RedisFixture(shared.Server);
}

public sealed class RedisRetainingTests(SharedRedisServer shared) : RetainingConformance
{
    private protected override BrokerFixture CreateFixture() => new RedisFixture(shared.Server);
}

public sealed class RedisParkingTests(SharedRedisServer shared) : ParkingConformance
{
    private protected override BrokerFixture CreateFixture() => new RedisFixture(shared.Server);
}
