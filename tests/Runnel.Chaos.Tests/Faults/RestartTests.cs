using Runnel.Chaos.Tests.Harness;
using Xunit;

namespace Runnel.Chaos.Tests.Faults;

/// <summary>Clean stops: all workers are replaced one after the other while events keep coming.</summary>
public sealed class RestartTests
{
    [Theory]
    [InlineData("call")]
    [InlineData("loop")]
    [InlineData("batch")]
    public async Task A_rolling_restart_loses_and_repeats_nothing_and_hands_over_at_once(string processor)
    {
        await using var scenario = await Scenario.StartAsync("rolling restart", processor);
        var producer = await scenario.StartProducerAsync();
        var workers = new Queue<WorkerProcess>();
        for (var i = 0; i < 2; i++) workers.Enqueue(await scenario.StartWorkerAsync());
        await using var traffic = producer.Begin(producer.Keys(2), TimeSpan.FromMilliseconds(15));
        await scenario.UntilAllPartitionsAsync();

        for (var restart = 0; restart < 2 + ChaosSettings.Scale; restart++)
        {
            var next = await scenario.StartWorkerAsync();
            workers.Enqueue(next);
            await scenario.UntilAsync(all => all.Any(handling => handling.IsBy(next) && handling.Begin < Clock.Now - 1_000_000_000),
                "the new worker to be warm");
            Assert.Equal(0, await workers.Dequeue().StopAsync());
            await scenario.UntilAllPartitionsAsync(Clock.Now);
        }

        await traffic.StopAsync();
        await scenario.UntilAllHandledAsync();
        var gaps = HandOver.Gaps(scenario.Handlings(), toWarm: true);
        Assert.NotEmpty(gaps);
        foreach (var gap in gaps) scenario.Takeover(gap);
        Scenario.Within(gaps[(int)(gaps.Count * 0.99)], TimeSpan.FromMilliseconds(200), $"p99 of {gaps.Count} hand-overs");
        var cold = HandOver.Gaps(scenario.Handlings(), toWarm: false);
        if (cold.Count > 0) Scenario.Say($"{cold.Count} hand-overs to workers that had just started: the longest took {cold[^1].TotalMilliseconds:0} ms");
        var report = await scenario.StopAndCheckAsync();
        Assert.Equal(0, report.Duplicates);
    }
}
