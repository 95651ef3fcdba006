using Runnel.Testing.Watching;

namespace Runnel.Testing;

/// <summary>
/// The clock of a test host: it stands still until the test moves it, and stops at each moment for which something waits. So timers,
/// crontabs, retries, leases and batches see every moment, each in its turn, however far the test moves the clock.
/// </summary>
public sealed class TestClock : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<ClockTimer> _armed = [];
    private readonly Activity _activity;
    private readonly TimeSpan _patience;
    private DateTimeOffset _now;
    private long _armings;
    private int _isAdvancing;

    internal TestClock(RunnelTestSettings settings, Activity activity)
        => (_now, _patience, _activity) = (settings.Start.ToUniversalTime(), settings.Patience, activity);

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <summary>Waits until all that was started is at rest (see <see cref="AdvanceAsync"/>); the host says how.</summary>
    internal Func<bool, Bound, Task> SettleAsync { get; set; } = static (_, _) => Task.CompletedTask;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate) return _now;
    }

    /// <inheritdoc/>
    public override long GetTimestamp() => GetUtcNow().Ticks;

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        => CreateTimer(callback, state, dueTime, period, worker: null);

    /// <summary>
    /// Moves the clock forward, moment by moment: each timer and crontab fires exactly at its own, in order, and the clock goes on only
    /// when what that moment started has come to rest: runs have ended, events that were sent have been handled, or wait for the clock again.
    /// </summary>
    /// <param name="time">How far; zero fires what is due now.</param>
    /// <param name="waitForHandlers">
    /// Whether handlers and background tasks are waited for. <see langword="false"/> is for tests that hold one up themselves meanwhile: then
    /// only code that runs is waited for.
    /// </param>
    /// <returns>When the clock has arrived and all is at rest.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative.</exception>
    /// <exception cref="InvalidOperationException">The clock is being moved already.</exception>
    /// <exception cref="StuckException">What a moment started did not come to rest; the message names it.</exception>
    public async Task AdvanceAsync(TimeSpan time, bool waitForHandlers = true)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.Zero);
        if (Interlocked.Exchange(ref _isAdvancing, 1) == 1) throw new InvalidOperationException("The clock is being moved already: await one AdvanceAsync before the next.");
        try
        {
            var end = GetUtcNow() + time;
            await SettleAsync(waitForHandlers, new Bound(_patience));
            while (NextDue() is { } due && due <= end)
            {
                var bound = new Bound(_patience);
                await StepAsync(due, bound);
                await SettleAsync(waitForHandlers, bound);
            }

            await StepAsync(end, new Bound(_patience));
        }
        finally
        {
            Volatile.Write(ref _isAdvancing, 0);
        }
    }

    internal ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period, WorkerClock? worker)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new ClockTimer(this, worker, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>The next moment for which something waits; null: nothing does.</summary>
    internal DateTimeOffset? NextDue() => NextDue(static _ => true);

    /// <summary>The next moment for which a handler or a run itself waits; null: it waits for none.</summary>
    internal DateTimeOffset? NextDue(Work work) => NextDue(timer => timer.Work == work);

    /// <summary>
    /// Moves to a moment and calls what is due there, one after the other, in order. Ends when all were called, or when the bound is reached
    /// (a callback blocks its thread); throws what a callback threw.
    /// </summary>
    internal Task StepAsync(DateTimeOffset moment, Bound bound)
    {
        List<ClockTimer> due;
        lock (_gate)
        {
            if (moment > _now) _now = moment;
            due = [.. _armed.FindAll(IsDue).OrderBy(static timer => timer.Due).ThenBy(static timer => timer.Arming)];
            foreach (var timer in due) Take(timer);
        }

        return due.Count == 0 ? Task.CompletedTask : CallAsync(due, bound);
    }

    internal void Arm(ClockTimer timer, TimeSpan dueTime, TimeSpan period)
    {
        lock (_gate)
        {
            _armed.Remove(timer);
            if (timer.IsDisposed || dueTime == Timeout.InfiniteTimeSpan) return;
            (timer.Due, timer.Period, timer.Arming) = (_now + dueTime, period > TimeSpan.Zero ? period : null, ++_armings);
            _armed.Add(timer);

            // As a clock that runs would: at once, but not on the caller's thread.
            if (IsDue(timer)) Fire(timer);
        }
    }

    /// <summary>Fires what came due while its worker's clock stood still.</summary>
    internal void Resume(WorkerClock worker)
    {
        lock (_gate)
        {
            worker.IsSuspended = false;
            foreach (var timer in _armed.FindAll(timer => timer.Worker == worker && IsDue(timer))) Fire(timer);
        }
    }

    internal void Suspend(WorkerClock worker)
    {
        lock (_gate) worker.IsSuspended = true;
    }

    private DateTimeOffset? NextDue(Func<ClockTimer, bool> isMeant)
    {
        lock (_gate)
        {
            DateTimeOffset? next = null;
            foreach (var timer in _armed)
            {
                if (timer.Worker is not { IsSuspended: true } && (next is null || timer.Due < next) && isMeant(timer)) next = timer.Due;
            }

            return next;
        }
    }

    private bool IsDue(ClockTimer timer) => timer.Due <= _now && timer.Worker is not { IsSuspended: true };

    /// <summary>It is called now: a periodic one again after its period.</summary>
    private void Take(ClockTimer timer)
    {
        if (timer.Period is { } period) timer.Due = (timer.Due > _now ? timer.Due : _now) + period;
        else _armed.Remove(timer);

        // Counts as running from here on, so that nobody takes the gap until it really does for rest.
        _activity.Enter();
    }

    private void Fire(ClockTimer timer)
    {
        Take(timer);
        ThreadPool.UnsafeQueueUserWorkItem(Call, timer, preferLocal: false);
    }

    private void Call(ClockTimer timer)
    {
        try
        {
            timer.Call();
        }
        finally
        {
            _activity.Leave();
        }
    }

    private async Task CallAsync(List<ClockTimer> due, Bound bound)
    {
        // Not on the caller's thread, which a callback may block; the caller goes on on this one, which saves a change of threads at each moment.
        var called = new TaskCompletionSource();
        ThreadPool.UnsafeQueueUserWorkItem(CallAll, (due, called), preferLocal: false);
        await called.Task.WaitAsync(bound.Left).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (called.Task.IsFaulted) await called.Task;
    }

    private void CallAll((List<ClockTimer> Due, TaskCompletionSource Called) call)
    {
        Exception? thrown = null;
        PoolView.Enter();
        foreach (var timer in call.Due)
        {
            try
            {
                Call(timer);
            }
            catch (Exception error)
            {
                thrown ??= error;
            }
        }

        PoolView.Leave();
        if (thrown is null) call.Called.SetResult();
        else call.Called.SetException(thrown);
    }
}
