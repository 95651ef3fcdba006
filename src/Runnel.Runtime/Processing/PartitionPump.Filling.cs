using Runnel.Brokers;
using Runnel.Coordination;
using Runnel.Pipeline;

namespace Runnel.Processing;

/// <content>What is handed out next: waiting for it, verifying the lease on a new connection, and forming the delivery.</content>
internal sealed partial class PartitionPump
{
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
}
