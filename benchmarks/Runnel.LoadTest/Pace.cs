namespace Runnel.LoadTest;

/// <summary>The trickle of the latency measurements.</summary>
internal static class Pace
{
    /// <summary>How many events come before those that are measured, and how far apart: by then the runtime has compiled for good what each of them runs.</summary>
    public const int WarmUp = 1_000;

    /// <summary>Long enough that nothing queues up, so that what is measured is the way of one event.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(2);

    /// <inheritdoc cref="WarmUp"/>
    public static readonly TimeSpan WarmUpInterval = TimeSpan.FromMilliseconds(1);

    /// <summary>Slower and faster ones, in events a second, each with how many events are measured.</summary>
    public static readonly (int Rate, int Events)[] Others = [(10, 50), (100, 300), (1000, 2000)];
}
