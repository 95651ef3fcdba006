using Runnel.Brokers;
using Runnel.Tests.Simulation;

namespace Runnel.Simulation.Tests.Harness;

/// <summary>One run from its beginning to its end: trouble, then peace, in which everything must come to an end.</summary>
internal sealed class Script(Cluster cluster)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);

    private readonly Plan _plan = cluster.Plan;
    private readonly Dice _dice = cluster.Dice;
    private readonly Actor _actor = new(cluster.World, "script", 0);
    private readonly List<Task> _whiles = [];
    private Connection _operator = null!;
    private bool _isOver;

    public Task Start() => _actor.Run(RunAsync);

    private async Task RunAsync()
    {
        _operator = cluster.Connect(_actor);
        for (var i = 0; i < _plan.Workers; i++) cluster.Join();
        var producer = new Producer(cluster);
        var caring = CareAsync();
        for (var i = 0; i < _plan.Faults; i++)
        {
            if (_dice.Happens(0.5)) await cluster.World.AfterStepsAsync(_dice.Between(1, 400));
            else await DelayAsync(_dice.Between(TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(3)));
            await DoAsync(_plan.Kinds[_dice.Below(_plan.Kinds.Count)]);
        }

        // Peace: what is on its way may still come late.
        cluster.Network = NetworkRates.Perfect;
        cluster.World.Stalls = 0;
        Note("peace");
        await producer.Running;
        await Task.WhenAll(_whiles);
        while (!IsSettled()) await DelayAsync(Look);
        _isOver = true;
        await caring;
        foreach (var worker in cluster.Alive.ToList()) worker.Leave();
        await Task.WhenAll(cluster.Workers.Where(static worker => !worker.Actor.IsDead).Select(static worker => worker.Running));
    }

    private async Task DoAsync(FaultKind kind)
    {
        var lease = _plan.Options.LockExpiry;
        Worker[] alive = [.. cluster.Alive];
        var worker = alive.Length > 0 ? alive[_dice.Below(alive.Length)] : null;
        Note($"{kind} {worker?.Actor.Name}");
        switch (kind)
        {
            case FaultKind.Crash:
                worker?.Actor.Kill();
                if (_dice.Happens(0.7)) cluster.Join();
                break;
            case FaultKind.ShortPause:
                worker?.Actor.Pause(lease * 0.6 * _dice.NextDouble());
                break;
            case FaultKind.LongPause:
                worker?.Actor.Pause(lease * (0.6 + (2.4 * _dice.NextDouble())));
                break;
            case FaultKind.Join:
                if (alive.Length < 5) cluster.Join();
                break;
            case FaultKind.Leave:
                worker?.Leave();
                break;
            case FaultKind.Break:
                worker?.Connection.CutOff();
                worker?.Connection.Restore();
                break;
            case FaultKind.CutOff:
                if (worker is not null) _whiles.Add(ForAWhileAsync(worker.Connection.CutOff, worker.Connection.Restore));
                break;
            case FaultKind.Silence:
                if (worker is not null) _whiles.Add(ForAWhileAsync(() => worker.Connection.IsSilent = true, () => worker.Connection.IsSilent = false));
                break;
            case FaultKind.Outage:
                await ForAWhileAsync(cluster.Server.CutOff, cluster.Server.Restore);
                break;
            case FaultKind.Freeze:
                cluster.ServerActor.Pause(lease * 2 * _dice.NextDouble());
                break;
            case FaultKind.Failover:
                var standby = new Standby(cluster.Stored);
                await DelayAsync(_dice.Between(TimeSpan.FromMilliseconds(1), lease * 2));
                standby.Promote(cluster.Server, cluster.Stored);
                Note("promoted");
                break;
            case FaultKind.Reset:
                Reset();
                break;
        }
    }

    private async Task ForAWhileAsync(Action begin, Action end)
    {
        begin();
        await DelayAsync(_dice.Between(TimeSpan.FromMilliseconds(10), _plan.Options.LockExpiry * 2));
        end();
    }

    /// <summary>Back only: an operator who sets a cursor forward loses events, and wants to.</summary>
    private void Reset()
    {
        var partition = _dice.Below(_plan.Partitions);
        if (cluster.Stored.Leases.GetValueOrDefault(Cluster.Lease(partition))?.Cursor is not { } cursor) return;
        var entries = cluster.Stored.Find(Cluster.Partition(partition))!.Entries;
        var settled = entries.IndexAfter(cursor);
        if (settled == 0) return;
        var to = entries[_dice.Below(settled)].Id;
        _whiles.Add(ResetAsync(partition, to));
    }

    private async Task ResetAsync(int partition, EntryId to)
    {
        try
        {
            await _operator.ResetAsync(Cluster.Lease(partition), to, default);
        }
        catch (BrokerException)
        {
            // An operator whose command failed may try again, or not.
        }
    }

    /// <summary>What an operator does: starts workers anew that ended, resumes what was quarantined, and releases what is parked.</summary>
    private async Task CareAsync()
    {
        while (!_isOver)
        {
            await DelayAsync(Look * 2);
            if (!cluster.Alive.Any()) cluster.Join();
            for (var i = 0; i < _plan.Partitions; i++)
            {
                if (_plan.Parks && _dice.Happens(0.5)) await ReleaseAsync(Cluster.Lease(i));
                if (cluster.Stored.Leases.GetValueOrDefault(Cluster.Lease(i))?.Quarantine is not { } mark) continue;
                try
                {
                    await _operator.ResumeAsync(Cluster.Lease(i), mark, _plan.Skips, default);
                }
                catch (BrokerException)
                {
                    // Looked at again soon.
                }
            }
        }
    }

    private async Task ReleaseAsync(LeaseId lease)
    {
        try
        {
            foreach (var key in await _operator.InspectParkedAsync(lease, default))
            {
                await _operator.ReleaseParkedAsync(lease, key.Key, discard: false, default);
                if (_dice.Happens(0.7)) await _operator.AnnounceAsync(Cluster.Group, new Announcement(AnnouncementKind.PartitionFree, lease.Partition.Index), default);
            }
        }
        catch (BrokerException)
        {
            // Looked at again soon.
        }
    }

    /// <summary>Everything is handled, and nothing is on its way that could change that.</summary>
    private bool IsSettled()
    {
        if (cluster.UnderWay > 0) return false;
        for (var i = 0; i < _plan.Partitions; i++)
        {
            if (cluster.Stored.Find(Cluster.Partition(i)) is not { Added: > 0 } partition) continue;
            if (cluster.Stored.Leases.GetValueOrDefault(Cluster.Lease(i)) is not { Quarantine: null } lease || lease.Cursor != partition.Last) return false;
            if (lease.Parking is { Events: > 0 }) return false;
        }

        return true;
    }

    private Task DelayAsync(TimeSpan time) => Task.Delay(time, _actor.Clock);

    private void Note(string what)
    {
        if (cluster.World.IsTracing) cluster.World.Note($"* {what}");
    }
}
