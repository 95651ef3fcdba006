using System.Globalization;
using Runnel.Chaos.Tests.Harness;
using Runnel.Tests;
using Runnel.Tests.Checking;
using Xunit;

namespace Runnel.Chaos.Tests.Faults;

/// <summary>SIGKILL of owners while keys are parked and released: no event is lost, and those of each key are handled in their order.</summary>
public sealed class ParkedTests
{
    [Theory]
    [InlineData("parked")]
    [InlineData("parked_batch")]
    public async Task Parked_keys_keep_their_order_whoever_dies(string processor)
    {
        await using var scenario = await Scenario.StartAsync("SIGKILL of an owner, parked keys", processor);
        scenario.Environment["CHAOS_WORK_MICROSECONDS"] = "1000";
        var producer = await scenario.StartProducerAsync();
        var poisoned = producer.Keys(1, "poison");
        List<WorkerProcess> workers = [await scenario.StartWorkerAsync(), await scenario.StartWorkerAsync()];
        await using var traffic = producer.Begin(producer.Keys(1, "good"), TimeSpan.FromMilliseconds(20));
        await scenario.UntilAllPartitionsAsync();

        for (var round = 0; round < 3 * ChaosSettings.Scale; round++)
        {
            foreach (var worker in workers) await Scenario.UntilJoinedAsync(worker);
            foreach (var key in poisoned)
            {
                await producer.SendAsync(key, deed: Deeds.ThrowAtFirst);
                await producer.SendAsync([key], 3);
            }

            if (round % 2 == 0) await UntilParkedAsync(scenario);
            else await scenario.RandomMomentAsync();
            var released = scenario.RunCommandAsync("deadletter", "release", "--all");
            await scenario.RandomMomentAsync(600);
            var victim = workers[scenario.Random.Next(workers.Count)];
            await victim.KillAsync();
            workers.Remove(victim);
            workers.Add(await scenario.StartWorkerAsync());
            await released;
        }

        await traffic.StopAsync();
        await scenario.UntilCaughtUpAsync();
        await scenario.RunCommandAsync("deadletter", "release", "--all", "--wait");
        await scenario.UntilAllHandledAsync();
        Assert.Equal(0, await CountParkedAsync(scenario));
        await scenario.StopAndCheckAsync(new Allowances { Parks = true });
    }

    private static Task UntilParkedAsync(Scenario scenario)
        => Eventually.HoldsAsync(async () => await CountParkedAsync(scenario) > 0, () => "Nothing was parked.");

    /// <summary>What the server keeps, past all code under test.</summary>
    private static async Task<long> CountParkedAsync(Scenario scenario)
    {
        var redis = await scenario.RedisAsync();
        var count = 0L;
        for (var partition = 0; partition < 16; partition++)
        {
            var key = string.Create(CultureInfo.InvariantCulture, $"{Keys.Stream(partition)}:{scenario.Processor}:parked");
            count += (long)await redis.HashGetAsync(key, "events");
        }

        return count;
    }
}
