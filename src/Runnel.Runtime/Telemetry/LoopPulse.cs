namespace Runnel.Telemetry;

/// <summary>
/// A loop's sign of life: each step says within which time the next one comes. A loop that waits for work says that it rests, and is never
/// late. By the monotonic clock.
/// </summary>
/// <param name="name">What the loop does, for people: <c>reading</c>.</param>
/// <param name="time">The clock.</param>
internal sealed class LoopPulse(string name, TimeProvider time)
{
    private const long Never = long.MaxValue;

    private long _due = Never;

    public string Name => name;

    /// <summary>How long the next step has been due; zero: it is not.</summary>
    public TimeSpan Overdue
    {
        get
        {
            var (due, now) = (Volatile.Read(ref _due), time.GetTimestamp());
            return due < now ? time.GetElapsedTime(due, now) : TimeSpan.Zero;
        }
    }

    /// <summary>The loop has advanced. Its next step comes within this time, and within what one answer of the broker takes beyond it.</summary>
    public void Expect(TimeSpan within)
        => Volatile.Write(ref _due, time.GetTimestamp() + (long)(within.TotalSeconds * time.TimestampFrequency));

    /// <summary>The loop waits for work, however long that takes, or has ended.</summary>
    public void Rest() => Volatile.Write(ref _due, Never);
}
