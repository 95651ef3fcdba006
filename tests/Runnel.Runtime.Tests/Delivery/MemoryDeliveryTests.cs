using Runnel.Runtime.Tests.Brokers;
using Runnel.Tests.Conformance;
using Runnel.Tests.Delivery;

namespace Runnel.Runtime.Tests.Delivery;

public sealed class MemoryOrderTests : OrderRules
{
    private protected override BrokerFixture CreateFixture() => new MemoryFixture(TimeProvider.System);
}

public sealed class MemoryLoopTests : LoopRules
{
    private protected override BrokerFixture CreateFixture() => new MemoryFixture(TimeProvider.System);
}

public sealed class MemoryBatchTests : BatchRules
{
    private protected override BrokerFixture CreateFixture() => new MemoryFixture(TimeProvider.System);
}

public sealed class MemoryCallTests : CallRules
{
    private protected override BrokerFixture CreateFixture() => new MemoryFixture(TimeProvider.System);
}

public sealed class MemoryMiddlewareTests : MiddlewareRules
{
    private protected override BrokerFixture CreateFixture() => new MemoryFixture(TimeProvider.System);
}

public sealed class MemoryPolicyTests : PolicyRules
{
    private protected override BrokerFixture CreateFixture() => new MemoryFixture(TimeProvider.System);
}

public sealed class MemoryFailureNoteTests : FailureNoteRules
{
    private protected override BrokerFixture CreateFixture() => new MemoryFixture();
}

public sealed class MemoryDeadLetterTests : DeadLetterRules
{
    private protected override BrokerFixture CreateFixture() => new MemoryFixture(TimeProvider.System);
}

public sealed class MemoryStopTests : StopRules
{
    private protected override BrokerFixture CreateFixture() => new MemoryFixture(TimeProvider.System);
}

public sealed class MemoryLeaseTests : LeaseRules
{
    private protected override BrokerFixture CreateFixture() => new MemoryFixture(TimeProvider.System);
}

public sealed class MemoryPartitionTests : PartitionRules
{
    private protected override BrokerFixture CreateFixture() => new MemoryFixture(TimeProvider.System);
}

public sealed class MemorySharingTests : SharingRules
{
    private protected override BrokerFixture CreateFixture() => new MemoryFixture(TimeProvider.System);
}

public sealed class MemoryRetryTests : RetryRules
{
    private protected override BrokerFixture CreateFixture() => new MemoryFixture(TimeProvider.System);
}

public sealed class MemoryCircuitTests : CircuitRules
{
    private protected override BrokerFixture CreateFixture() => new MemoryFixture(TimeProvider.System);
}

public sealed class MemoryPauseTests : PauseRules
{
    private protected override BrokerFixture CreateFixture() => new MemoryFixture(TimeProvider.System);
}

public sealed class MemoryParkTests : ParkRules
{
    private protected override BrokerFixture CreateFixture() => new MemoryFixture(TimeProvider.System);
}
