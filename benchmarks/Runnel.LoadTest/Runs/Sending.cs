using System.Diagnostics;

namespace Runnel.LoadTest.Runs;

/// <summary>Many events through SendManyAsync.</summary>
internal static class Sending
{
    private const int WarmUp = 20_000;

    /// <summary>Events per second, from the call to the last event's id.</summary>
    public static Task<double> MeasureAsync(Server server, int events)
        => MeasureAsync(server, events, static app => app.Readings, static number => new Reading(number % Reading.Sensors, number, 0));

    /// <summary>The same of structured records.</summary>
    public static Task<double> MeasureStructuredAsync(Server server, int events)
        => MeasureAsync(server, events, static app => app.Structured, static number => new StructuredReading(number % Reading.Sensors, number, 0));

    private static async Task<double> MeasureAsync<T>(Server server, int events, Func<LoadApp, EventStream<T>> stream, Func<int, T> make)
        where T : IRecord<T>
    {
        await using var worker = await Worker.StartAsync(server, new Gauge(events));

        // The first events make lanes, load scripts and have the code compiled.
        await worker.App.Warm.SendManyAsync(Enumerable.Range(0, WarmUp).Select(number => new Reading(number, number, 0)));
        var started = Stopwatch.GetTimestamp();
        var sent = await stream(worker.App).SendManyAsync(Enumerable.Range(0, events).Select(make));
        var rate = events / Stopwatch.GetElapsedTime(started).TotalSeconds;
        return sent == events ? rate : throw new InvalidOperationException($"{sent} events were sent, not {events}.");
    }
}
