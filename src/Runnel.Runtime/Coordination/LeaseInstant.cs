namespace Runnel.Coordination;

/// <summary>A moment by both local clocks: the monotonic one, which a sleeping machine may stop, and the wall clock, which can be set.</summary>
internal readonly record struct LeaseInstant(long Timestamp, long Ticks)
{
    public static LeaseInstant Now(TimeProvider time) => new(time.GetTimestamp(), time.GetUtcNow().UtcTicks);
}
