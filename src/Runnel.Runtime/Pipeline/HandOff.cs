using System.Runtime.ExceptionServices;
using System.Threading.Tasks.Sources;
using Runnel.Threading;

namespace Runnel.Pipeline;

/// <summary>
/// Where the pipeline and one call of a loop method meet. Exactly one of the two is in control at any time: the loop asks and so gives
/// control to the pipeline, the pipeline hands a delivery over and so gives it back. Reused for every event: it costs no memory.
/// </summary>
/// <remarks>
/// Both sides continue on the thread of the other. What ambient state (<c>Activity.Current</c>, AsyncLocals, log scopes) the middleware
/// set becomes the loop's when it takes a delivery; nothing that the loop sets comes back.
/// </remarks>
internal sealed class HandOff : IValueTaskSource, IValueTaskSource<bool>
{
    private const int Running = 0;
    private const int Asking = 1;
    private const int Ended = 2;

    private readonly string _source;
    private readonly ExecutionContext? _base;
    private readonly CancellationTokenSource _cancellation;
    private ManualResetValueTaskSourceCore<bool> _control;
    private CancellationTokenRegistration _delivery;
    private ExecutionContext? _context;
    private Action? _continuation;
    private Answer _answer;
    private EventView? _view;
    private object? _enumeration;
    private Exception? _failure;
    private Idle? _idle;
    private volatile int _state;
    private volatile bool _closed;

    /// <param name="session">The partition.</param>
    /// <param name="source">The method, for messages.</param>
    public HandOff(PartitionSession session, string source)
    {
        Session = session;
        _source = source;
        _base = ExecutionContext.Capture();
        _cancellation = CancellationTokenSource.CreateLinkedTokenSource(session.CancellationToken);
        CancellationToken = _cancellation.Token;
    }

    private enum Answer
    {
        None,
        Delivered,
        Closed,
        Aborted,
    }

    public PartitionSession Session { get; }

    /// <summary>The call's own token: the session's, and cancelled too when a delivery of the call is (so that the call must end).</summary>
    public CancellationToken CancellationToken { get; }

    public bool IsCancelled => CancellationToken.IsCancellationRequested;

    public bool IsAsking => _state == Asking;

    public bool HasEnded => _state == Ended;

    /// <summary>Whether the method ended although code that it had started was still asking.</summary>
    public bool HasLeftAsking { get; private set; }

    /// <summary>Whether the method is in control.</summary>
    public bool IsBusy => _control.GetStatus(_control.Version) == ValueTaskSourceStatus.Pending;

    /// <summary>How the loop asked; only while it is asking.</summary>
    public EventView View => _view!;

    // ---- The loop's side.

    /// <summary>Whether an ask is answered without the pipeline.</summary>
    public bool IsOver => _closed || IsCancelled || _state == Ended;

    public void Begin(object enumeration)
    {
        ThrowIfEnded();
        if (_enumeration is not null)
            throw new ProcessorException($"{_source} enumerates its events twice at once: leave one 'await foreach' before the next begins.");
        _enumeration = enumeration;
    }

    public void Leave(object enumeration)
    {
        if (ReferenceEquals(_enumeration, enumeration)) _enumeration = null;
    }

    public EventAwaitable Prepare(object enumeration, EventView view)
    {
        ThrowIfEnded();
        if (!ReferenceEquals(_enumeration, enumeration) || _state == Asking)
            throw new ProcessorException($"{_source} asks for events from two places at once, or from an enumeration that it has left.");
        _view = view;
        return new EventAwaitable(this);
    }

    public void Ask(Action continuation)
    {
        if (_state == Running)
        {
            _continuation = continuation;
            if (Interlocked.CompareExchange(ref _state, Asking, Running) == Running)
            {
                ReturnControl();
                return;
            }
        }

        // Asked by code that outlived its method or asks twice: the answer is an exception, thrown there.
        continuation();
    }

    public bool TakeAnswer()
    {
        var answer = _answer;
        _answer = Answer.None;
        switch (answer)
        {
            case Answer.Delivered:
                if (_context is not null) ExecutionContext.Restore(_context);
                return true;
            case Answer.Closed:
                if (_base is not null) ExecutionContext.Restore(_base);
                return false;
            case Answer.Aborted:
                if (_base is not null) ExecutionContext.Restore(_base);
                break;
            default:
                ThrowIfEnded();
                if (IsCancelled) break;
                if (_closed) return false;
                throw new ProcessorException($"{_source} must await each ask for the next event, once.");
        }

        throw new OperationCanceledException($"{_source} must leave its event in hand: the partition's lease is lost, the grace period is over, or the delivery timed out.", CancellationToken);
    }

