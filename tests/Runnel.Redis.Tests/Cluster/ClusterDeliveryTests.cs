using Runnel.Tests;
using Runnel.Tests.Conformance;
using Runnel.Tests.Delivery;

namespace Runnel.Redis.Tests.Cluster.Delivery;

public sealed class ClusterOrderTests(SharedRedisCluster shared) : OrderRules
{
    private protected override BrokerFixture CreateFixture() => new ClusterFixture(shared);
}

public sealed class ClusterLoopTests(SharedRedisCluster shared) : LoopRules
{
    private protected override BrokerFixture CreateFixture() => new ClusterFixture(shared);
}

public sealed class ClusterBatchTests(SharedRedisCluster shared) : BatchRules
{
    private protected override BrokerFixture CreateFixture() => new ClusterFixture(shared);
}

public sealed class ClusterCallTests(SharedRedisCluster shared) : CallRules
{
    private protected override BrokerFixture CreateFixture() => new ClusterFixture(shared);
}

public sealed class ClusterMiddlewareTests(SharedRedisCluster shared) : MiddlewareRules
{
    private protected override BrokerFixture CreateFixture() => new ClusterFixture(shared);
}

public sealed class ClusterPolicyTests(SharedRedisCluster shared) : PolicyRules
{
    private protected override BrokerFixture CreateFixture() => new ClusterFixture(shared);
}

public sealed class ClusterDeadLetterTests(SharedRedisCluster shared) : DeadLetterRules
{
    private protected override BrokerFixture CreateFixture() => new ClusterFixture(shared);
}

public sealed class ClusterStopTests(SharedRedisCluster shared) : StopRules
{
    private protected override BrokerFixture CreateFixture() => new ClusterFixture(shared);
}

public sealed class ClusterLeaseTests(SharedRedisCluster shared) : LeaseRules
{
    private protected override BrokerFixture CreateFixture() => new ClusterFixture(shared);
}

public sealed class ClusterPartitionTests(SharedRedisCluster shared) : PartitionRules
{
    private protected override BrokerFixture CreateFixture() => new ClusterFixture(shared);
}

public sealed class ClusterPauseTests(SharedRedisCluster shared) : PauseRules
{
    private protected override BrokerFixture CreateFixture() => new ClusterFixture(shared);
}

public sealed class ClusterParkTests(SharedRedisCluster shared) : ParkRules
{
    private protected override BrokerFixture CreateFixture() => new ClusterFixture(shared);
}
