using Microsoft.Extensions.Time.Testing;

namespace Runnel.Tests;

/// <summary>
/// A clock that tests move, and that stops at each moment for which something waits: it goes on only when so many wait again. So code
/// under test sees every moment, however far a test moves the clock and however slow the machine is.
/// </summary>
public sealed class SteppingClock(DateTimeOffset start) : FakeTimeProvider(start)
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    private readonly Lock _gate = new();
    private readonly HashSet<SteppingTimer> _armed = [];
    private long _changes;
    private int _changing;

    /// <summary>How far the wall clock was set forward (or back); the monotonic clock, and what waits by it, does not notice.</summary>
    public TimeSpan WallClockOffset { get; set; }

    /// <summary>How many wait for a moment now.</summary>
    public int Sleepers
    {
        get
        {
            lock (_gate) return _armed.Count;
        }
    }

    private DateTimeOffset Now => base.GetUtcNow();

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + WallClockOffset;

    // The base takes it from the wall clock.
    public override long GetTimestamp() => Now.Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new SteppingTimer(this, callback, state);
        timer.Start(base.CreateTimer(static timer => ((SteppingTimer)timer!).Fire(), timer, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves the clock forward, moment by moment; before each and at the end exactly <paramref name="sleepers"/> wait.</summary>
    public async Task AdvanceAsync(TimeSpan time, int sleepers)
    {
        var end = Now + time;
        while (true)
        {
            await SleepersAsync(sleepers);
            DateTimeOffset next;
            lock (_gate) next = _armed.Select(timer => timer.Due).Where(due => due <= end).DefaultIfEmpty(end).Min();
            var now = Now;
            Advance(next > now ? next - now : TimeSpan.Zero);
            if (next < end) continue;
            await SleepersAsync(sleepers);
            return;
        }
    }

    /// <summary>Waits until exactly so many wait for a moment, and nothing changes about it any more.</summary>
    public async Task SleepersAsync(int count)
    {
        var started = System.GetTimestamp();
        for (var look = 0; ; look++)
        {
            long before;
            bool matches;
            // A timer that is marked but not yet set on the base would miss the moment to which the clock moves next.
            lock (_gate) (before, matches) = (_changes, _armed.Count == count && _changing == 0);
            for (var i = 0; i < 10; i++) await Task.Yield();
            lock (_gate)
            {
                if (matches && before == _changes) return;
                if (System.GetElapsedTime(started) > Bound)
                    throw new TimeoutException(
                        $"{count} should wait for a moment, {_armed.Count} do. Now: {Now:O}. "
                        + $"Due: {string.Join(", ", _armed.Select(timer => $"{timer.Due:O}"))}.");
            }

            if (look > 100) await Task.Delay(TimeSpan.FromMilliseconds(1));
        }
    }

    private sealed class SteppingTimer(SteppingClock clock, TimerCallback callback, object? state) : ITimer
    {
        private ITimer _timer = null!;
        private TimeSpan _period;

        public DateTimeOffset Due { get; private set; }

        public void Start(ITimer timer) => _timer = timer;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._gate)
            {
                clock._changes++;
                clock._changing++;
                _period = period;
                Due = dueTime == Timeout.InfiniteTimeSpan ? DateTimeOffset.MaxValue : clock.Now + dueTime;
                if (dueTime == Timeout.InfiniteTimeSpan) clock._armed.Remove(this);
                else clock._armed.Add(this);
            }

            var changed = _timer.Change(dueTime, period);
            lock (clock._gate)
            {
                clock._changes++;
                clock._changing--;
            }

            return changed;
        }

        public void Fire()
        {
            lock (clock._gate)
            {
                clock._changes++;
                if (_period == Timeout.InfiniteTimeSpan) clock._armed.Remove(this);
                else Due += _period;
            }

            callback(state);
        }

        public void Dispose()
        {
            lock (clock._gate)
            {
                clock._changes++;
                clock._armed.Remove(this);
            }

            _timer.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
