namespace Runnel.LoadTest;

/// <summary>The trickle of the latency measurements.</summary>
internal static class Pace
{
    /// <summary>Long enough that nothing queues up, so that what is measured is the way of one event.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(2);
}
