using Runnel.Tests;
using Runnel.Tests.Conformance;
using Runnel.Tests.Delivery;

namespace Runnel.Redis.Tests.Delivery;

public sealed class RedisOrderTests(SharedRedisServer shared) : OrderRules
{
    private protected override BrokerFixture CreateFixture() => new RedisFixture(shared.Server);
}

public sealed class RedisLoopTests(SharedRedisServer shared) : LoopRules
{
    private protected override BrokerFixture CreateFixture() => new RedisFixture(shared.Server);
}

public sealed class RedisBatchTests(SharedRedisServer shared) : BatchRules
{
    private protected override BrokerFixture CreateFixture() => new RedisFixture(shared.Server);
}

public sealed class RedisCallTests(SharedRedisServer shared) : CallRules
{
    private protected override BrokerFixture CreateFixture() => new RedisFixture(shared.Server);
}

public sealed class RedisMiddlewareTests(SharedRedisServer shared) : MiddlewareRules
{
    private protected override BrokerFixture CreateFixture() => new RedisFixture(shared.Server);
}

public sealed class RedisPolicyTests(SharedRedisServer shared) : PolicyRules
{
    private protected override BrokerFixture CreateFixture() => new RedisFixture(shared.Server);
}

public sealed class RedisFailureNoteTests(SharedRedisServer shared) : FailureNoteRules
{
    private protected override BrokerFixture CreateFixture() => new RedisFixture(shared.Server);
}

public sealed class RedisDeadLetterTests(SharedRedisServer shared) : DeadLetterRules
{
    private protected override BrokerFixture CreateFixture() => new RedisFixture(shared.Server);
}

public sealed class RedisStopTests(SharedRedisServer shared) : StopRules
{
    private protected override BrokerFixture CreateFixture() => new RedisFixture(shared.Server);
}

public sealed class RedisLeaseTests(SharedRedisServer shared) : LeaseRules
{
    private protected override BrokerFixture CreateFixture() => new RedisFixture(shared.Server);
}

public sealed class RedisPartitionTests(SharedRedisServer shared) : PartitionRules
{
    private protected override BrokerFixture CreateFixture() => new RedisFixture(shared.Server);
}

public sealed class RedisSharingTests(SharedRedisServer shared) : SharingRules
{
    private protected override BrokerFixture CreateFixture() => new RedisFixture(shared.Server);
}

public sealed class RedisRetryTests(SharedRedisServer shared) : RetryRules
{
    private protected override BrokerFixture CreateFixture() => new RedisFixture(shared.Server);
}

public sealed class RedisCircuitTests(SharedRedisServer shared) : CircuitRules
{
    private protected override BrokerFixture CreateFixture() => new RedisFixture(shared.Server);
}

public sealed class RedisPauseTests(SharedRedisServer shared) : PauseRules
{
    private protected override BrokerFixture CreateFixture() => new RedisFixture(shared.Server);
}

public sealed class RedisParkTests(SharedRedisServer shared) : ParkRules
{
    private protected override BrokerFixture CreateFixture() => new RedisFixture(shared.Server);
}
