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
        var gauge = new Gauge(Pace.WarmUp + events);
        await using var worker = await Worker.StartAsync(server, gauge, "trickle");

        // It is armed before its tick: a delay would be armed after the send, on the thread that has the answer to the worker's wait in hand.
        using var ticks = new PeriodicTimer(Pace.WarmUpInterval);
        for (var number = 0; number < Pace.WarmUp + events; number++)
        {
            if (number == Pace.WarmUp) ticks.Period = interval;
            await ticks.WaitForNextTickAsync();
            await worker.App.Readings.SendAsync(new Reading(number % Reading.Sensors, number, Stopwatch.GetTimestamp()));
        }

        await gauge.Done.WaitAsync(Bound);
        return [.. gauge.Latencies.Skip(Pace.WarmUp)];
    }
}
