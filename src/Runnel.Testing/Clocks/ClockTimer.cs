using Runnel.Testing.Watching;

namespace Runnel.Testing;

/// <summary>One timer of a <see cref="TestClock"/>, whose lock guards it. Like the platform's own, it calls back in the context it was made in.</summary>
internal sealed class ClockTimer(TestClock clock, WorkerClock? worker, TimerCallback callback, object? state) : ITimer
{
    private readonly ExecutionContext? _context = ExecutionContext.Capture();

    /// <summary>Whose clock it is: a worker that was killed has timers no more.</summary>
    public WorkerClock? Worker => worker;

    /// <summary>The handler or run that waits for it. One that may be cancelled by it does not wait for it.</summary>
    public Work? Work { get; } = state is CancellationTokenSource ? null : Flow.Current?.Work;

    public DateTimeOffset Due { get; set; }

    public TimeSpan? Period { get; set; }

    /// <summary>Tells timers that are due at the same moment apart.</summary>
    public long Arming { get; set; }

    public bool IsDisposed { get; private set; }

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime < TimeSpan.Zero && dueTime != Timeout.InfiniteTimeSpan) throw new ArgumentOutOfRangeException(nameof(dueTime), dueTime, "A timer is due now or later.");
        if (period < TimeSpan.Zero && period != Timeout.InfiniteTimeSpan) throw new ArgumentOutOfRangeException(nameof(period), period, "A period is positive.");
        clock.Arm(this, dueTime, period);
        return !IsDisposed;
    }

    public void Call()
    {
        if (IsDisposed) return;
        if (_context is null) callback(state);
        else ExecutionContext.Run(_context, static timer => ((ClockTimer)timer!).CallBack(), this);
    }

    public void Dispose()
    {
        IsDisposed = true;
        clock.Arm(this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    private void CallBack() => callback(state);
}
