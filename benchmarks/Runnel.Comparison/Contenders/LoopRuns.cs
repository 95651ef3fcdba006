using System.Diagnostics;
using Runnel.LoadTest;
using Runnel.LoadTest.Runs;

namespace Runnel.Comparison.Contenders;

/// <summary>Measures a loop as the load test measures Runnel's processors.</summary>
internal static class LoopRuns
{
    private const int WarmUp = 200;
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(5);

    /// <summary>Events per second, from the first in the handler's hands to the last.</summary>
    public static async Task<double> ConsumeAsync(ILoop loop, int events)
    {
        var gauge = new Gauge(events);
        await RunAsync(loop, reading => gauge.Add(reading.Number), gauge.Done);
        Reading.Check(gauge.Sum, events);
        return gauge.Rate;
    }

    /// <summary>Milliseconds from before an event is sent to the handler's hands, one event every 2 ms.</summary>
    public static async Task<IReadOnlyList<double>> TrickleAsync(ILoop loop, int events, Func<Reading, Task> send)
    {
        var gauge = new Gauge(WarmUp + events);
        await RunAsync(loop, gauge.AddLatency, SendAsync());
        return [.. gauge.Latencies.Skip(WarmUp)];

        async Task SendAsync()
        {
            for (var number = 0; number < WarmUp + events; number++)
            {
                await Task.Delay(Pace.Interval);
                await send(new Reading(number % Reading.Sensors, number, Stopwatch.GetTimestamp()));
            }

            await gauge.Done;
        }
    }

    private static async Task RunAsync(ILoop loop, Action<Reading> handle, Task until)
    {
        using var stop = new CancellationTokenSource();
        var running = loop.RunAsync(handle, stop.Token);

        // A loop that fails must not be waited for.
        await (await Task.WhenAny(until, running)).WaitAsync(Bound);
        await until.WaitAsync(Bound);
        await stop.CancelAsync();
        await running;
    }
}
