using System.Diagnostics;
using Runnel.LoadTest.Limits;

namespace Runnel.LoadTest.Runs;

/// <summary>
/// Latency while server, sender and worker are half busy. First, as fast as it goes: events are sent and handled at once. Then half as many a
/// second, each by a SendAsync of its own, every 2 ms as many as are due; all of these are measured, the last of each burst too. Beside them, what
/// no burst stands in the way of: lone events of another stream, and raw sockets.
/// </summary>
internal static class HalfLoad
{
    public const string Capacity = "sending and handling at once";

    public const string Trickle = "half load";

    public const string Bursts = "SendAsync to processor in bursts";

    public const string Beside = "lone SendAsync to processor beside";

    /// <summary>Lone events and raw sockets each take a turn as often as this, so that together they add little to the load.</summary>
    private static readonly TimeSpan LoneInterval = TimeSpan.FromMilliseconds(4);

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
    public static async Task<HalfLoadRun> MeasureAsync(Server server, int events, double rate)
    {
        // A timer of 4 ms is late by one or two: they end before the load does.
        var lone = Math.Max(1, (int)(events / rate / LoneInterval.TotalSeconds / 2));
        var beside = new Gauge(lone);
        var gauge = new Gauge(events, beside);
        await using var worker = await Worker.StartAsync(server, gauge, "trickle", "beside");
        var raw = RawTrickle.MeasureAsync(server, lone, LoneInterval);
        await Task.WhenAll(SendBurstsAsync(worker.App, events, rate), SendLoneAsync(worker.App, lone), raw);
        await Task.WhenAll(gauge.Done, beside.Done).WaitAsync(Bound);

        // The first fifth compiles the code and makes lanes.
        return new([.. gauge.Latencies.Skip(events / 5)], [.. beside.Latencies.Skip(lone / 5)], await raw);
    }

    private static async Task SendBurstsAsync(LoadApp app, int events, double rate)
    {
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
            for (; sent < due; sent++) sends.Enqueue(app.Readings.SendAsync(Make(sent)).AsTask());
        }

        await Task.WhenAll(sends);
    }

    private static async Task SendLoneAsync(LoadApp app, int events)
    {
        using var ticks = new PeriodicTimer(LoneInterval);
        for (var number = 0; number < events; number++)
        {
            await ticks.WaitForNextTickAsync();
            await app.Lone.SendAsync(Make(number));
        }
    }

    private static Reading Make(int number) => new(number % Reading.Sensors, number, Stopwatch.GetTimestamp());
}

/// <summary>Milliseconds, one per event.</summary>
/// <param name="Bursts">Of the events that are the load.</param>
/// <param name="Lone">Of those that come one by one beside it.</param>
/// <param name="Raw">Of raw sockets beside it.</param>
internal sealed record HalfLoadRun(IReadOnlyList<double> Bursts, IReadOnlyList<double> Lone, IReadOnlyList<double> Raw);
