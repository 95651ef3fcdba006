using Runnel.Runtime.Tests.Brokers;
using Runnel.Tests.Conformance;
using Runnel.Tests.Telemetry;
using Xunit;

namespace Runnel.Runtime.Tests.Telemetry;

/// <summary>Listeners hear the whole process: these tests run beside no others.</summary>
[CollectionDefinition(nameof(TelemetryTests), DisableParallelization = true)]
public sealed class TelemetryTests;

[Collection(nameof(TelemetryTests))]
public sealed class MemoryTraceTests : TraceRules
{
    private protected override BrokerFixture CreateFixture() => new MemoryFixture(TimeProvider.System);
}

[Collection(nameof(TelemetryTests))]
public sealed class MemoryChainTests : ChainRules
{
    private protected override BrokerFixture CreateFixture() => new MemoryFixture(TimeProvider.System);
}

[Collection(nameof(TelemetryTests))]
public sealed class MemoryMetricTests : MetricRules
{
    private protected override BrokerFixture CreateFixture() => new MemoryFixture(TimeProvider.System);
}
