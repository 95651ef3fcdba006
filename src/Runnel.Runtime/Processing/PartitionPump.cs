using Runnel.Brokers;
using Runnel.Coordination;
using Runnel.Pipeline;
using Runnel.Threading;

namespace Runnel.Processing;

/// <summary>Why a pump ended.</summary>
internal enum PumpEnd
{
    Stopped,
    Lost,
    Halted,
    Quarantined,
}

/// <summary>
/// One partition under one lease: asks the processor what it wants, takes that from the buffer, sends it through the pipeline and settles
/// it, one delivery after the other.
/// </summary>
internal sealed partial class PartitionPump : PartitionSession, IAsyncDisposable
{
    private readonly ExecutorParts _parts;
    private readonly ProcessorOptions _options;
    private readonly IBroker _broker;
    private readonly Lease _lease;
    private readonly PartitionBuffer _buffer;
    private readonly CommitSlot _slot;
    private readonly Recovery _recovery;
    private readonly DeliveryScope _scope;
    private readonly PartitionConsumer _consumer;
    private readonly FailureJudge _judge;
    private readonly Circuit? _circuit;
    private readonly Delivery _reusable;
    private readonly ITimer _batchTimer;
    private readonly CancellationTokenRegistration _onStop;
    private readonly CancellationTokenRegistration _onLoss;
    private readonly CancellationWatch _watch;
    private readonly DeliveryTelemetry _telemetry;
    private long _generation;
    private string? _condemned;
    private LastChance? _lastChance;
    private Parking? _parking;

