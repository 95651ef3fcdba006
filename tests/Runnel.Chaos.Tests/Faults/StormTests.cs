using Runnel.Chaos.Tests.Harness;
using Runnel.Tests;
using Runnel.Tests.Checking;
using Xunit;

namespace Runnel.Chaos.Tests.Faults;

/// <summary>Several workers, and one fault after the other in a random order that the seed repeats.</summary>
public sealed class StormTests
{
    [Theory]
    [InlineData("call")]
    [InlineData("loop")]
    [InlineData("batch")]
    public async Task Whatever_comes_in_whatever_order_nothing_is_lost_or_reordered(string processor)
    {
        await using var scenario = await Scenario.StartAsync("random faults", processor, "--appendonly", "yes", "--appendfsync", "always");
        scenario.Environment["CHAOS_WORK_MICROSECONDS"] = "1000";
        var proxy = scenario.Own(FaultProxy.Start(scenario.Server.Port));
        var producer = await scenario.StartProducerAsync(proxy.Url);
        List<WorkerProcess> workers = [];
        for (var i = 0; i < 3; i++) workers.Add(await scenario.StartWorkerAsync(proxy.Url));
        await using var traffic = producer.Begin(producer.Keys(2), TimeSpan.FromMilliseconds(25));
        await scenario.UntilAllPartitionsAsync();

        for (var i = 0; i < 4 * ChaosSettings.Scale; i++)
        {
            await scenario.RandomMomentAsync(500);
            await StrikeAsync(scenario, proxy, workers);
        }

        await traffic.StopAsync();
        await scenario.UntilAllHandledAsync();
        await scenario.StopAndCheckAsync();
        Assert.All(producer.Sends, static sent => Assert.Equal(SendResult.Confirmed, sent.Result));
    }

    private static async Task StrikeAsync(Scenario scenario, FaultProxy proxy, List<WorkerProcess> workers)
    {
        var random = scenario.Random;
        var victim = workers[random.Next(workers.Count)];
        var duration = TimeSpan.FromMilliseconds(random.Next(1, (int)Scenario.Lease.TotalMilliseconds * 3 / 2));
        var fault = random.Next(8);
        Scenario.Say($"fault {fault} for {duration.TotalMilliseconds:0} ms");
        switch (fault)
        {
            case 0:
                await victim.KillAsync();
                await ReplaceAsync();
                break;
            case 1:
                await Scenario.UntilJoinedAsync(victim);
                Assert.Equal(0, await victim.StopAsync());
                await ReplaceAsync();
                break;
            case 2:
                victim.Send(Signal.Stop);
                await Scenario.PassAsync(duration);
                victim.Send(Signal.Continue);
                break;
            case 3:
                scenario.Server.Freeze();
                await Scenario.PassAsync(duration);
                scenario.Server.Thaw();
                break;
            case 4:
                await scenario.Server.KillAsync();
                await scenario.Server.StartAgainAsync();
                break;
            case 5:
                proxy.Holds = true;
                await Scenario.PassAsync(duration);
                proxy.Holds = false;
                break;
            case 6:
                proxy.SwallowsReplies = true;
                await Scenario.PassAsync(duration / 3);
                proxy.SwallowsReplies = false;
                break;
            default:
                for (var i = 0; i < 5; i++)
                {
                    proxy.Cut(_ => random.Next(2) == 0);
                    await scenario.RandomMomentAsync(100);
                }

                break;
        }

        async Task ReplaceAsync()
        {
            workers.Remove(victim);
            workers.Add(await scenario.StartWorkerAsync(proxy.Url));
        }
    }
}
