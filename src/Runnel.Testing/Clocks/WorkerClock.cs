namespace Runnel.Testing;

/// <summary>One worker's view of the clock: when the worker is killed, nothing that waits in it ever goes on.</summary>
internal sealed class WorkerClock(TestClock clock) : TimeProvider
{
    /// <summary>Guarded by the clock.</summary>
    public bool IsSuspended { get; set; }

    public override long TimestampFrequency => clock.TimestampFrequency;

    public override TimeZoneInfo LocalTimeZone => clock.LocalTimeZone;

    public override DateTimeOffset GetUtcNow() => clock.GetUtcNow();

    public override long GetTimestamp() => clock.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        => clock.CreateTimer(callback, state, dueTime, period, this);
}
