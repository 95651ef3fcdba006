namespace Runnel.Tests.Delivery;

/// <summary>The machine's own time, but for waits of a minute or more: they last until the test ends them.</summary>
internal sealed class PatientTime : TimeProvider
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly List<PatientTimer> _waiting = [];
    private long _paused;

    /// <summary>How many such waits there are now.</summary>
    public int Waits
    {
        get
        {
            lock (_gate) return _waiting.Count;
        }
    }

    /// <summary>How long the process stood still: both clocks went on, and no timer has fired yet.</summary>
    public TimeSpan Paused
    {
        set => Volatile.Write(ref _paused, value.Ticks);
    }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddTicks(Volatile.Read(ref _paused));

    public override long GetTimestamp() => base.GetTimestamp() + (Volatile.Read(ref _paused) * (TimestampFrequency / TimeSpan.TicksPerSecond));

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new PatientTimer(this, callback, state, base.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Ends all long waits there are.</summary>
    public void EndWaits()
    {
        List<PatientTimer> ended;
        lock (_gate)
        {
            ended = [.. _waiting];
            _waiting.Clear();
        }

        foreach (var timer in ended) timer.Fire();
    }

    private sealed class PatientTimer(PatientTime time, TimerCallback callback, object? state, ITimer timer) : ITimer
    {
        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time._gate)
            {
                time._waiting.Remove(this);
                if (dueTime >= Long) time._waiting.Add(this);
            }

            return timer.Change(dueTime >= Long ? Timeout.InfiniteTimeSpan : dueTime, period);
        }

        public void Dispose()
        {
            lock (time._gate) time._waiting.Remove(this);
            timer.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
