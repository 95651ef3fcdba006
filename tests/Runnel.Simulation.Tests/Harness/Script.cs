using Runnel.Brokers;
using Runnel.Brokers.Memory;
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
    private bool _isPeace;
    private bool _endsPauses;
    private bool _isOver;

    public Task Start() => _actor.Run(RunAsync);

    private async Task RunAsync()
    {
        _operator = cluster.Connect(_actor);
        for (var i = 0; i < _plan.Workers; i++) cluster.Join();
        var producer = new Producer(cluster);
        var caring = CareAsync();
        var auditing = _plan.Limit > 0 ? AuditAsync() : Task.CompletedTask;
        for (var i = 0; i < _plan.Faults; i++)
        {
            if (_dice.Happens(0.5)) await cluster.World.AfterStepsAsync(_dice.Between(1, 400));
            else await DelayAsync(_dice.Between(TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(3)));
            await DoAsync(_plan.Kinds[_dice.Below(_plan.Kinds.Count)]);
        }

        // Peace: what is on its way may still come late.
        cluster.Network = NetworkRates.Perfect;
        cluster.World.Stalls = 0;
        _isPeace = true;
        Note("peace");
        await producer.Running;
        await Task.WhenAll(_whiles);
        if (_plan.Rests) await RestAsync();
        _endsPauses = true;
        while (!IsSettled()) await DelayAsync(Look);
        _isOver = true;
        await caring;
        await auditing;
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
                var standby = new Standby(cluster.Stored, cluster.Trims);
                await DelayAsync(_dice.Between(TimeSpan.FromMilliseconds(1), lease * 2));
                standby.Promote(cluster.Server, cluster.Stored);
                Note("promoted");
                break;
            case FaultKind.Reset:
                Reset();
                break;
            case FaultKind.Skip:
                Skip();
                break;
            case FaultKind.Pause:
                _whiles.Add(PauseForAWhileAsync(_dice.Below(_plan.Partitions)));
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
            await AnnounceAsync(AnnouncementKind.PartitionChanged, partition);
        }
        catch (BrokerException)
        {
            // An operator whose command failed may try again, or not.
        }
    }

    /// <summary>Anywhere among what is not settled.</summary>
    private void Skip()
    {
        var partition = _dice.Below(_plan.Partitions);
        if (cluster.Stored.Find(Cluster.Partition(partition)) is not { } stored) return;
        var settled = stored.Entries.IndexAfter(cluster.Stored.Leases.GetValueOrDefault(Cluster.Lease(partition))?.Cursor ?? EntryId.Zero);
        if (settled == stored.Entries.Count) return;
        _whiles.Add(ResetAsync(partition, stored.Entries[settled + _dice.Below(stored.Entries.Count - settled)].Id));
    }

    private async Task PauseForAWhileAsync(int partition)
    {
        await PauseAsync(partition);
        await DelayAsync(_dice.Between(TimeSpan.FromMilliseconds(1), _plan.Options.LockExpiry * 3));
        await TryAsync(() => EndPauseAsync(partition));
    }

    private Task PauseAsync(int partition) => TryAsync(async () =>
    {
        await _operator.PauseAsync(Cluster.Lease(partition), new PauseMark("operator", DateTimeOffset.UnixEpoch, ""), default);
        await AnnounceAsync(AnnouncementKind.PartitionChanged, partition);
    });

    private async Task EndPauseAsync(int partition)
    {
        await _operator.EndPauseAsync(Cluster.Lease(partition), null, default);
        await AnnounceAsync(AnnouncementKind.PartitionFree, partition);
    }

    /// <summary>
    /// In peace, whoever works on a partition lets go of it when it is paused, and nobody takes it, while it is handled when that ends. An owner that
    /// does not let go is one that the run waits for until it has taken too long.
    /// </summary>
    private async Task RestAsync()
    {
        for (var i = 0; i < _plan.Partitions; i++) await PauseAsync(i);
        for (var i = 0; i < _plan.Partitions; i++)
        {
            while (cluster.Stored.Leases.GetValueOrDefault(Cluster.Lease(i)) is { Pause: not null, Owner: not null } lease && cluster.Server.Now < lease.Expiry)
                await DelayAsync(Look);
        }

        Note("at rest");
    }

    private async Task AnnounceAsync(AnnouncementKind kind, int partition)
    {
        var group = new GroupId(Cluster.Partition(partition).Stream, Worker.Processor);
        await _operator.AnnounceAsync(group, new Announcement(kind, partition), default);
    }

    private static async Task TryAsync(Func<Task> command)
    {
        try
        {
            await command();
        }
        catch (BrokerException)
        {
            // An operator whose command failed may try again, or not; pauses that are left are ended in peace.
        }
    }

    /// <summary>What an operator does: starts workers anew that ended, resumes what was quarantined, releases what is parked, and in peace resumes what is paused still.</summary>
    private async Task CareAsync()
    {
        while (!_isOver)
        {
            await DelayAsync(Look * 2);
            if (!cluster.Alive.Any()) cluster.Join();
            for (var i = 0; i < _plan.Partitions; i++)
            {
                if (_plan.Parks && _dice.Happens(0.5)) await ReleaseAsync(Cluster.Lease(i));
                var state = cluster.Stored.Leases.GetValueOrDefault(Cluster.Lease(i));
                if (_endsPauses && state?.Pause is not null) await TryAsync(() => EndPauseAsync(i));
                if (state?.Quarantine is not { } mark) continue;
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

    /// <summary>A second processor, which comes late, is killed at times, and away for a while then.</summary>
    private async Task AuditAsync()
    {
        await DelayAsync(_dice.Of(TimeSpan.FromMilliseconds(1), _dice.Between(TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(5))));
        var auditor = new Auditor(cluster);
        while (!_isOver)
        {
            await DelayAsync(Look);
            if (_isPeace || !_dice.Happens(0.02)) continue;
            auditor.Actor.Kill();
            Note("auditor killed");
            await DelayAsync(_dice.Between(TimeSpan.FromMilliseconds(1), _plan.Options.LockExpiry * 3));
            auditor = new Auditor(cluster);
        }

        auditor.Stop();
        await auditor.Running;
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
            if (cluster.Stored.Leases.GetValueOrDefault(Cluster.Lease(i)) is not { Quarantine: null, Pause: null, Cursor: { } cursor } lease) return false;

            // Where an operator set the cursor back to what is gone by now, nothing stands behind it.
            if (partition.Entries.IndexAfter(cursor) < partition.Entries.Count) return false;
            if (_plan.Limit > 0 && !HasSeenAll(i, partition)) return false;
            if (lease.Parking is { Events: > 0 }) return false;
        }

        return true;
    }

    /// <summary>Where all was gone before the auditor came, its cursor stands at nothing.</summary>
    private bool HasSeenAll(int index, MemoryPartition partition)
        => cluster.Stored.Leases.GetValueOrDefault(Auditor.Lease(index))?.Cursor is { } cursor && partition.Entries.IndexAfter(cursor) == partition.Entries.Count;

    private Task DelayAsync(TimeSpan time) => Task.Delay(time, _actor.Clock);

    private void Note(string what)
    {
        if (cluster.World.IsTracing) cluster.World.Note($"* {what}");
    }
}
