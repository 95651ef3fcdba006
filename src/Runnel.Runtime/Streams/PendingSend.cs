using System.Collections.Concurrent;
using System.Threading.Tasks.Sources;
using Runnel.Records;

namespace Runnel.Streams;

/// <summary>One call of SendAsync on its way: what the caller awaits. Pooled, so that sending allocates little more than the record's bytes.</summary>
internal sealed class PendingSend<T> : SendTarget, IValueTaskSource<EntryId>
{
    private const int Queued = 0;
    private const int Begun = 1;
    private const int Withdrawn = 2;
    private const int MostPooled = 1024;

    private static readonly ConcurrentQueue<PendingSend<T>> Pool = new();
    private static int _pooled;

    private ManualResetValueTaskSourceCore<EntryId> _core = new() { RunContinuationsAsynchronously = true };
    private CancellationTokenRegistration _registration;
    private CancellationToken _token;
    private IEventCodec<T>? _codec;
    private T? _record;
    private SendTrace? _trace;
    private int _state;
    private int _isConsumed;

    /// <summary>The caller and the lane (and, for a moment, a cancellation): the last one to let go puts this back into the pool.</summary>
    private int _holders;

    public override bool IsWithdrawn => Volatile.Read(ref _state) == Withdrawn;

    public override bool GoesOn => true;

    /// <summary>What the caller awaits, once.</summary>
    public ValueTask<EntryId> Task => new(this, _core.Version);

    public static PendingSend<T> Rent(T? record, IEventCodec<T>? codec, SendTrace? trace, CancellationToken cancellationToken)
    {
        if (Pool.TryDequeue(out var send)) Interlocked.Decrement(ref _pooled);
        else send = new PendingSend<T>();
        (send._record, send._codec, send._trace, send._token) = (record, codec, trace, cancellationToken);
        (send._holders, send._isConsumed) = (2, 0);
        Volatile.Write(ref send._state, Queued);
        if (cancellationToken.CanBeCanceled)
            send._registration = cancellationToken.UnsafeRegister(static send => ((PendingSend<T>)send!).Withdraw(), send);
        return send;
    }

    public override RawFields Encode()
    {
        var fields = EmptyRecord.Marked(_codec!.Encode(_record!));
        return _trace is null ? fields : _trace.Mark(fields);
    }

    public override bool TryBegin() => Interlocked.CompareExchange(ref _state, Begun, Queued) == Queued;

    public override void TakeBack()
    {
        Volatile.Write(ref _state, Queued);

        // A cancellation that came while it was under way did nothing, and does not come again.
        if (_token.IsCancellationRequested) Withdraw();
    }

    public override void Succeeded(in QueuedSend send, EntryId id)
    {
        _registration.Dispose();
        _trace?.Succeeded(id);
        _core.SetResult(id);
        Release();
    }

    public override void Failed(in QueuedSend send, Exception error)
    {
        _registration.Dispose();
        _trace?.Failed(error);
        _core.SetException(error);
        Release();
    }

    public override void Dropped(in QueuedSend send) => Release();

    public EntryId GetResult(short token)
    {
        // A ValueTask is awaited once; a second time must not let go of what somebody else may have taken from the pool meanwhile.
        if (_core.GetStatus(token) == ValueTaskSourceStatus.Pending || Interlocked.Exchange(ref _isConsumed, 1) != 0)
            throw new InvalidOperationException("The ValueTask of a send was awaited twice, or before its end: await it once, or call AsTask() first.");
        try
        {
            return _core.GetResult(token);
        }
        finally
        {
            Release();
        }
    }

    public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
        => _core.OnCompleted(continuation, state, token, flags);

    private void Withdraw()
    {
        if (Interlocked.CompareExchange(ref _state, Withdrawn, Queued) != Queued) return;
        Interlocked.Increment(ref _holders);
        _trace?.Withdrawn();
        _core.SetException(new OperationCanceledException(_token));
        Release();
    }

    private void Release()
    {
        if (Interlocked.Decrement(ref _holders) != 0) return;
        (_record, _codec, _trace, _token, _registration) = (default, null, null, default, default);
        _core.Reset();
        if (Interlocked.Increment(ref _pooled) <= MostPooled) Pool.Enqueue(this);
        else Interlocked.Decrement(ref _pooled);
    }
}
