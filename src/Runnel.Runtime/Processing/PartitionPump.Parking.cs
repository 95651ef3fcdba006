using Runnel.Brokers;
using Runnel.Pipeline;

namespace Runnel.Processing;

/// <content>Events of parked keys: those that follow, those that fail, and those that are played back.</content>
internal sealed partial class PartitionPump
{
    /// <summary>An operator may have asked for parked events.</summary>
    public void Look() => _parking?.Look();

    /// <summary>
    /// Gives up what failed, unless a rule for the exception says what to do instead, and parks it with what was set aside. Null: go on; what was parked
    /// is committed.
    /// </summary>
    private async ValueTask<PumpEnd?> ParkAsync(Parking parking, Delivery delivery, Exception? error, SetAside? aside, EntryId last, int count)
    {
        var parks = IsToPark(error);
        ParkPlan plan;
        try
        {
            // Without the mode the middleware has appended what failed.
            plan = await parking.PrepareAsync(delivery, parking.ParksNew ? error : null, parks, aside);
        }
        catch (OperationCanceledException) when (IsCancelled)
        {
            return LeaveUnsettled(delivery, error);
        }

        if (error is not null && (!parks || plan.HasUnknown) && _judge.Judge(delivery, error) is { } end) return end;
        if (plan.Entries.Count == 0) return null;
        await _slot.FlushAsync();
        if (IsCancelled || !_slot.IsConfirmed) return LeaveUnsettled(delivery, error);
        switch (await parking.ParkAsync(plan, _slot, last, count, error))
        {
            case ParkStatus.Parked:
                if (parks) _judge.Note(delivery, error!);
                return null;
            case ParkStatus.Free:
                return null;
            case ParkStatus.Full:
                return _judge.Stop(delivery, parking.Full(plan, error));
            default:
                return LeaveUnsettled(delivery, error);
        }
    }

    /// <summary>Hands out the oldest events of a key that is released, as if they came now. Null: go on.</summary>
    private async ValueTask<PumpEnd?> PlayAsync(Parking parking, ParkedKey key, Demand demand, ExecutionContext? context)
    {
        if (!IsCertain()) return null;
        if (_broker.Generation != _generation)
        {
            await VerifyAsync();
            return null;
        }

        // What was parked last may not be committed yet: played back first, it would come once more.
        await _slot.FlushAsync();
        if (IsCancelled || await parking.ReadReleasedAsync(key, demand.IsBatch ? demand.Count : 1) is not { } events || !IsCertain()) return null;
        if (_circuit is { IsOpen: true } && _circuit.Pauses(this, hasEvents: true)) return null;
        var delivery = Form(parking, demand, events);
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
        if (IsCancelled)
        {
            if (failure is not null and not OperationCanceledException)
                _parts.Logger.FailedAfterCancellation(failure, Processor, Stream, Partition, delivery.FirstId);
            if (isMeasured) _telemetry.End(delivery, failure, PumpEnd.Lost);
            return PumpEnd.Lost;
        }

        (_condemned, parking.IsResumed) = (null, false);
        var isRuled = failure is not null && _judge.RuleFor(failure) is not null;
        var judged = isRuled ? _judge.Judge(delivery, failure!) : null;
        if (isMeasured) _telemetry.End(delivery, failure, judged, isParked: !isRuled);
        if (failure is null)
        {
            await parking.PlayedAsync(key, events, keepsLetters: false);
        }
        else if (isRuled)
        {
            if (judged is { } end) return end;
            await parking.PlayedAsync(key, events, keepsLetters: true);
        }
        else
        {
            _judge.Note(delivery, failure);
            await parking.EndReleaseAsync(key, delivery.FirstId, failure);
        }

        if (_lastChance is not null) await PassAsync();
        return null;
    }

    /// <summary>Whether what failed is parked with its key. A rule of its own for the exception says what to do instead.</summary>
    private bool IsToPark(Exception? error) => error is not null && _parking is { ParksNew: true } && _judge.RuleFor(error) is null;

    private Delivery Form(Parking parking, Demand demand, IReadOnlyList<ParkedEvent> events)
    {
        var delivery = new Delivery(_consumer);
        var played = new RawEvent[events.Count];
        for (var i = 0; i < played.Length; i++)
            played[i] = new RawEvent(Stream, Partition, events[i].Id, EntryHeaders.Returned(events[i].Fields, events[i].Letter));
        if (demand.IsBatch) delivery.Fill(played);
        else delivery.Fill(played[0]);
        (delivery.FencingToken, delivery.Recovering, delivery.Condemned) = (_lease.Epoch, parking.IsResumed, _condemned);
        _scope.Enter(delivery);
        return delivery;
    }
}
