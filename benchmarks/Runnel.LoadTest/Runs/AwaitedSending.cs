using Runnel.LoadTest.Report;

namespace Runnel.LoadTest.Runs;

/// <summary>Single events through SendAsync: so many callers at once, each of which awaits its send before the next.</summary>
internal static class AwaitedSending
{
    public static readonly int[] Callers = [1, 16, 256];

    public static IEnumerable<Row> Rows => Callers.SelectMany(static callers => (Row[])
    [
        new(ByHand(callers), "events/s"),
        new(Awaited(callers), "events/s", ByHand(callers)),
        new($"{ByHand(callers)}, p50", "ms"),
        new($"{Awaited(callers)}, p50", "ms", $"{ByHand(callers)}, p50"),
        new($"{ByHand(callers)}, p99", "ms"),
        new($"{Awaited(callers)}, p99", "ms", $"{ByHand(callers)}, p99"),
    ]);

    public static string ByHand(int callers) => $"send awaited by {callers}, StreamAddAsync by hand";

    public static string Awaited(int callers) => $"send awaited by {callers}, SendAsync";

    public static async Task<AwaitedRun> MeasureAsync(Server server, int callers, int events)
    {
        await using var worker = await Worker.StartAsync(server, new Gauge(events));
        var readings = worker.App.Readings;
        return await AwaitedRun.MeasureAsync(callers, events, async number => await readings.SendAsync(new Reading(number % Reading.Sensors, number, 0)));
    }
}
