using Runnel.Chaos.Tests.Harness;
using Xunit;

namespace Runnel.Chaos.Tests.Faults;

/// <summary>SIGKILL of an owner, again and again: at most what was in hand is repeated, and its partitions go on when their leases end.</summary>
public sealed class KilledOwnerTests
{
    [Theory]
    [InlineData("call", 1)]
    [InlineData("loop", 1)]
    [InlineData("batch", 10)]
    public async Task Nothing_is_lost_and_at_most_what_was_in_hand_is_repeated(string processor, int inHand)
    {
        await using var scenario = await Scenario.StartAsync("SIGKILL of an owner", processor);
        scenario.Environment["CHAOS_WORK_MICROSECONDS"] = "2000";
        var producer = await scenario.StartProducerAsync();
        List<WorkerProcess> workers = [await scenario.StartWorkerAsync(), await scenario.StartWorkerAsync()];
        await using var traffic = producer.Begin(producer.Keys(2), TimeSpan.FromMilliseconds(20));
        await scenario.UntilAllPartitionsAsync();
        foreach (var worker in workers) await Scenario.UntilJoinedAsync(worker);

        var held = 0;
        for (var round = 0; round < 2 * ChaosSettings.Scale; round++)
        {
            await scenario.RandomMomentAsync();
            var leases = await scenario.LeasesAsync();
            var victim = workers.MaxBy(worker => leases.Count(lease => lease.IsOf(worker)))!;
            leases = [.. leases.Where(lease => lease.IsOf(victim))];
            held += leases.Count;
            var killed = Clock.Now;
            await victim.KillAsync();
            workers.Remove(victim);
            await scenario.UntilAsync(all => leases.All(lease => all.FirstAfter(lease.Partition, killed, victim) is not null),
                "the victim's partitions to go on");

            scenario.TakenOver(leases, victim, killed);
            workers.Add(await scenario.StartWorkerAsync());
            await Scenario.UntilJoinedAsync(workers[^1]);
        }

        await traffic.StopAsync();
        await scenario.UntilAllHandledAsync();
        var report = await scenario.StopAndCheckAsync();
        Assert.InRange(report.Duplicates, 0, held * inHand);
    }
}
