using Runnel.Chaos.Tests.Harness;
using Runnel.Tests;
using Xunit;

namespace Runnel.Chaos.Tests.Faults;

/// <summary>SIGSTOP of an owner, then SIGCONT: a machine that sleeps, a long collection, a frozen virtual machine.</summary>
public sealed class PausedOwnerTests
{
    [Theory]
    [InlineData("call")]
    [InlineData("loop")]
    [InlineData("batch")]
    public async Task Longer_than_its_lease_it_finishes_at_most_what_is_in_hand_and_joins_again(string processor)
    {
        await using var scenario = await Scenario.StartAsync("SIGSTOP of an owner for 2 leases", processor);
        scenario.Environment["CHAOS_WORK_MICROSECONDS"] = "2000";
        var producer = await scenario.StartProducerAsync();
        var paused = await scenario.StartWorkerAsync();
        await using var traffic = producer.Begin(producer.Keys(2), TimeSpan.FromMilliseconds(20));
        await scenario.UntilAllPartitionsAsync();
        var other = await scenario.StartWorkerAsync();
        for (var round = 0; round < ChaosSettings.Scale; round++)
        {
            await Scenario.UntilJoinedAsync(other);
            await scenario.UntilAsync(all => all.Any(handling => handling.IsBy(paused) && handling.Begin > Clock.Now - 500_000_000), "the worker to work");
            await scenario.RandomMomentAsync();
            var leases = (await scenario.LeasesAsync()).Where(lease => lease.IsOf(paused)).ToList();
            paused.Send(Signal.Stop);
            var stopped = Clock.Now;
            await scenario.UntilAllPartitionsAsync(stopped, handling => handling.IsBy(other));
            scenario.TakenOver(leases, paused, stopped);
            await Eventually.HoldsAsync(() => Clock.Between(stopped, Clock.Now) >= Scenario.Lease * 2);
            paused.Send(Signal.Continue);

            // It joins again by itself: when the other one leaves, it works on all partitions.
            Assert.Equal(0, await other.StopAsync());
            var left = Clock.Now;
            await scenario.UntilAllPartitionsAsync(left, handling => handling.IsBy(paused));
            other = await scenario.StartWorkerAsync();
        }

        await traffic.StopAsync();
        await scenario.UntilAllHandledAsync();
        await scenario.StopAndCheckAsync();
    }

    [Fact]
    public async Task Shorter_than_two_thirds_of_its_lease_nothing_moves_and_nothing_is_repeated()
    {
        // A sixth of the lease is what may be left to renew it in: the longer the slower a machine may be.
        var lease = TimeSpan.FromSeconds(Math.Ceiling(2 * ChaosSettings.TimeFactor));
        await using var scenario = await Scenario.StartAsync("SIGSTOP of an owner shorter than 2/3 of a lease");
        scenario.Environment["RUNNEL_DEFAULT_LOCK_EXPIRY_SECONDS"] = $"{lease.TotalSeconds:0}";
        scenario.Environment["CHAOS_WORK_MICROSECONDS"] = "2000";
        var producer = await scenario.StartProducerAsync();
        List<WorkerProcess> workers = [await scenario.StartWorkerAsync(), await scenario.StartWorkerAsync()];
        await using var traffic = producer.Begin(producer.Keys(2), TimeSpan.FromMilliseconds(20));
        await scenario.UntilAllPartitionsAsync();
        await scenario.SettledAsync();
        var before = await scenario.LeasesAsync();

        for (var round = 0; round < ChaosSettings.Scale; round++)
        {
            var paused = workers.MaxBy(worker => before.Count(each => each.IsOf(worker)))!;
            paused.Send(Signal.Stop);
            await Scenario.PassAsync(lease / 2);
            paused.Send(Signal.Continue);
            await scenario.UntilAllPartitionsAsync(Clock.Now);
        }

        await traffic.StopAsync();
        await scenario.UntilAllHandledAsync();
        var after = await scenario.LeasesAsync();
        var report = await scenario.StopAndCheckAsync();
        Assert.Equal(before.Select(static each => (each.Owner, each.Epoch)), after.Select(static each => (each.Owner, each.Epoch)));
        Assert.Equal(0, report.Duplicates);
    }
}
