using System.Diagnostics;

namespace Runnel.LoadTest.Runs;

/// <summary>How single sends went that were awaited: events a second, and each one's milliseconds.</summary>
internal sealed record AwaitedRun(double Rate, IReadOnlyList<double> Latencies)
{
    private const int WarmUp = 200;

    /// <summary>Fewer events where fewer callers wait for them, so that each run takes about as long.</summary>
    private static int CountOf(int callers, int events) => Math.Max(callers, events / (callers < 16 ? 40 : callers < 256 ? 8 : 4));

    public static async Task<AwaitedRun> MeasureAsync(int callers, int events, Func<int, Task> send)
    {
        // The first ones load scripts and compile.
        for (var number = 0; number < WarmUp; number++) await send(number);

        var perCaller = CountOf(callers, events) / callers;
        var latencies = new double[callers * perCaller];
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
        {
            for (var i = 0; i < perCaller; i++)
            {
                var sent = Stopwatch.GetTimestamp();

                // Each caller goes through the keys from a place of its own.
                await send((caller * perCaller) + i);
                latencies[(caller * perCaller) + i] = Stopwatch.GetElapsedTime(sent).TotalMilliseconds;
            }
        })));
        return new AwaitedRun(latencies.Length / Stopwatch.GetElapsedTime(started).TotalSeconds, latencies);
    }
}
