using Runnel.Threading;

namespace Runnel.Streams;

/// <summary>How long a lane's batch is tried: the send timeout, or until the lane is aborted. One source serves all batches while none runs out.</summary>
#pragma warning disable CA1001 // The source holds a timer only while a batch is under way, and replaces itself; between batches there is nothing to dispose.
internal sealed class SendLimit(LaneSettings settings)
#pragma warning restore CA1001
{
    private readonly Lock _gate = new();
    private CancellationTokenSource _source = new(Timeout.InfiniteTimeSpan, settings.Time);
    private Task _aborting = Task.CompletedTask;

    public bool IsAborted { get; private set; }

    public CancellationToken Begin()
    {
        lock (_gate)
        {
            if (!IsAborted) _source.CancelAfter(settings.SendTimeout);
            return _source.Token;
        }
    }

    public void End()
    {
        lock (_gate)
        {
            if (IsAborted || _source.TryReset()) return;
            _source.Dispose();
            _source = new CancellationTokenSource(Timeout.InfiniteTimeSpan, settings.Time);
        }
    }

    public void Abort()
    {
        lock (_gate)
        {
            if (IsAborted) return;
            IsAborted = true;

            // What it wakes runs elsewhere, not under this lock.
            _aborting = Background.CancelAsync(_source);
        }
    }

    /// <summary>Ends when all that an abort woke has run.</summary>
    public Task WhenAbortedAsync() => _aborting;
}
