using System.Diagnostics;

namespace Runnel.LoadTest.Runs;

/// <summary>An idle worker, and one event at a time: from before SendAsync to the processor's hands, sender and worker in one process.</summary>
internal static class Trickling
{
    public const string Name = "SendAsync to processor";

    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    /// <summary>Milliseconds, one per event.</summary>
    public static async Task<IReadOnlyList<double>> MeasureAsync(Server server, int events, TimeSpan interval)
    {
        var warmUp = Math.Min(200, events / 5);
        var gauge = new Gauge(warmUp + events);
        await using var worker = await Worker.StartAsync(server, gauge, "trickle");
        for (var number = 0; number < warmUp + events; number++)
        {
            await Task.Delay(interval);
            await worker.App.Readings.SendAsync(new Reading(number % Reading.Sensors, number, Stopwatch.GetTimestamp()));
        }

        await gauge.Done.WaitAsync(Bound);
        return [.. gauge.Latencies.Skip(warmUp)];
    }
}
