using Runnel.Tests;
using Runnel.Tests.Conformance;
using Runnel.Tests.Telemetry;
using Xunit;

namespace Runnel.Redis.Tests.Telemetry;

/// <summary>Listeners hear the whole process: these tests run beside no others.</summary>
[CollectionDefinition(nameof(TelemetryTests), DisableParallelization = true)]
public sealed class TelemetryTests;

[Collection(nameof(TelemetryTests))]
public sealed class RedisChainTests(SharedRedisServer shared) : ChainRules
{
    private protected override BrokerFixture CreateFixture() => new RedisFixture(shared.Server);
}

[Collection(nameof(TelemetryTests))]
public sealed class RedisMetricTests(SharedRedisServer shared) : MetricRules
{
    private protected override BrokerFixture CreateFixture() => new RedisFixture(shared.Server);
}
