using Runnel.Tests.Conformance;

namespace Runnel.Runtime.Tests.Brokers;

public sealed class FaultyMemoryAppendingTests : AppendingConformance
{
    private protected override BrokerFixture CreateFixture() => new FaultyFixture(new MemoryFixture(), seed: 100);
}

public sealed class FaultyMemoryReadingTests : ReadingConformance
{
    private protected override BrokerFixture CreateFixture() => new FaultyFixture(new MemoryFixture(), seed: 200);
}

public sealed class FaultyMemoryAcquiringTests : AcquiringConformance
{
    private protected override BrokerFixture CreateFixture() => new FaultyFixture(new MemoryFixture(), seed: 300);
}

public sealed class FaultyMemoryRecoveringTests : RecoveringConformance
{
    private protected override BrokerFixture CreateFixture() => new FaultyFixture(new MemoryFixture(), seed: 400);
}

public sealed class FaultyMemoryCommittingTests : CommittingConformance
{
    private protected override BrokerFixture CreateFixture() => new FaultyFixture(new MemoryFixture(), seed: 500);
}

public sealed class FaultyMemoryQuarantineTests : QuarantineConformance
{
    private protected override BrokerFixture CreateFixture() => new FaultyFixture(new MemoryFixture(), seed: 600);
}

public sealed class FaultyMemoryElectingTests : ElectingConformance
{
    private protected override BrokerFixture CreateFixture() => new FaultyFixture(new MemoryFixture(), seed: 700);
}

public sealed class FaultyMemoryGroupingTests : GroupingConformance
{
    private protected override BrokerFixture CreateFixture() => new FaultyFixture(new MemoryFixture(), seed: 900);
}

public sealed class FaultyMemoryInspectingTests : InspectingConformance
{
    private protected override BrokerFixture CreateFixture() => new FaultyFixture(new MemoryFixture(), seed: 1000);
}

public sealed class FaultyMemoryDeletingTests : DeletingConformance
{
    private protected override BrokerFixture CreateFixture() => new FaultyFixture(new MemoryFixture(), seed: 1200);
}

public sealed class FaultyMemoryPausingTests : PausingConformance
{
    private protected override BrokerFixture CreateFixture() => new FaultyFixture(new MemoryFixture(), seed: 1300);
}

public sealed class FaultyMemoryRetainingTests : RetainingConformance
{
    private protected override BrokerFixture CreateFixture() => new FaultyFixture(new MemoryFixture(), seed: 1200);
}

public sealed class FaultyMemoryParkingTests : ParkingConformance
{
    private protected override BrokerFixture CreateFixture() => new FaultyFixture(new MemoryFixture(), seed: 700);
}
