using Runnel.Tests;
using Runnel.Tests.Conformance;
using Runnel.Tests.Sending;

namespace Runnel.Redis.Tests.Cluster;

public sealed class ClusterAppendingTests(SharedRedisCluster shared) : AppendingConformance
{
    private protected override BrokerFixture CreateFixture() => new ClusterFixture(shared);
}

public sealed class ClusterReadingTests(SharedRedisCluster shared) : ReadingConformance
{
    private protected override BrokerFixture CreateFixture() => new ClusterFixture(shared);
}

public sealed class ClusterAcquiringTests(SharedRedisCluster shared) : AcquiringConformance
{
    private protected override BrokerFixture CreateFixture() => new ClusterFixture(shared);
}

public sealed class ClusterRecoveringTests(SharedRedisCluster shared) : RecoveringConformance
{
    private protected override BrokerFixture CreateFixture() => new ClusterFixture(shared);
}

public sealed class ClusterCommittingTests(SharedRedisCluster shared) : CommittingConformance
{
    private protected override BrokerFixture CreateFixture() => new ClusterFixture(shared);
}

public sealed class ClusterQuarantineTests(SharedRedisCluster shared) : QuarantineConformance
{
    private protected override BrokerFixture CreateFixture() => new ClusterFixture(shared);
}

public sealed class ClusterElectingTests(SharedRedisCluster shared) : ElectingConformance
{
    private protected override BrokerFixture CreateFixture() => new ClusterFixture(shared);
}

public sealed class ClusterConnectionTests(SharedRedisCluster shared) : ConnectionConformance
{
    private protected override BrokerFixture CreateFixture() => new ClusterFixture(shared);
}

public sealed class ClusterFaultTests(SharedRedisCluster shared) : FaultConformance
{
    private protected override BrokerFixture CreateFixture() => new ClusterFixture(shared);
}

public sealed class ClusterSendingTests(SharedRedisCluster shared) : SendingRules
{
    private protected override BrokerFixture CreateFixture() => new ClusterFixture(shared);
}

public sealed class ClusterGroupingTests(SharedRedisCluster shared) : GroupingConformance
{
    private protected override BrokerFixture CreateFixture() => new ClusterFixture(shared);
}

public sealed class ClusterInspectingTests(SharedRedisCluster shared) : InspectingConformance
{
    private protected override BrokerFixture CreateFixture() => new ClusterFixture(shared);
}

public sealed class FaultyClusterAppendingTests(SharedRedisCluster shared) : AppendingConformance
{
    private protected override BrokerFixture CreateFixture() => new FaultyFixture(new ClusterFixture(shared), seed: 2000);
}

public sealed class FaultyClusterCommittingTests(SharedRedisCluster shared) : CommittingConformance
{
    private protected override BrokerFixture CreateFixture() => new FaultyFixture(new ClusterFixture(shared), seed: 2100);
}

public sealed class FaultyClusterGroupingTests(SharedRedisCluster shared) : GroupingConformance
{
    private protected override BrokerFixture CreateFixture() => new FaultyFixture(new ClusterFixture(shared), seed: 2200);
}

public sealed class Resp2ClusterReadingTests(SharedRedisCluster shared) : ReadingConformance
{
    private protected override BrokerFixture CreateFixture() => new ClusterFixture(shared, ",protocol=resp2");
}

public sealed class ClusterDeletingTests(SharedRedisCluster shared) : DeletingConformance
{
    private protected override BrokerFixture CreateFixture() => new ClusterFixture(shared);
}

public sealed class ClusterPausingTests(SharedRedisCluster shared) : PausingConformance
{
    private protected override BrokerFixture CreateFixture() => new ClusterFixture(shared);
}

public sealed class ClusterRetainingTests(SharedRedisCluster shared) : RetainingConformance
{
    private protected override BrokerFixture CreateFixture() => new ClusterFixture(shared);
}

public sealed class ClusterParkingTests(SharedRedisCluster shared) : ParkingConformance
{
    private protected override BrokerFixture CreateFixture() => new ClusterFixture(shared);
}
