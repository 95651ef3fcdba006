using System.Diagnostics;

namespace Runnel.Chaos.Tests.Harness;

/// <summary>The machine's monotonic clock in nanoseconds, as the workers' logs hold it.</summary>
internal static class Clock
{
    public static long Now => Stopwatch.GetTimestamp() * (1_000_000_000 / Stopwatch.Frequency);

    public static TimeSpan Between(long from, long to) => TimeSpan.FromTicks((to - from) / 100);
}