    public PartitionPump(
        ExecutorParts parts, Lease lease, AcquireReply reply, PartitionBuffer buffer, Recovery recovery, DeliveryScope scope, CancellationToken stopping)
    {
        (_parts, _options, _broker) = (parts, parts.Context.Options, parts.Context.Broker);
        (_lease, _buffer, _recovery, _scope, Stopping) = (lease, buffer, recovery, scope, stopping);
        _generation = reply.Generation;
        _slot = new CommitSlot(lease, reply.Cursor, parts.Committer);
        _consumer = parts.Shape.CreateConsumer(this);
        _judge = new FailureJudge(parts, lease, _slot);
        _circuit = parts.Circuit;
        _reusable = new Delivery(_consumer);
        if (_options.LastChance > 0 && reply.Crashes == _options.LastChance) _lastChance = new LastChance(parts, lease, _slot);
        if (_options.MaxCrashes > 0 && reply.Crashes >= _options.MaxCrashes)
        {
            _condemned = $"The event (or batch) after {reply.Cursor} of {lease.Id.Partition} was in hand {reply.Crashes} times when the process of processor "
                + $"'{lease.Id.Processor}' ended without releasing its lease: it is taken to be the cause, and is not handed out again.";
        }

        if (reply.HasParked || _options.DeadLetterMode == DeadLetterMode.ParkKey) _parking = new Parking(parts, lease, buffer, reply.HasParked);
        var time = parts.Context.Time;
        _batchTimer = time.CreateTimer(static state => ((PartitionBuffer)state!).Wake(), buffer, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _telemetry = new DeliveryTelemetry(lease.Id.Partition, parts.Context.Tags, time, parts.Logger);
        _watch = new CancellationWatch(this, _options.GracePeriod, time, parts.Logger);
        _onStop = stopping.UnsafeRegister(static state => ((PartitionBuffer)state!).Wake(), buffer);
        _onLoss = lease.Token.UnsafeRegister(static state => ((PartitionPump)state!).OnLoss(), this);
    }

    public override string Stream => _lease.Id.Partition.Stream;

    public override int Partition => _lease.Id.Partition.Index;

    public override string Processor => _lease.Id.Processor;

    public override long FencingToken => _lease.Epoch;

    public override CancellationToken CancellationToken => _lease.Token;

    public override CancellationToken Stopping { get; }

    /// <summary>What halted the processor.</summary>
    public Exception? Error => _judge.Error;

    public CommitSlot Slot => _slot;

    private bool IsCancelled => _lease.Token.IsCancellationRequested;

    public override void Wake() => _buffer.Wake();

    public override void Abandon() => _lease.Lose(LeaseLoss.Abandoned);

    public override bool IsCertain()
    {
        if (_lease.IsCertain) return true;

        // This machine stood still, or the broker did: nothing may be handed out before the lease is verified.
        if (_lease.Lose(LeaseLoss.Expired)) _parts.Logger.LeaseExpired(Processor, Stream, Partition, _lease.Epoch);
        return false;
    }

    public override void Note(Delivery delivery, Exception error) => _judge.Note(delivery, error);

    public async Task<PumpEnd> RunAsync()
    {
        _buffer.Open(_slot.Confirmed, _generation);
        var end = await PumpAsync();
        _circuit?.Leave(this);
        _buffer.Discard();
        end = await EndConsumerAsync(end);
        return await LeaveAsync(end);
    }

    public async ValueTask DisposeAsync()
    {
        await _onStop.DisposeAsync();
        await _onLoss.DisposeAsync();
        await _batchTimer.DisposeAsync();
        _watch.Dispose();
        _slot.Dispose();
        _lastChance?.Dispose();
        _parking?.Dispose();
    }

    private async Task<PumpEnd> PumpAsync()
    {
        var context = ExecutionContext.Capture();
        var waits = new Backoff(_options.RetryDelay, _options.RetryMaxDelay);
        if (_lastChance is not null && !await _lastChance.TakeAsync(Stopping)) return IsCancelled ? PumpEnd.Lost : PumpEnd.Stopped;
        while (true)
        {
            if (IsCancelled) return PumpEnd.Lost;
            if (Stopping.IsCancellationRequested) return PumpEnd.Stopped;
            if (_circuit is { IsOpen: true } && await PauseAsync(_circuit)) continue;
            if (_parking is { NeedsLook: true } waiting)
            {
                await waiting.ReadAsync();
                continue;
            }

            Demand demand;
            try
            {
                demand = await _consumer.DemandAsync();
            }
            catch (Exception error)
            {
                if (await JudgeWithoutEventAsync(error, waits.Next()) is { } end) return end;
                continue;
            }

            if (_parking is { Released: { } released } parked)
            {
                if (await PlayAsync(parked, released, demand, context) is { } played) return played;
                continue;
            }

            if (!IsReady(demand) && !await FillAsync(demand)) continue;
            if (_circuit is { IsOpen: true } && _circuit.Pauses(this, hasEvents: true)) continue;
            var delivery = Form(demand);
            var (last, count) = (delivery.LastId, delivery.Count);
            SetAside? aside = null;
            while (_parking is { HasKeys: true } parking && (aside = parking.SetAside(delivery)) is { IsAll: true })
            {
                // Nothing is left in it: that is parked at once, unless an operator has freed a key a moment ago.
                if (await ParkAsync(parking, delivery, null, aside, last, count) is { } ended) return ended;
                if (_slot.Confirmed >= last) break;
                aside = null;
                await parking.ReadAsync();
                if (IsCancelled) return PumpEnd.Lost;
            }

            if (aside is not { IsAll: true })
            {
                var isMeasured = DeliveryTelemetry.IsOn;
                if (isMeasured) _telemetry.Begin(delivery);
                Exception? failure = null;
                try
                {
                    await _parts.Handler(delivery, _lease.Token);
                }
                catch (Exception error)
                {
                    failure = error;
                }

                if (context is not null) ExecutionContext.Restore(context);
                if (_consumer.IsBusy) await WaitForConsumerAsync(delivery);
                PumpEnd? judged = IsCancelled ? LeaveUnsettled(delivery, failure)
                    : failure is not null || aside is not null ? await SettleAsync(delivery, failure, aside, last, count)
                    : null;
                if (isMeasured) _telemetry.End(delivery, failure, judged, isParked: failure is not null && _parking is { ParksNew: true } && _judge.RuleFor(failure) is null);
                if (judged is not null) return judged.Value;
                _condemned = null;
            }

            _recovery.Settle();
            waits.Reset();
            if (_parking is null || _slot.Confirmed < last) _slot.Settle(last, count);
            if (_options.AckMode == AckMode.Background) _slot.Queue();
            else if (!Stopping.IsCancellationRequested) await _slot.FlushAsync();
            if (_lastChance is not null) await PassAsync();
        }
    }

    private async ValueTask PassAsync()
    {
        await _lastChance!.PassAsync();
        _lastChance = null;
    }

    /// <summary>What becomes of a delivery that failed, or of which something was set aside. Null: it is settled.</summary>
    private ValueTask<PumpEnd?> SettleAsync(Delivery delivery, Exception? failure, SetAside? aside, EntryId last, int count)
        => _parking is { } parking && (aside is not null || parking.ParksNew)
            ? ParkAsync(parking, delivery, failure, aside, last, count)
            : new(_judge.Judge(delivery, failure!));

    /// <summary>Waits at the open circuit until there is something to look at; false: it is this partition's turn to try.</summary>
    private async ValueTask<bool> PauseAsync(Circuit circuit)
    {
        var hasEvents = _buffer.Count > 0 || _parking is { Released: not null };
        if (!circuit.Pauses(this, hasEvents)) return false;
        await _buffer.WaitAsync(hasEvents ? int.MaxValue : 1);
        return true;
    }

    /// <summary>Whether the delivery can be handed out at once.</summary>
    private bool IsReady(Demand demand)
        => _buffer.Count >= demand.Count && _consumer.IsDemanding && _broker.Generation == _generation && !Stopping.IsCancellationRequested && !IsCancelled && _lease.IsCertain;

    /// <summary>Waits until there is what is demanded; false when nothing may be handed out any more under this lease.</summary>
    private async ValueTask<bool> FillAsync(Demand demand)
    {
        var time = _parts.Context.Time;
        long? began = null;
        _buffer.EnsureCapacity(demand.Count);
        while (true)
        {
            if (Stopping.IsCancellationRequested || IsCancelled || !_consumer.IsDemanding) return false;
            if (!IsCertain() || _parking is { NeedsLook: true }) return false;

            if (_broker.Generation != _generation)
            {
                if (!await VerifyAsync()) return false;
                began = null;
                continue;
            }

            var count = _buffer.Count;
            if (count >= demand.Count) return true;
            if (demand.IsBatch && count > 0)
            {
                began ??= time.GetTimestamp();
                var left = demand.Within - time.GetElapsedTime(began.Value);
                if (left <= TimeSpan.Zero) return true;
                _batchTimer.Change(left, Timeout.InfiniteTimeSpan);
            }

            await _buffer.WaitAsync(count == 0 ? 1 : demand.Count);
        }
    }

    /// <summary>
    /// The connection was replaced: what was read may be stale, and the lease may have been given to another by a server that lagged. The
    /// lease is taken again; when the cursor stands where it was left, the processor goes on as if nothing had been.
    /// </summary>
    private async ValueTask<bool> VerifyAsync()
    {
        _buffer.Discard();
        await _slot.FlushAsync();
        if (IsCancelled) return false;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(_lease.Token, Stopping);
        Acquisition acquisition;
        try
        {
            acquisition = await _parts.Acquirer.TryAcquireAsync(_lease.Id, either.Token);
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            return false;
        }

        var reply = acquisition.Reply;
        if (reply.Status == AcquireStatus.Paused)
        {
            // The lease is this owner's still, and is released as on every pause.
            _lease.Pausing?.Invoke();
            return false;
        }

        if (reply.Status != AcquireStatus.Acquired)
        {
            if (_lease.Lose(LeaseLoss.Fenced)) _parts.Logger.LeaseFenced(Processor, Stream, Partition, _lease.Epoch);
            return false;
        }

        if (reply.Cursor != _slot.Confirmed)
        {
            if (_lease.Lose(LeaseLoss.Moved)) _parts.Logger.CursorMoved(Processor, Stream, Partition, _slot.Confirmed, reply.Cursor);
            return false;
        }

        _lease.Continue(reply.Epoch, acquisition.Sent);
        _parts.Logger.Verified(Processor, Stream, Partition, reply.Epoch);
        _generation = reply.Generation;
        if (reply.HasParked) _parking ??= new Parking(_parts, _lease, _buffer, hasParked: true);
        _parking?.Forget(reply.HasParked);
        _buffer.Open(reply.Cursor, reply.Generation);
        return true;
    }

    private Delivery Form(Demand demand)
    {
        var delivery = _parts.ExposesDeliveries || _consumer.ExposesDeliveries ? new Delivery(_consumer) : _reusable;
        if (demand.IsBatch)
        {
            delivery.Fill(_buffer.Take(Math.Min(_buffer.Count, demand.Count)));
        }
        else
        {
            var entry = _buffer.Take();
            delivery.Fill(new RawEvent(Stream, Partition, entry.Id, entry.Fields));
        }

        delivery.FencingToken = _lease.Epoch;
        delivery.Recovering = _recovery.Covers(delivery.FirstId);
        delivery.Condemned = _condemned;
        _scope.Enter(delivery);
        return delivery;
    }

    private async ValueTask WaitForConsumerAsync(Delivery delivery)
    {
        _parts.Logger.NextNotAwaited(Processor, Stream, Partition, delivery.FirstId);
        await _consumer.WaitUntilIdleAsync();
    }

    /// <summary>The token was cancelled: whatever the processor answered, nothing is settled.</summary>
    private PumpEnd LeaveUnsettled(Delivery delivery, Exception? failure)
    {
        _recovery.TakeOver(delivery.LastId);
        if (failure is not null and not OperationCanceledException)
            _parts.Logger.FailedAfterCancellation(failure, Processor, Stream, Partition, delivery.FirstId);
        return PumpEnd.Lost;
    }

    private async ValueTask<PumpEnd?> JudgeWithoutEventAsync(Exception error, TimeSpan wait)
    {
        if (IsCancelled)
        {
            if (error is not OperationCanceledException) _parts.Logger.FailedAfterCancellation(error, Processor, Stream, Partition, _slot.Settled);
            return PumpEnd.Lost;
        }

        // A method that leaves at once because it is stopping breaks no contract.
        if (Stopping.IsCancellationRequested && error is ProcessorException) return PumpEnd.Stopped;
        if (_judge.JudgeWithoutEvent(error, wait) is { } end) return end;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(_lease.Token, Stopping);
        await Task.Delay(wait, _parts.Context.Time, either.Token).ConfigureAwait(Waits.Quietly);
        return null;
    }

    /// <summary>Lets code after the loop run.</summary>
    private async Task<PumpEnd> EndConsumerAsync(PumpEnd end)
    {
        try
        {
            await _consumer.EndAsync();
        }
        catch (Exception error)
        {
            if (!IsCancelled) return _judge.JudgeWithoutEvent(error, TimeSpan.Zero) ?? end;
            if (error is not OperationCanceledException) _parts.Logger.FailedAfterCancellation(error, Processor, Stream, Partition, _slot.Settled);
        }

        return end;
    }

    /// <summary>Commits what was settled and gives the lease up, as far as it is still this worker's.</summary>
    private async Task<PumpEnd> LeaveAsync(PumpEnd end)
    {
        _recovery.TakeOver(_slot.Settled);
        var isLeaving = Stopping.IsCancellationRequested || end == PumpEnd.Halted;
        switch (_lease.Loss)
        {
            case LeaseLoss.Fenced:
                break;
            case LeaseLoss.Moved:
                if (isLeaving) await _slot.ReleaseMovedAsync();
                break;
            case LeaseLoss.None when end == PumpEnd.Quarantined:
                await _slot.FlushAsync();
                await _judge.MarkAsync();
                break;
            case LeaseLoss.Expired when !isLeaving:
                await _slot.FlushAsync();
                break;
            default:
                _parts.Keeper.Remove(_lease);
                await _slot.ReleaseAsync();
                break;
        }

        _parts.Keeper.Remove(_lease);
        if (_lease.Loss is not (LeaseLoss.Fenced or LeaseLoss.Moved) && !_slot.IsConfirmed)
            _parts.Logger.UnconfirmedAtStop(Processor, Stream, Partition, _slot.Confirmed, _slot.Settled);
        return end;
    }

    private void OnLoss()
    {
        _buffer.Wake();
        _watch.Start();
    }
}
