using Runnel.Tests;
using Runnel.Tests.Conformance;

namespace Runnel.Redis.Tests;

public sealed class FaultyRedisAppendingTests(SharedRedisServer shared) : AppendingConformance
{
    private protected override BrokerFixture CreateFixture() => new FaultyFixture(new RedisFixture(shared.Server), seed: 1000);
}

public sealed class FaultyRedisReadingTests(SharedRedisServer shared) : ReadingConformance
{
    private protected override BrokerFixture CreateFixture() => new FaultyFixture(new RedisFixture(shared.Server), seed: 1100);
}

public sealed class FaultyRedisAcquiringTests(SharedRedisServer shared) : AcquiringConformance
{
    private protected override BrokerFixture CreateFixture() => new FaultyFixture(new RedisFixture(shared.Server), seed: 1200);
}

public sealed class FaultyRedisRecoveringTests(SharedRedisServer shared) : RecoveringConformance
{
    private protected override BrokerFixture CreateFixture() => new FaultyFixture(new RedisFixture(shared.Server), seed: 1300);
}

public sealed class FaultyRedisCommittingTests(SharedRedisServer shared) : CommittingConformance
{
    private protected override BrokerFixture CreateFixture() => new FaultyFixture(new RedisFixture(shared.Server), seed: 1400);
}

public sealed class FaultyRedisQuarantineTests(SharedRedisServer shared) : QuarantineConformance
{
    private protected override BrokerFixture CreateFixture() => new FaultyFixture(new RedisFixture(shared.Server), seed: 1500);
}

public sealed class FaultyRedisElectingTests(SharedRedisServer shared) : ElectingConformance
{
    private protected override BrokerFixture CreateFixture() => new FaultyFixture(new RedisFixture(shared.Server), seed: 1600);
}

public sealed class FaultyRedisGroupingTests(SharedRedisServer shared) : GroupingConformance
{
    private protected override BrokerFixture CreateFixture() => new FaultyFixture(new RedisFixture(shared.Server), seed: 1900);
}

public sealed class FaultyRedisInspectingTests(SharedRedisServer shared) : InspectingConformance
{
    private protected override BrokerFixture CreateFixture() => new FaultyFixture(new RedisFixture(shared.Server), seed: 2000);
}

public sealed class FaultyRedisDeletingTests(SharedRedisServer shared) : DeletingConformance
{
    private protected override BrokerFixture CreateFixture() => new FaultyFixture(new RedisFixture(shared.Server), seed: 2200);
}

public sealed class FaultyRedisPausingTests(SharedRedisServer shared) : PausingConformance
{
    private protected override BrokerFixture CreateFixture() => new FaultyFixture(new RedisFixture(shared.Server), seed: 2300);
}

public sealed class FaultyRedisRetainingTests(SharedRedisServer shared) : RetainingConformance
{
    private protected override BrokerFixture CreateFixture() => new FaultyFixture(new RedisFixture(shared.Server), seed: 2200);
}

public sealed class FaultyRedisParkingTests(SharedRedisServer shared) : ParkingConformance
{
    private protected override BrokerFixture CreateFixture() => new FaultyFixture(new RedisFixture(shared.Server), seed: 2700);
}
