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
                if (isMeasured) _telemetry.End(delivery, failure, judged, isParked: IsToPark(failure));
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
