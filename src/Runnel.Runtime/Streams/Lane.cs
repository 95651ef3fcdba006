using Runnel.Brokers;
using Runnel.Threading;

namespace Runnel.Streams;

/// <summary>
/// The one way of this producer's records into one partition. One batch is in flight at a time, so that a broken connection leaves no
/// holes; what is queued meanwhile is the next batch: at low load a send is one round trip, and at high load round trips are shared. No
/// task waits in an idle lane.
/// </summary>
internal sealed class Lane(PartitionId partition, LaneSettings settings)
{
    private readonly LaneQueue _queue = new(settings);
    private readonly LaneSender _sender = new(partition, settings);

    /// <summary>Only touched by whoever is sending.</summary>
    private readonly List<QueuedSend> _batch = [];

    /// <summary>A record that was encoded late and did not fit into its batch any more: it opens the next one.</summary>
    private QueuedSend? _next;

    private Task _sending = Task.CompletedTask;

    /// <summary>Whether a further record should be encoded by its caller now, or wait unencoded.</summary>
    public bool HasRoom => _queue.HasRoom;

    /// <summary>Queues a record, and sends it from this thread where nothing is in flight.</summary>
    public void Send(in QueuedSend send)
    {
        if (!_queue.TryAdd(send, out var mustSend)) SendFailures.Refuse(send, partition, SendFailures.Closed);
        else if (mustSend) StartSending();
    }

    /// <summary>Takes what has not begun of one target out of the line.</summary>
    public void Withdraw(SendTarget target)
    {
        foreach (var send in _queue.Remove(static (send, target, _) => send.Target == target, target)) send.Target.Dropped(send);
    }

    /// <summary>Ends when nothing is queued or being sent.</summary>
    public async Task WhenIdleAsync()
    {
        await _queue.WhenIdleAsync();
        await _sending;
        await _sender.WhenAbortedAsync();
    }

    /// <summary>Refuses further records.</summary>
    public void Close() => _queue.Close();

    /// <summary>Gives up: what is queued is not sent, and a batch in flight has an unknown outcome.</summary>
    public void Abort()
    {
        foreach (var send in _queue.Remove(static (_, _, _) => true, (SendTarget?)null)) SendFailures.Refuse(send, partition, SendFailures.Closed);
        _sender.Abort();
    }

    private void StartSending()
    {
        // Sending serves all callers: it must not run in the context of the one who happens to start it.
        if (SynchronizationContext.Current is not null || TaskScheduler.Current != TaskScheduler.Default)
        {
            _sending = Background.Run(SendAllAsync);
        }
        else if (ExecutionContext.IsFlowSuppressed())
        {
            _sending = SendAllAsync();
        }
        else
        {
            using (ExecutionContext.SuppressFlow()) _sending = SendAllAsync();
        }
    }

    private async Task SendAllAsync()
    {
        var mayBeCallersThread = true;
        do
        {
            while (FillBatch())
            {
                await _sender.SendAsync(_batch, _queue);
                if (!mayBeCallersThread || _queue.IsEmpty) continue;

                // A caller sends its own record, not all that others queue meanwhile.
                mayBeCallersThread = false;
                await Task.Yield();
            }
        }
        while (!_queue.TryRest());
    }

    private bool FillBatch()
    {
        var room = (long)LaneLimits.BatchBytes;
        var now = settings.Time.GetTimestamp();
        while (_batch.Count < LaneLimits.BatchCount)
        {
            bool? withId = _batch.Count > 0 ? _batch[0].Id.HasValue : null;
            if (!TryTake(withId, _batch.Count == 0 ? long.MaxValue : room, out var send)) break;
            if (!TryBegin(ref send, now)) continue;
            if (_batch.Count > 0 && send.Size > room)
            {
                _next = send;
                break;
            }

            _batch.Add(send);
            room -= send.Size;
        }

        return _batch.Count > 0;
    }

    private bool TryTake(bool? withId, long room, out QueuedSend send)
    {
        if (_next is null) return _queue.TryTake(withId, room, out send);
        send = _next.Value;
        return true;
    }

    private bool TryBegin(ref QueuedSend send, long now)
    {
        if (_next is not null)
        {
            _next = null;
            return true;
        }

        if (!send.Target.TryBegin())
        {
            send.Target.Dropped(send);
            return false;
        }

        if (_queue.IsExpired(send, now))
        {
            send.Target.Failed(send, SendFailures.NotAppended(partition, SendFailures.Expired(settings.SendTimeout)));
            return false;
        }

        try
        {
            if (!send.IsEncoded) send = send.Encoded();
            return true;
        }
        catch (Exception error)
        {
            send.Target.Failed(send, error);
            return false;
        }
    }
}
