using Runnel.Chaos.Tests.Harness;
using Runnel.Tests;
using Runnel.Tests.Checking;
using Xunit;

namespace Runnel.Chaos.Tests.Faults;

/// <summary>Connections that are killed, cut, silent, slow, or lose the one reply that matters.</summary>
public sealed class ConnectionTests
{
    [Theory]
    [InlineData("call")]
    [InlineData("loop")]
    [InlineData("batch")]
    public async Task All_connections_killed_each_100_ms_lose_nothing_and_move_nothing(string processor)
    {
        await using var scenario = await Scenario.StartAsync("CLIENT KILL of every connection each 100 ms", processor);
        var producer = await scenario.StartProducerAsync();
        await scenario.StartWorkerAsync();
        await scenario.StartWorkerAsync();
        await using var traffic = producer.Begin(producer.Keys(2), TimeSpan.FromMilliseconds(15));
        await scenario.UntilAllPartitionsAsync();
        await scenario.SettledAsync();
        var moves = scenario.Handlings().Moves();
        var server = await scenario.AdminAsync();

        var began = Clock.Now;
        var kills = 0L;
        while (Clock.Between(began, Clock.Now) < TimeSpan.FromSeconds(Math.Min(60, 4 * ChaosSettings.Scale)))
        {
            kills += (long)await server.ExecuteAsync("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
            await Scenario.PassAsync(TimeSpan.FromMilliseconds(100));
        }

        await traffic.StopAsync();
        await scenario.UntilAllHandledAsync();
        Assert.True(kills > 10, $"{kills} connections were killed.");
        Assert.Equal(moves, scenario.Handlings().Moves());
        await scenario.StopAndCheckAsync();
    }

    [Theory]
    [InlineData("call")]
    [InlineData("loop")]
    [InlineData("batch")]
    public async Task Lost_replies_of_commits_and_appends_repeat_nothing(string processor)
    {
        await using var scenario = await Scenario.StartAsync("the reply of a commit or an append is dropped", processor);
        var appends = scenario.Own(FaultProxy.Start(scenario.Server.Port));
        var commits = scenario.Own(FaultProxy.Start(scenario.Server.Port));
        var producer = await scenario.StartProducerAsync(appends.Url);
        await scenario.StartWorkerAsync(commits.Url);
        await using var traffic = producer.Begin(producer.Keys(2), TimeSpan.FromMilliseconds(15));
        await scenario.UntilAllPartitionsAsync();

        var random = new Random(scenario.Random.Next());
        appends.CutsReplyTo = piece => piece.Calls(Scripts.Append) && Chance(random);
        commits.CutsReplyTo = piece => piece.Calls(Scripts.Commit) && Chance(random);
        var cuts = 5 * ChaosSettings.Scale;
        await Eventually.HoldsAsync(() => appends.RepliesCut >= cuts && commits.RepliesCut >= cuts);
        appends.CutsReplyTo = commits.CutsReplyTo = null;

        await traffic.StopAsync();
        await scenario.UntilAllHandledAsync();
        var report = await scenario.StopAndCheckAsync();
        Assert.Equal(0, report.Duplicates);
        Assert.All(producer.Sends, static sent => Assert.Equal(SendResult.Confirmed, sent.Result));
    }

    [Theory]
    [InlineData("held", "call")]
    [InlineData("silent", "batch")]
    [InlineData("cut", "loop")]
    public async Task A_worker_that_is_cut_off_stops_and_another_goes_on(string how, string processor)
    {
        await using var scenario = await Scenario.StartAsync("one worker cut off from Redis", processor);
        scenario.Environment["CHAOS_WORK_MICROSECONDS"] = "2000";
        var proxy = scenario.Own(FaultProxy.Start(scenario.Server.Port));
        var producer = await scenario.StartProducerAsync();
        var alone = await scenario.StartWorkerAsync(proxy.Url);
        await using var traffic = producer.Begin(producer.Keys(2), TimeSpan.FromMilliseconds(15));
        await scenario.UntilAllPartitionsAsync();
        var other = await scenario.StartWorkerAsync();
        await Scenario.UntilJoinedAsync(other);

        for (var round = 0; round < ChaosSettings.Scale; round++)
        {
            await scenario.RandomMomentAsync();
            var leases = (await scenario.LeasesAsync()).Where(lease => lease.IsOf(alone)).ToList();
            var since = Clock.Now;
            CutOff(proxy, how);
            await scenario.UntilAllPartitionsAsync(since, handling => handling.IsBy(other));
            scenario.TakenOver(leases, alone, since);
            proxy.Swallow(false);
            proxy.Holds = proxy.Refuses = false;

            // It is back when it works again once the other one has left.
            Assert.Equal(0, await other.StopAsync());
            await scenario.UntilAllPartitionsAsync(Clock.Now, handling => handling.IsBy(alone));
            other = await scenario.StartWorkerAsync();
            await Scenario.UntilJoinedAsync(other);
        }

        await traffic.StopAsync();
        await scenario.UntilAllHandledAsync();
        await scenario.StopAndCheckAsync();
    }

    private static void CutOff(FaultProxy proxy, string how)
    {
        switch (how)
        {
            case "held":
                proxy.Holds = true;
                break;
            case "silent":
                proxy.Swallow(true);
                break;
            default:
                proxy.Refuses = true;
                proxy.Cut();
                break;
        }
    }

    private static bool Chance(Random random)
    {
        lock (random) return random.Next(20) == 0;
    }
}
