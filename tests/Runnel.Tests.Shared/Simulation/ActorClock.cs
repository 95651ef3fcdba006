namespace Runnel.Tests.Simulation;

/// <summary>The clocks of one process: its monotonic one, and a wall clock that may be wrong by any amount.</summary>
/// <param name="actor">The process.</param>
/// <param name="world">Whose time it is.</param>
/// <param name="wallClockOffset">How wrong the wall clock is at first.</param>
/// <param name="stopsWhileHeld">A clock that does not see that its process stood still: with it, no local deadline ever passes meanwhile.</param>
internal sealed class ActorClock(Actor actor, World world, TimeSpan wallClockOffset, bool stopsWhileHeld) : TimeProvider
{
    /// <summary>How wrong the wall clock is now.</summary>
    public TimeSpan WallClockOffset { get; set; } = wallClockOffset;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    private TimeSpan Missed => stopsWhileHeld ? actor.Held : TimeSpan.Zero;

    public override DateTimeOffset GetUtcNow() => world.UtcNow - Missed + WallClockOffset;

    public override long GetTimestamp() => (world.Now - Missed).Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new VirtualTimer(world, actor, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }
}
