using System.Globalization;
using Runnel.Chaos.Tests.Harness;
using Runnel.Tests;
using Xunit;

namespace Runnel.Chaos.Tests.Faults;

/// <summary>
/// A stream that is kept until it is processed, with a small limit, while owners and the leader that trims are killed: nothing goes that
/// a processor has not settled, sends
/// wait for room and keep their order, and what is settled does go.
/// </summary>
public sealed class RetentionTests
{
    private const int Limit = 100;

    [Fact]
    public async Task Killed_owners_and_leaders_trim_nothing_that_is_not_processed()
    {
        await using var scenario = await Scenario.StartAsync("SIGKILL of the leader that trims");
        scenario.Environment["CHAOS_APP"] = "kept";
        scenario.Environment["CHAOS_WORK_MICROSECONDS"] = "500";
        scenario.Environment["RUNNEL_LEADERSHIP_POLL_INTERVAL"] = "500";
        scenario.Environment["RUNNEL_DEFAULT_GRACE_PERIOD_SECONDS"] = "5";
        var recorder = await Recorder.StartAsync(scenario);
        var producer = await scenario.StartKeptProducerAsync(Limit);
        List<WorkerProcess> workers = [await scenario.StartKeptWorkerAsync(), await scenario.StartKeptWorkerAsync()];
        await using var traffic = producer.Begin(producer.Keys(2), TimeSpan.FromMilliseconds(3));
        await scenario.UntilAllPartitionsAsync();
        foreach (var worker in workers) await Scenario.UntilJoinedAsync(worker);

        for (var round = 0; round < 4 * ChaosSettings.Scale; round++)
        {
            await scenario.RandomMomentAsync(1500);
            var victim = round % 2 == 0 ? await LeaderAsync(scenario, workers) : workers[scenario.Random.Next(workers.Count)];
            await victim.KillAsync();
            workers.Remove(victim);
            workers.Add(await scenario.StartKeptWorkerAsync());
            await Scenario.UntilJoinedAsync(workers[^1]);
            Assert.All(await LengthsAsync(scenario), static length => Assert.InRange(length, 0, Limit));
        }

        await traffic.StopAsync();
        await scenario.UntilAllHandledAsync();

        // When all have settled all, all goes: nobody waits for anything.
        await Eventually.HoldsAsync(async () => (await LengthsAsync(scenario)).Sum() == 0, () => string.Join('\n', workers.Select(static worker => worker.Output)));
        Assert.All(scenario.Workers, static worker => Assert.Equal((0, 0), (worker.Count(1307), worker.Count(1318))));
        var stored = await recorder.StopAsync();
        Assert.True(stored.Count > 16 * Limit, string.Create(CultureInfo.InvariantCulture, $"Only {stored.Count} events were stored: nothing had to go."));
        foreach (var worker in workers) Assert.Equal(0, await worker.StopAsync());
        await scenario.CheckAsync(stored: stored);
    }

    private static async Task<WorkerProcess> LeaderAsync(Scenario scenario, List<WorkerProcess> workers)
    {
        WorkerProcess? leader = null;
        await Eventually.HoldsAsync(async () =>
        {
            var owner = (string?)await (await scenario.RedisAsync()).HashGetAsync("runnel:{chaos}:leader", "owner") ?? "";
            leader = workers.Find(worker => owner.Contains(string.Create(CultureInfo.InvariantCulture, $"-{worker.Id}-"), StringComparison.Ordinal));
            return leader is not null;
        });
        return leader!;
    }

    private static async Task<long[]> LengthsAsync(Scenario scenario)
    {
        var redis = await scenario.RedisAsync();
        return await Task.WhenAll(Enumerable.Range(0, 16).Select(partition => redis.StreamLengthAsync(Keys.Stream(partition))));
    }
}
