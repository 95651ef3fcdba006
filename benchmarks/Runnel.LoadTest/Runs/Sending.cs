using System.Diagnostics;

namespace Runnel.LoadTest.Runs;

/// <summary>Many events through SendManyAsync.</summary>
internal static class Sending
{
    /// <summary>Events per second, from the call to the last event's id.</summary>
    public static async Task<double> MeasureAsync(Server server, int events)
    {
        await using var worker = await Worker.StartAsync(server, new Gauge(events));

        // The first event makes lanes and loads scripts.
        await worker.App.Warm.SendAsync(new Reading(0, 0, 0));
        var started = Stopwatch.GetTimestamp();
        var sent = await worker.App.Readings.SendManyAsync(Enumerable.Range(0, events).Select(number => new Reading(number % Reading.Sensors, number, 0)));
        var rate = events / Stopwatch.GetElapsedTime(started).TotalSeconds;
        return sent == events ? rate : throw new InvalidOperationException($"{sent} events were sent, not {events}.");
    }
}
