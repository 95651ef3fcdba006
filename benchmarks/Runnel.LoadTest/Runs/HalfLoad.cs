using System.Diagnostics;

namespace Runnel.LoadTest.Runs;

/// <summary>
/// Latency while server, sender and worker are half busy. First, as fast as it goes: events are sent and handled at once. Then half as many a
/// second, each by a SendAsync of its own, every 2 ms as many as are due; all of these are measured, the last of each burst too.
/// </summary>
internal static class HalfLoad
{
    public const string Capacity = "sending and handling at once";

    public const string Trickle = "half load";

    /// <summary>A sender that spins instead would take one of the two cores.</summary>
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(2);

    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(2);

    /// <summary>Events per second, from the first send to the last event handled, with defaults.</summary>
    public static async Task<double> MeasureCapacityAsync(Server server, int events)
    {
        var gauge = new Gauge(events);
        await using var worker = await Worker.StartAsync(server, gauge, "trickle");
        var started = Stopwatch.GetTimestamp();
        await worker.App.Readings.SendManyAsync(Enumerable.Range(0, events).Select(Make));
        await gauge.Done.WaitAsync(Bound);
        return events / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    /// <summary>Milliseconds from before SendAsync to the processor's hands, one per event, at a rate in events per second.</summary>
    public static async Task<IReadOnlyList<double>> MeasureAsync(Server server, int events, double rate)
    {
        var gauge = new Gauge(events);
        await using var worker = await Worker.StartAsync(server, gauge, "trickle");
        using var timer = new PeriodicTimer(Tick);
        // Only what is under way is kept: hundreds of thousands of tasks that have ended would be the collector's work.
        var sends = new Queue<Task>();
        var sent = 0;
        var started = Stopwatch.GetTimestamp();
        while (sent < events && await timer.WaitForNextTickAsync())
        {
            while (sends.TryPeek(out var oldest) && oldest.IsCompleted) await sends.Dequeue();

            // What is due by now: a late tick makes up for itself, so that the rate holds.
            var due = Math.Min(events, (int)(Stopwatch.GetElapsedTime(started).TotalSeconds * rate));
            for (; sent < due; sent++) sends.Enqueue(worker.App.Readings.SendAsync(Make(sent)).AsTask());
        }

        await Task.WhenAll(sends);
        await gauge.Done.WaitAsync(Bound);

        // The first fifth compiles the code and makes lanes.
        return [.. gauge.Latencies.Skip(events / 5)];
    }

    private static Reading Make(int number) => new(number % Reading.Sensors, number, Stopwatch.GetTimestamp());
}
