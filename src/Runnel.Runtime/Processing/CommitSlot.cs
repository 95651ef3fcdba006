using System.Threading.Tasks.Sources;
using Runnel.Brokers;
using Runnel.Coordination;
using Runnel.Threading;

namespace Runnel.Processing;

/// <summary>
/// One partition's place in the commits of its executor, from taking its lease to leaving it: how far the processor is, how far the broker
/// is known to be, and what is on its way between the two.
/// </summary>
internal sealed class CommitSlot(Lease lease, EntryId cursor, Committer committer) : IValueTaskSource, IThreadPoolWorkItem, IDisposable
{
    private readonly Lock _gate = new();
    private ManualResetValueTaskSourceCore<bool> _core;
    private EntryId _confirmed = cursor;
    private EntryId _next = cursor;
    private long _count;
    private bool _release;
    private bool _isQueued;
    private bool _isOver;
    private bool _isWaiting;
    private ITimer? _retry;

    // Kept until it has an answer: after a lost one, only the very same request can be told from an operator's reset.
    private CommitRequest? _pinned;

    public Lease Lease => lease;

    /// <summary>The cursor that the broker is known to have stored.</summary>
    public EntryId Confirmed
    {
        get
        {
            lock (_gate) return _confirmed;
        }
    }

    /// <summary>The last event that the processor settled.</summary>
    public EntryId Settled
    {
        get
        {
            lock (_gate) return _next;
        }
    }

    /// <summary>Whether everything settled is known to be stored.</summary>
    public bool IsConfirmed
    {
        get
        {
            lock (_gate) return _confirmed == _next;
        }
    }

    /// <summary>Settles a delivery; it is committed with the next <see cref="Queue"/>, <see cref="FlushAsync"/> or <see cref="ReleaseAsync"/>.</summary>
    public void Settle(EntryId last, int count)
    {
        lock (_gate)
        {
            _next = last;
            _count += count;
        }
    }

    /// <summary>The cursor was moved in another way than by a commit, while none is under way: nothing is left to be stored.</summary>
    public void Confirm(EntryId last)
    {
        lock (_gate) (_confirmed, _next, _count) = (last, last, 0);
    }

    /// <summary>Has what was settled committed soon, without waiting.</summary>
    public void Queue()
    {
        lock (_gate)
        {
            if (_isQueued || _isOver || (_next == _confirmed && !_release)) return;
            _isQueued = true;
        }

        committer.Enqueue(this);
    }

    /// <summary>Has what was settled committed, and waits until that is confirmed, or can no longer be.</summary>
    public ValueTask FlushAsync()
    {
        bool enqueue;
        ValueTask wait;
        lock (_gate)
        {
            if (_isOver || (_next == _confirmed && !_release && !_isQueued)) return ValueTask.CompletedTask;
            enqueue = !_isQueued;
            _isQueued = true;
            _core.Reset();
            _isWaiting = true;
            wait = new ValueTask(this, _core.Version);
        }

        if (enqueue) committer.Enqueue(this);
        return wait;
    }

    /// <summary>Commits what was settled and gives the lease up in the same step.</summary>
    public ValueTask ReleaseAsync()
    {
        lock (_gate) _release = true;
        return FlushAsync();
    }

    /// <summary>After the cursor was found moved: lets the lease be released where the cursor stands now.</summary>
    public ValueTask ReleaseMovedAsync()
    {
        lock (_gate) _isOver = false;
        return ReleaseAsync();
    }

    /// <summary>Gives up: nothing more is sent, nobody waits any longer.</summary>
    public void Abandon()
    {
        lock (_gate)
        {
            _isOver = true;
            if (!_isWaiting) return;
            _isWaiting = false;
        }

        GoOn();
    }

    // ---- The committer's side.

    /// <summary>What to send; null when there is nothing any more.</summary>
    public CommitRequest? Prepare()
    {
        lock (_gate)
        {
            if (!_isOver) return _pinned ??= new CommitRequest(lease.Claim, _confirmed, _next, _count, _release);
            _isQueued = false;
            return null;
        }
    }

    /// <summary>Takes the answer in. True: there is more to send already.</summary>
    public bool Complete(CommitReply reply)
    {
        lock (_gate)
        {
            var request = _pinned!.Value;
            if (reply.Status == CommitStatus.Failed) return false;
            _pinned = null;
            if (reply.Status == CommitStatus.Committed)
            {
                _confirmed = request.Next;
                _count -= request.Count;
                _isOver |= request.Release;
                if (!_isOver && (_next != _confirmed || _release)) return true;
            }
            else
            {
                _isOver = true;
                if (reply.Status == CommitStatus.Moved) (_confirmed, _next, _count) = (reply.Stored, reply.Stored, 0);
            }

            _isQueued = false;
            if (!_isWaiting) return false;
            _isWaiting = false;
        }

        GoOn();
        return false;
    }

    /// <summary>Sends it again after a while, because this partition failed for a reason of its own.</summary>
    public void RetryAfter(TimeSpan wait, TimeProvider time)
    {
        lock (_gate)
        {
            if (_isOver) return;
            _retry ??= time.CreateTimer(
                static state => ((CommitSlot)state!).Requeue(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _retry.Change(wait, Timeout.InfiniteTimeSpan);
        }
    }

    public void Dispose()
    {
        Abandon();
        lock (_gate) _retry?.Dispose();
    }

    /// <summary>On the thread pool: lets who waits go on.</summary>
    void IThreadPoolWorkItem.Execute() => _core.SetResult(true);

    void IValueTaskSource.GetResult(short token) => _core.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
        => _core.OnCompleted(continuation, state, token, flags);

    /// <summary>User code may be what goes on, so never inside the call; in the order of the calls, so that the committer's lane can stand behind all.</summary>
    private void GoOn() => Background.Queue(this);

    private void Requeue() => committer.Enqueue(this);
}
