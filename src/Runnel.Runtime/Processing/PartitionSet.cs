using Runnel.Brokers;
using Runnel.Coordination;
using Runnel.Threading;

namespace Runnel.Processing;

/// <summary>
/// The partitions of one executor: takes up those that are assigned to it, and gives up, within the grace period, those that no longer are. A partition
/// that comes back while it is still being given up is taken up again afterwards: two owners never work side by side.
/// </summary>
internal sealed class PartitionSet
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

    /// <summary>From now on exactly these partitions are this executor's.</summary>
    public void Assign(IReadOnlyList<int> share)
    {
        lock (_gate)
        {
            if (_isStopping) return;
            foreach (var seat in _seats) seat.IsWanted = false;
            foreach (var partition in share) _seats[partition].IsWanted = true;
            foreach (var seat in _seats)
            {
                if (!seat.IsWanted) seat.Owner?.Stop();
                else if (seat.Owner is null) Begin(seat);
            }
        }
    }

    /// <summary>A partition's lease may be had; or, whoever has it, there is something to be looked at.</summary>
    public void Free(int partition)
    {
        if (partition < 0 || partition >= _seats.Length) return;
        _seats[partition].Freed.Set();
        lock (_gate) _seats[partition].Owner?.Look();
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