    /// <summary>The method has ended, its <c>finally</c> blocks and its services' scope included.</summary>
    public void End(Exception? failure)
    {
        _failure = failure;
        while (Interlocked.CompareExchange(ref _state, Ended, Running) != Running)
        {
            // The pipeline is in control, and may be about to answer that ask: whoever changes the state first has it.
            HasLeftAsking = true;
            _failure ??= LeftAsking();
            if (Interlocked.CompareExchange(ref _state, Ended, Asking) != Asking) continue;
            Session.Wake();
            var orphan = Interlocked.Exchange(ref _continuation, null);
            if (orphan is not null) Background.Queue(orphan);
            return;
        }

        ReturnControl();
    }

    // ---- The pipeline's side.

    /// <summary>Cancels the call when a token that is not the session's is cancelled, until control comes back.</summary>
    public void Observe(CancellationToken cancellationToken)
    {
        if (cancellationToken.CanBeCanceled && cancellationToken != Session.CancellationToken)
            _delivery = cancellationToken.UnsafeRegister(static state => ((HandOff)state!)._cancellation.Cancel(), this);
    }

    /// <summary>Waits until the method asks (true) or has ended (false).</summary>
    public ValueTask<bool> WaitForControlAsync() => new(this, _control.Version);

    /// <summary>Hands over what <see cref="View"/> has loaded. Ends when the loop asks again or its method ends; throws what the method threw.</summary>
    public ValueTask DeliverAsync(CancellationToken cancellationToken)
    {
        Observe(cancellationToken);
        _context = ExecutionContext.Capture();
        return new ValueTask(this, GiveControl(Answer.Delivered));
    }

    /// <summary>Answers the ask with the end of the loop, and waits until the method has ended.</summary>
    public async ValueTask CloseAsync()
    {
        _closed = true;
        GiveControl(IsCancelled ? Answer.Aborted : Answer.Closed);
        await WaitForControlAsync();
        ThrowFailure();
    }

    /// <summary>Waits until the method is no longer in control, for a middleware that did not await what it called.</summary>
    public Task WaitUntilIdleAsync()
    {
        var idle = new Idle(_control.Version);
        Volatile.Write(ref _idle, idle);
        Interlocked.MemoryBarrier();
        return IsBusy ? idle.Source.Task : Task.CompletedTask;
    }

    public void ThrowFailure()
    {
        if (_failure is not null) ExceptionDispatchInfo.Throw(_failure);
    }

    public void Dispose() => _cancellation.Dispose();

    bool IValueTaskSource<bool>.GetResult(short token)
    {
        _control.GetResult(token);
        return _state == Asking;
    }

    void IValueTaskSource.GetResult(short token)
    {
        _control.GetResult(token);
        if (_state != Ended) return;
        ThrowFailure();
        CancellationToken.ThrowIfCancellationRequested();
    }

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _control.GetStatus(token);

    ValueTaskSourceStatus IValueTaskSource<bool>.GetStatus(short token) => _control.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
        => _control.OnCompleted(continuation, state, token, flags);

    void IValueTaskSource<bool>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
        => _control.OnCompleted(continuation, state, token, flags);

    private short GiveControl(Answer answer)
    {
        _control.Reset();
        var version = _control.Version;
        if (Interlocked.CompareExchange(ref _state, Running, Asking) != Asking)
        {
            // The method ended although code of its was still asking: that code must not get an event.
            _control.SetResult(true);
            return version;
        }

        _answer = answer;
        var continuation = _continuation!;
        _continuation = null;
        var context = ExecutionContext.Capture();
        continuation();
        if (context is not null) ExecutionContext.Restore(context);
        return version;
    }

    private void ReturnControl()
    {
        _delivery.Unregister();
        _delivery = default;
        var version = _control.Version;

        // The pipeline goes on inside this call, unless the loop brought a scheduler that is not the pipeline's.
        _control.RunContinuationsAsynchronously = SynchronizationContext.Current is not null || TaskScheduler.Current != TaskScheduler.Default;
        _control.SetResult(true);
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _idle) is { } idle && idle.Version == version) idle.Source.TrySetResult();
    }

    private ProcessorException LeftAsking() => new($"{_source} returned while code that it had started was still asking for events: await it.");

    private void ThrowIfEnded()
    {
        if (_state == Ended) throw new ProcessorException($"{_source} has ended; the events it was given may not be used any more.");
    }

    private sealed class Idle(short version)
    {
        public short Version => version;

        public TaskCompletionSource Source { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
