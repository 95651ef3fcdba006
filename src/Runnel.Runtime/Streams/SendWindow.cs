using System.Diagnostics;
using Runnel.Threading;

namespace Runnel.Streams;

/// <summary>
/// What one call of SendManyAsync has under way in all lanes: counts it, bounds it, and stops at the first failure, so that in each
/// partition what was appended is a beginning of what was given, without a hole.
/// </summary>
internal sealed class SendWindow(int partitionCount) : SendTarget, IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly int _limit = Math.Min(LaneLimits.WindowCount, LaneLimits.WindowCountPerPartition * partitionCount);
    private readonly CancellationTokenSource _stopping = new();
    private int _count;
    private long _bytes;
    private long _firstMissing = long.MaxValue;
    private TaskCompletionSource? _change;
    private Task _cancelling = Task.CompletedTask;
    private volatile bool _isStopped;

    /// <summary>Cancelled when the window stops.</summary>
    public CancellationToken Stopping => _stopping.Token;

    public bool IsStopped => _isStopped;

    /// <summary>Records that are surely in the stream.</summary>
    public long Appended { get; private set; }

    /// <summary>Records of which it is not known.</summary>
    public long Unknown { get; private set; }

    /// <summary>The place of the first record that is not surely in the stream, of those that were given to a lane or failed before.</summary>
    public long FirstMissing => _firstMissing;

    /// <summary>What stopped the window.</summary>
    public Exception? Failure { get; private set; }

    public override bool IsWithdrawn => _isStopped;

    public override bool GoesOn => !_isStopped;

    /// <summary>Asked by the one who adds: meanwhile others only make room.</summary>
    public bool IsFull => Volatile.Read(ref _count) >= _limit || Volatile.Read(ref _bytes) >= LaneLimits.WindowBytes;

    /// <summary>Counts a record in, before it is given to its lane.</summary>
    public void Add(in QueuedSend send)
    {
        lock (_gate)
        {
            _count++;
            _bytes += send.Size;
        }
    }

    /// <summary>Ends when there is room for a quarter of the window, or the window has stopped.</summary>
    public Task WhenRoomAsync() => WhenAsync(static window => window._isStopped || window.HasQuarter);

    /// <summary>Ends when nothing is under way.</summary>
    public Task WhenSettledAsync() => WhenAsync(static window => window._count == 0);

    /// <summary>Gives no further record into flight.</summary>
    /// <param name="index">The place of the record that failed.</param>
    /// <param name="failure">Why; null: the caller cancelled.</param>
    public void Stop(long index, Exception? failure)
    {
        lock (_gate)
        {
            Missing(index);
            StopLocked(failure);
        }
    }

    /// <summary>Ends when all that <see cref="Stopping"/> woke has run.</summary>
    public async ValueTask DisposeAsync()
    {
        await _cancelling;
        _stopping.Dispose();
    }

    public override RawFields Encode() => throw new UnreachableException("Many records are encoded before they are queued.");

    public override bool TryBegin() => !_isStopped;

    public override void TakeBack()
    {
        // It may be withdrawn at any time: nothing is kept of what has begun.
    }

    public override void Succeeded(in QueuedSend send, EntryId id)
    {
        lock (_gate)
        {
            Appended++;
            Settle(send);
        }
    }

    public override void Failed(in QueuedSend send, Exception error)
    {
        lock (_gate)
        {
            if (error is SendException { Outcome: SendOutcome.Unknown }) Unknown++;
            Missing(send.Index);
            StopLocked(error);
            Settle(send);
        }
    }

    public override void Dropped(in QueuedSend send)
    {
        lock (_gate)
        {
            Missing(send.Index);
            Settle(send);
        }
    }

    private bool HasQuarter => _count <= _limit - (_limit / 4) && _bytes <= LaneLimits.WindowBytes - (LaneLimits.WindowBytes / 4);

    private void Missing(long index) => _firstMissing = Math.Min(_firstMissing, index);

    private void StopLocked(Exception? failure)
    {
        if (_isStopped) return;
        _isStopped = true;
        Failure = failure;

        // What it wakes runs elsewhere, not under this lock.
        _cancelling = Background.CancelAsync(_stopping);
        Wake();
    }

    private void Settle(in QueuedSend send)
    {
        _count--;
        _bytes -= send.Size;
        if (_change is not null && (_count == 0 || HasQuarter)) Wake();
    }

    private async Task WhenAsync(Func<SendWindow, bool> condition)
    {
        while (true)
        {
            Task change;
            lock (_gate)
            {
                if (condition(this)) return;
                _change ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                change = _change.Task;
            }

            await change;
        }
    }

    private void Wake()
    {
        _change?.SetResult();
        _change = null;
    }
}
