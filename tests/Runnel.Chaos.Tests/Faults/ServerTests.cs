using Runnel.Chaos.Tests.Harness;
using Runnel.Tests.Checking;
using Xunit;

namespace Runnel.Chaos.Tests.Faults;

/// <summary>A Redis server that dies and comes back, or stands still.</summary>
public sealed class ServerTests
{
    [Theory]
    [InlineData("call")]
    [InlineData("loop")]
    [InlineData("batch")]
    public async Task A_server_that_was_killed_and_keeps_its_files_goes_on_where_it_stood(string processor)
    {
        await using var scenario = await Scenario.StartAsync("redis-server SIGKILL and restart, AOF always", processor, "--appendonly", "yes",
            "--appendfsync", "always");
        var producer = await scenario.StartProducerAsync();
        await scenario.StartWorkerAsync();
        await scenario.StartWorkerAsync();
        await using var traffic = producer.Begin(producer.Keys(2), TimeSpan.FromMilliseconds(20));
        await scenario.UntilAllPartitionsAsync();
        await scenario.SettledAsync();
        var moves = scenario.Handlings().Moves();

        for (var round = 0; round < ChaosSettings.Scale; round++)
        {
            await scenario.RandomMomentAsync();
            await scenario.Server.KillAsync();
            await scenario.Server.StartAgainAsync();
            var back = Clock.Now;
            await scenario.UntilAllPartitionsAsync(back);
            var going = scenario.Handlings().Where(handling => handling.Begin > back).GroupBy(static handling => handling.Partition)
                .Max(static partition => partition.Min(static handling => handling.Begin));
            scenario.Measured(Clock.Between(back, going), TimeSpan.FromSeconds(2), "going again");
        }

        await traffic.StopAsync();
        await scenario.UntilAllHandledAsync();
        Assert.Equal(moves, scenario.Handlings().Moves());
        await scenario.StopAndCheckAsync();
    }

    [Theory]
    [InlineData("call")]
    [InlineData("loop")]
    [InlineData("batch")]
    public async Task A_server_that_freezes_for_less_than_a_lease_moves_nothing(string processor)
    {
        await using var scenario = await Scenario.StartAsync("redis-server frozen, shorter than the lease", processor);
        var producer = await scenario.StartProducerAsync();
        await scenario.StartWorkerAsync();
        await scenario.StartWorkerAsync();
        await using var traffic = producer.Begin(producer.Keys(2), TimeSpan.FromMilliseconds(20));
        await scenario.UntilAllPartitionsAsync();
        await scenario.SettledAsync();
        var moves = scenario.Handlings().Moves();

        for (var round = 0; round < ChaosSettings.Scale; round++)
        {
            await scenario.RandomMomentAsync();
            scenario.Server.Freeze();
            await Scenario.PassAsync(Scenario.Lease / 3);
            scenario.Server.Thaw();
            await scenario.UntilAllPartitionsAsync(Clock.Now);
        }

        await traffic.StopAsync();
        await scenario.UntilAllHandledAsync();
        Assert.Equal(moves, scenario.Handlings().Moves());
        var report = await scenario.StopAndCheckAsync();
        Assert.Equal(0, report.Duplicates);
    }

    [Fact]
    public async Task A_server_that_freezes_for_longer_than_a_lease_stops_all_hand_outs_at_the_local_deadline()
    {
        await using var scenario = await Scenario.StartAsync("redis-server frozen, longer than the lease");
        // Commits run behind and enough is fetched ahead, so that nothing but the deadline stops the worker.
        scenario.Environment["RUNNEL_PROCESSORS__CALL__ACK_MODE"] = "background";
        scenario.Environment["RUNNEL_PROCESSORS__CALL__PREFETCH_COUNT"] = "2000";
        scenario.Environment["CHAOS_WORK_MICROSECONDS"] = "5000";
        var producer = await scenario.StartProducerAsync();
        await producer.SendAsync(producer.Keys(1, "k", 0, 5, 11), 900);
        await scenario.StartWorkerAsync();
        await scenario.UntilAsync(static all => all.Count > 30, "work to be under way");

        scenario.Server.Freeze();
        var frozen = Clock.Now;
        await Scenario.PassAsync(Scenario.Lease * 2);
        var handlings = scenario.Handlings();
        var thawed = Clock.Now;
        scenario.Server.Thaw();

        Assert.Contains(handlings, handling => handling.Begin > frozen + 100_000_000);
        var last = handlings.Max(static handling => handling.Begin);
        Assert.True(Clock.Between(frozen, last) < Scenario.Lease,
            $"Something was handed out {Clock.Between(frozen, last).TotalMilliseconds:0} ms after the server froze.");
        await scenario.UntilAsync(all => all.Any(handling => handling.Begin > thawed), "work to go on");
        var first = scenario.Handlings().Where(handling => handling.Begin > thawed).Min(static handling => handling.Begin);
        scenario.Measured(Clock.Between(thawed, first), TimeSpan.FromSeconds(2), "going again");
        await scenario.UntilAllHandledAsync();
        await scenario.StopAndCheckAsync(new Allowances { Repeats = int.MaxValue });
    }
}
