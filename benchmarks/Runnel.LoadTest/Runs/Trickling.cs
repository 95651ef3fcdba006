using System.Diagnostics;

namespace Runnel.LoadTest.Runs;

/// <summary>An idle worker, and one event at a time: from before SendAsync to the processor's hands, sender and worker in one process.</summary>
internal static class Trickling
{
    private const int WarmUp = 200;
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    /// <summary>Milliseconds, one per event.</summary>
    public static async Task<IReadOnlyList<double>> MeasureAsync(Server server, int events)
    {
        var gauge = new Gauge(WarmUp + events);
        await using var worker = await Worker.StartAsync(server, gauge, "trickle");
        for (var number = 0; number < WarmUp + events; number++)
        {
            await Task.Delay(Pace.Interval);
            await worker.App.Readings.SendAsync(new Reading(number % Reading.Sensors, number, Stopwatch.GetTimestamp()));
        }

        await gauge.Done.WaitAsync(Bound);
        return [.. gauge.Latencies.Skip(WarmUp)];
    }
}
