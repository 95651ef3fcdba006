using Runnel.Chaos.Tests.Harness;
using Runnel.Tests;
using Xunit;

namespace Runnel.Chaos.Tests.Faults;

/// <summary>Workers that join and leave at random, in good order and not.</summary>
public sealed class ChurnTests
{
    [Fact]
    public async Task After_the_last_change_every_partition_soon_has_one_owner_and_shares_are_even()
    {
        await using var scenario = await Scenario.StartAsync("workers joining and leaving at random");
        var producer = await scenario.StartProducerAsync();
        var most = Math.Min(20, 4 + (2 * ChaosSettings.Scale));
        List<WorkerProcess> workers = [await scenario.StartWorkerAsync()];
        await using var traffic = producer.Begin(producer.Keys(1), TimeSpan.FromMilliseconds(15));
        await scenario.UntilAllPartitionsAsync();

        for (var change = 0; change < 6 * ChaosSettings.Scale; change++)
        {
            await scenario.RandomMomentAsync();
            if (workers.Count == 1 || (workers.Count < most && scenario.Random.Next(2) == 0))
            {
                workers.Add(await scenario.StartWorkerAsync());
                continue;
            }

            var leaving = workers[scenario.Random.Next(workers.Count)];
            workers.Remove(leaving);
            await Scenario.UntilJoinedAsync(leaving);
            if (scenario.Random.Next(3) == 0) await leaving.KillAsync();
            else leaving.Send(Signal.Terminate);
        }

        await Task.WhenAll(workers.Select(Scenario.UntilJoinedAsync));
        var since = Clock.Now;
        IReadOnlyList<LeaseView> leases = [];
        await Eventually.HoldsAsync(
            async () =>
            {
                leases = await scenario.LeasesAsync();
                var shares = workers.Select(worker => leases.Count(lease => lease.IsOf(worker))).ToList();
                return shares.Sum() == 16 && shares.Max() - shares.Min() <= 1;
            }, () => string.Join('\n', leases));
        scenario.Measured(Clock.Between(since, Clock.Now), TimeSpan.FromSeconds(3), $"settled with {workers.Count} workers");

        // Nothing changes any more: nothing moves any more.
        await Scenario.PassAsync(Scenario.Lease);
        Assert.Equal(leases.Select(static lease => lease.Owner), (await scenario.LeasesAsync()).Select(static lease => lease.Owner));

        // One more joins: it takes its share from the others, and nothing else moves.
        var joining = await scenario.StartWorkerAsync();
        var share = 16 / (workers.Count + 1);
        await Eventually.HoldsAsync(async () => (await scenario.LeasesAsync()).Count(lease => lease.IsOf(joining)) >= share);
        await scenario.SettledAsync();
        var moved = (await scenario.LeasesAsync()).Zip(leases).Count(static pair => pair.First.Owner != pair.Second.Owner);
        Assert.InRange(moved, share, share + 1);

        await traffic.StopAsync();
        await scenario.UntilAllHandledAsync();
        await scenario.StopAndCheckAsync();
    }
}
