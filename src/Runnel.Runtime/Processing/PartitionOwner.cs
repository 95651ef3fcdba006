using Runnel.Brokers;
using Runnel.Coordination;
using Runnel.Threading;

namespace Runnel.Processing;

/// <summary>Holds one partition for one executor: takes its lease, pumps under it, and takes it again whenever it was lost, until stopped.</summary>
internal sealed class PartitionOwner(ExecutorParts parts, PartitionSeat seat) : IDisposable
{
    private readonly LeaseId _id = new(seat.Buffer.Partition, parts.Context.Processor.Name);
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _toldToStop = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private Task _stopping = Task.CompletedTask;
    private (PartitionPump Pump, Lease Lease)? _present;
    private CancellationTokenSource? _pumping;
    private Task _interrupting = Task.CompletedTask;
    private bool _isInterrupted;
    private bool _isGivenUp;

    /// <summary>Ends when the owner is told to stop.</summary>
    public Task Stopping => _toldToStop.Task;

    /// <summary>Whether it holds the lease at this moment.</summary>
    public bool IsPresent
    {
        get
        {
            lock (_gate) return _present is not null;
        }
    }

    /// <summary>Runs until stopped; the exception that halted the processor, or null.</summary>
    public async Task<Exception?> RunAsync()
    {
        var scope = new DeliveryScope(_id.Processor, _id.Partition.Stream, _id.Partition.Index);
        using var logging = parts.Logger.BeginScope(scope);
        while (!_stop.IsCancellationRequested)
        {
            Acquisition acquisition;
            try
            {
                acquisition = await parts.Acquirer.AcquireAsync(_id, seat.Freed, Ask, _stop.Token);
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                break;
            }

            var (end, error) = await PumpAsync(acquisition, scope);
            scope.Leave();
            if (end == PumpEnd.Halted) return error;
        }

        await _stopping;
        return null;
    }

    /// <summary>Hands nothing more out; what is in hand may finish.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            if (_stop.IsCancellationRequested) return;
            _stopping = Background.CancelAsync(_stop);
            InterruptPump();
        }

        _toldToStop.TrySetResult();
    }

    /// <summary>
    /// An operator paused the partition or moved its cursor, or may have: the lease is given up between two deliveries as if for another owner, and
    /// asked for again, which tells. What is in hand takes as long as it takes.
    /// </summary>
    public void Interrupt()
    {
        lock (_gate)
        {
            // The answer to a request for the lease may be on its way, and older than what happened.
            if (_pumping is null) _isInterrupted = true;
            else InterruptPump();
        }
    }

    /// <summary>An operator may have asked for parked events.</summary>
    public void Look()
    {
        lock (_gate) _present?.Pump.Look();
    }

    /// <summary>The grace period is over: cancels what is in hand. The lease is no longer renewed.</summary>
    public void Cancel()
    {
        lock (_gate)
        {
            if (_present is not { } present) return;
            parts.Keeper.Remove(present.Lease);
            if (present.Lease.Lose(LeaseLoss.Abandoned))
                parts.Logger.GraceOver(_id.Processor, _id.Partition.Stream, _id.Partition.Index, parts.Context.Options.GracePeriod);
        }
    }

    /// <summary>Waits for the broker no longer. Code that ignores its cancellation keeps its lease until that runs out.</summary>
    public void GiveUp()
    {
        lock (_gate)
        {
            _isGivenUp = true;
            _present?.Pump.Slot.Abandon();
        }
    }

    /// <summary>Says what the worker leaves behind.</summary>
    public void ReportLeft()
    {
        lock (_gate)
        {
            if (_present is { } present)
                parts.Logger.LeftRunning(_id.Processor, _id.Partition.Stream, _id.Partition.Index, present.Pump.Slot.Settled);
        }
    }

    public void Dispose() => _stop.Dispose();

    private async Task<(PumpEnd End, Exception? Error)> PumpAsync(Acquisition acquisition, DeliveryScope scope)
    {
        var (reply, sent) = acquisition;
        await using var lease = new Lease(_id, parts.Executor, reply.Epoch, parts.Context.Options.LockExpiry, sent, parts.Context.Time, parts.Logger)
        {
            Pausing = Interrupt,
        };
        using var pumping = new CancellationTokenSource();
        Begin(pumping);
        parts.Keeper.Add(lease);
        try
        {
            await RecallAsync(reply);
            await using var pump = new PartitionPump(parts, lease, reply, seat.Buffer, seat.Recovery, scope, pumping.Token);
            Present((pump, lease));
            try
            {
                return (await pump.RunAsync(), pump.Error);
            }
            finally
            {
                Present(null);
            }
        }
        finally
        {
            parts.Keeper.Remove(lease);
            await EndAsync();
        }
    }

    /// <summary>What was announced before a look is in its answer.</summary>
    private void Ask()
    {
        lock (_gate) _isInterrupted = false;
    }

    /// <summary>What ends the pump, but never the wait for a lease: being stopped, and being interrupted.</summary>
    private void Begin(CancellationTokenSource pumping)
    {
        lock (_gate)
        {
            _pumping = pumping;
            if (_isInterrupted || _stop.IsCancellationRequested) InterruptPump();
        }
    }

    private async ValueTask EndAsync()
    {
        Task interrupting;
        lock (_gate)
        {
            _pumping = null;
            interrupting = _interrupting;
        }

        await interrupting;
    }

    private void InterruptPump()
    {
        if (_pumping is { IsCancellationRequested: false }) _interrupting = Background.CancelAsync(_pumping);
    }

    private void Present((PartitionPump Pump, Lease Lease)? present)
    {
        lock (_gate)
        {
            _present = present;
            if (_isGivenUp) present?.Pump.Slot.Abandon();
        }
    }

    /// <summary>An owner that vanished had at most the next delivery in hand; when commits ran behind, any event that was there.</summary>
    private async Task RecallAsync(AcquireReply reply)
    {
        if (!reply.TakenOver) return;
        if (parts.Context.Options.AckMode == AckMode.BeforeNext)
        {
            seat.Recovery.TakeOver();
            return;
        }

        try
        {
            seat.Recovery.TakeOver(await parts.Acquirer.FindLastAsync(_id.Partition, _stop.Token));
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Nothing will be handed out.
        }
    }
}
