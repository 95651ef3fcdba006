using Runnel.Brokers;
using Runnel.Coordination;
using Runnel.Telemetry;
using Runnel.Threading;

namespace Runnel.Processing;

/// <summary>
/// The partitions of one executor: takes up those that are assigned to it, and gives up, within the grace period, those that no longer are. A partition
/// that comes back while it is still being given up is taken up again afterwards: two owners never work side by side.
/// </summary>
internal sealed class PartitionSet : IPartitionFigures
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly ExecutorParts _parts;
    private readonly Announcer _announcer;
    private readonly Action<Exception> _halt;
    private readonly Lock _gate = new();
    private readonly PartitionSeat[] _seats;
    private readonly HashSet<Task> _runs = [];
    private bool _isStopping;

    public PartitionSet(ExecutorParts parts, IReadOnlyList<PartitionBuffer> buffers, Announcer announcer, Action<Exception> halt)
    {
        (_parts, _announcer, _halt) = (parts, announcer, halt);
        _seats = [.. buffers.Select(static buffer => new PartitionSeat(buffer))];
    }

    string IPartitionFigures.Stream => _parts.Context.Stream.Name;

    string IPartitionFigures.Processor => _parts.Context.Processor.Name;

    int IPartitionFigures.PartitionCount => _seats.Length;

    int IPartitionFigures.BufferedIn(int partition)
    {
        lock (_gate) return _seats[partition] is { Owner.IsPresent: true } seat ? seat.Buffer.Count : -1;
    }

    /// <summary>From now on exactly these partitions are this executor's.</summary>
    public void Assign(IReadOnlyList<int> share)
    {
        bool differs;
        lock (_gate)
        {
            if (_isStopping) return;
            differs = Differs(share);
            foreach (var seat in _seats) seat.IsWanted = false;
            foreach (var partition in share) _seats[partition].IsWanted = true;
            foreach (var seat in _seats)
            {
                if (!seat.IsWanted) seat.Owner?.Stop();
                else if (seat.Owner is null) Begin(seat);
            }
        }

        if (differs) Instruments.Rebalances.Count(1, _parts.Context.Tags.Own, _parts.Logger);
    }

    /// <summary>A partition's lease may be had; or, whoever has it, there is something to be looked at.</summary>
    public void Free(int partition)
    {
        if (partition < 0 || partition >= _seats.Length) return;
        _seats[partition].Freed.Set();
        lock (_gate) _seats[partition].Owner?.Look();
    }

    /// <summary>Any lease may be had: who frees one may have said so when nobody listened.</summary>
    public void FreeAll()
    {
        foreach (var seat in _seats) seat.Freed.Set();
    }

    /// <summary>The partition is quarantined, or (null) it is not.</summary>
    public void See(int partition, QuarantineMark? quarantine)
    {
        lock (_gate) _seats[partition].Quarantine = quarantine;
    }

    /// <summary>The partitions that are this executor's now; none once it stops.</summary>
    public SharedPartition[] Share()
    {
        var group = new GroupId(_parts.Context.Stream.Name, _parts.Context.Processor.Name);
        lock (_gate)
        {
            if (_isStopping) return [];
            var (share, count) = (new SharedPartition[_seats.Length], 0);
            for (var i = 0; i < _seats.Length; i++)
            {
                if (_seats[i].IsWanted) share[count++] = new SharedPartition(group, i, _seats[i].Quarantine);
            }

            return share[..count];
        }
    }

    /// <summary>What is stored of a partition was changed by an operator: whoever works on it, or waits for it, looks at once.</summary>
    public void Change(int partition)
    {
        if (partition < 0 || partition >= _seats.Length) return;
        lock (_gate) _seats[partition].Owner?.Interrupt();
        _seats[partition].Freed.Set();
    }

    /// <summary>Gives all up: nothing more is handed out from now on.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            _isStopping = true;
            foreach (var seat in _seats) seat.Owner?.Stop();
        }
    }

    /// <summary>After <see cref="Stop"/>: waits until all are given up, or as far given up as the grace period allows.</summary>
    public Task DrainAsync()
    {
        lock (_gate) return Task.WhenAll(_runs);
    }

    private bool Differs(IReadOnlyList<int> share)
    {
        var (had, kept) = (0, 0);
        foreach (var seat in _seats) had += seat.IsWanted ? 1 : 0;
        foreach (var partition in share) kept += _seats[partition].IsWanted ? 1 : 0;
        return had != kept || kept != share.Count;
    }

    private void Begin(PartitionSeat seat)
    {
        var owner = seat.Owner = new PartitionOwner(_parts, seat);

        // On the thread pool: a processor that blocks its thread must not hold up the start of the next partition.
        var work = Background.Run(() => WorkAsync(seat, owner));
        var run = RunAsync(owner, work);
        if (run.IsCompleted) return;
        _runs.Add(run);
        _ = run.ContinueWith(Forget, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private void Forget(Task run)
    {
        lock (_gate) _runs.Remove(run);
    }

    /// <summary>Until the owner has ended; once it is told to stop, for as long as that may take.</summary>
    private async Task RunAsync(PartitionOwner owner, Task work)
    {
        await Task.WhenAny(work, Waits.Follow(owner.Stopping));
        if (await EndsWithinAsync(work, _parts.Context.Options.GracePeriod)) return;
        owner.Cancel();
        if (await EndsWithinAsync(work, Patience)) return;
        owner.GiveUp();
        if (await EndsWithinAsync(work, Patience)) return;
        owner.ReportLeft();
    }

    private async Task<bool> EndsWithinAsync(Task task, TimeSpan bound)
    {
        await task.WaitAsync(bound, _parts.Context.Time).ConfigureAwait(Waits.Quietly);
        return task.IsCompleted;
    }

    private async Task WorkAsync(PartitionSeat seat, PartitionOwner owner)
    {
        Exception? failure;
        try
        {
            failure = await owner.RunAsync();
        }
        catch (Exception error)
        {
            _parts.Logger.Faulted(error, _parts.Context.Processor.Name, "a partition");
            failure = error;
        }

        if (failure is not null) _halt(failure);
        lock (_gate)
        {
            seat.Owner = null;
            seat.Quarantine = null;
            owner.Dispose();

            // What halted is not begun again while the executor ends.
            _isStopping |= failure is not null;
            if (seat.IsWanted && !_isStopping)
            {
                Begin(seat);
                return;
            }
        }

        await _announcer.AnnounceAsync(new Announcement(AnnouncementKind.PartitionFree, seat.Buffer.Partition.Index));
    }
}
