using Runnel.Tests.Conformance;

namespace Runnel.Runtime.Tests.Brokers;

public sealed class MemoryAppendingTests : AppendingConformance
{
    private protected override BrokerFixture CreateFixture() => new MemoryFixture();
}

public sealed class MemoryReadingTests : ReadingConformance
{
    private protected override BrokerFixture CreateFixture() => new MemoryFixture();
}

public sealed class MemoryAcquiringTests : AcquiringConformance
{
    private protected override BrokerFixture CreateFixture() => new MemoryFixture();
}

public sealed class MemoryRecoveringTests : RecoveringConformance
{
    private protected override BrokerFixture CreateFixture() => new MemoryFixture();
}

public sealed class MemoryCommittingTests : CommittingConformance
{
    private protected override BrokerFixture CreateFixture() => new MemoryFixture();
}

public sealed class MemoryQuarantineTests : QuarantineConformance
{
    private protected override BrokerFixture CreateFixture() => new MemoryFixture();
}

public sealed class MemoryElectingTests : ElectingConformance
{
    private protected override BrokerFixture CreateFixture() => new MemoryFixture();
}

public sealed class MemoryConnectionTests : ConnectionConformance
{
    private protected override BrokerFixture CreateFixture() => new MemoryFixture();
}

public sealed class MemoryFaultTests : FaultConformance
{
    private protected override BrokerFixture CreateFixture() => new MemoryFixture();
}

public sealed class MemoryGroupingTests : GroupingConformance
{
    private protected override BrokerFixture CreateFixture() => new MemoryFixture();
}

public sealed class MemoryInspectingTests : InspectingConformance
{
    private protected override BrokerFixture CreateFixture() => new MemoryFixture();
}

public sealed class MemoryDeletingTests : DeletingConformance
{
    private protected override BrokerFixture CreateFixture() => new MemoryFixture();
}

public sealed class MemoryPausingTests : PausingConformance
{
    private protected override BrokerFixture CreateFixture() => new MemoryFixture();
}

public sealed class MemoryRetainingTests : RetainingConformance
{
    private protected override BrokerFixture CreateFixture() => new MemoryFixture();
}

public sealed class MemoryParkingTests : ParkingConformance
{
    private protected override BrokerFixture CreateFixture() => new MemoryFixture();
}
