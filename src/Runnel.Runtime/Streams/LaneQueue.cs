namespace Runnel.Streams;

/// <summary>What waits for its turn in a lane, first come first served, and whether somebody is sending.</summary>
internal sealed class LaneQueue(LaneSettings settings)
{
    private readonly Lock _gate = new();
    private readonly Queue<QueuedSend> _sends = new();
    private long _bytes;
    private int _count;
    private bool _isSending;
    private bool _isClosed;
    private TaskCompletionSource? _idle;

    /// <summary>Whether a further record should be encoded now. Several callers at once may overshoot by one record each.</summary>
    public bool HasRoom => Volatile.Read(ref _count) < LaneLimits.QueueCount && Volatile.Read(ref _bytes) < LaneLimits.QueueBytes;

    public bool IsEmpty => Volatile.Read(ref _count) == 0;

    /// <summary>Adds a record. The caller to whom <paramref name="mustSend"/> is true sends until <see cref="TryRest"/> says that there is nothing left.</summary>
    /// <returns>False: closed.</returns>
    public bool TryAdd(in QueuedSend send, out bool mustSend)
    {
        lock (_gate)
        {
            mustSend = !_isSending && !_isClosed;
            if (_isClosed) return false;
            _isSending = true;
            _sends.Enqueue(send);
            Count(send, 1);
            return true;
        }
    }

    /// <summary>Takes the next record if it fits: with an explicit id or without as asked, and no larger than the room where its size is known.</summary>
    public bool TryTake(bool? withId, long room, out QueuedSend send)
    {
        lock (_gate)
        {
            if (!_sends.TryPeek(out send) || send.Size > room || (withId is { } kind && kind != send.Id.HasValue)) return false;
            _sends.Dequeue();
            Count(send, -1);
            return true;
        }
    }

    /// <summary>Ends sending, unless there is something to send.</summary>
    public bool TryRest()
    {
        lock (_gate)
        {
            if (_sends.Count > 0) return false;
            _isSending = false;
            _idle?.SetResult();
            _idle = null;
            return true;
        }
    }

    /// <summary>Takes all that match out of the line; the others keep their order.</summary>
    public List<QueuedSend> Remove(Func<QueuedSend, SendTarget?, LaneQueue, bool> match, SendTarget? target = null)
    {
        List<QueuedSend> removed = [];
        lock (_gate)
        {
            for (var left = _sends.Count; left > 0; left--)
            {
                var send = _sends.Dequeue();
                if (match(send, target, this))
                {
                    Count(send, -1);
                    removed.Add(send);
                }
                else
                {
                    _sends.Enqueue(send);
                }
            }
        }

        return removed;
    }

    /// <summary>Whether a record has waited for its turn longer than the send timeout.</summary>
    public bool IsExpired(in QueuedSend send) => IsExpired(send, settings.Time.GetTimestamp());

    /// <summary>The same, at a timestamp of the lane's clock.</summary>
    public bool IsExpired(in QueuedSend send, long now) => settings.Time.GetElapsedTime(send.QueuedAt, now) >= settings.SendTimeout;

    /// <summary>Refuses further records.</summary>
    public void Close()
    {
        lock (_gate) _isClosed = true;
    }

    /// <summary>Ends when nothing is queued or being sent.</summary>
    public Task WhenIdleAsync()
    {
        lock (_gate)
        {
            if (!_isSending) return Task.CompletedTask;
            _idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _idle.Task;
        }
    }

    private void Count(in QueuedSend send, int sign)
    {
        Volatile.Write(ref _count, _count + sign);
        Volatile.Write(ref _bytes, _bytes + (sign * send.Size));
    }
}
