using Runnel.Chaos.Tests.Harness;
using Xunit;

namespace Runnel.Chaos.Tests.Faults;

/// <summary>No fault at all: each processor shape, so that whatever the others find is the fault's doing.</summary>
public sealed class NoFaultTests
{
    [Theory]
    [InlineData("call")]
    [InlineData("loop")]
    [InlineData("batch")]
    public async Task Everything_is_handled_once(string processor)
    {
        await using var scenario = await Scenario.StartAsync("none", processor);
        var producer = await scenario.StartProducerAsync();
        await scenario.StartWorkerAsync();
        await producer.SendAsync(producer.Keys(2), 10 * ChaosSettings.Scale);
        await scenario.UntilAllHandledAsync();

        var report = await scenario.StopAndCheckAsync();

        Assert.Equal(0, report.Duplicates);
    }
}
