namespace Runnel.Coordination;

/// <summary>A moment by both local clocks: the monotonic one, which a sleeping machine may stop, and the wall clock, which can be set.</summary>
internal readonly record struct LeaseInstant(long Timestamp, long Ticks)
{
    public static LeaseInstant Now(TimeProvider time) => new(time.GetTimestamp(), time.GetUtcNow().UtcTicks);

    /// <summary>How long ago it was, by whichever clock ran further.</summary>
    public TimeSpan Elapsed(TimeProvider time)
    {
        var monotonic = time.GetElapsedTime(Timestamp);
        var wall = TimeSpan.FromTicks(time.GetUtcNow().UtcTicks - Ticks);
        return monotonic > wall ? monotonic : wall;
    }
}
