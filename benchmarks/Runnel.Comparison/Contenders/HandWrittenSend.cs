using System.Diagnostics;
using Runnel.LoadTest;
using StackExchange.Redis;

namespace Runnel.Comparison.Contenders;

/// <summary>XADD by StackExchange.Redis, a thousand on their way at a time. When the connection breaks, some of them may be missing in the middle, and no one knows which.</summary>
internal static class HandWrittenSend
{
    private const int Window = 1000;

    /// <summary>Events per second.</summary>
    public static async Task<double> MeasureAsync(IDatabase database, int events)
    {
        var started = Stopwatch.GetTimestamp();
        var window = new Queue<Task>(Window);
        for (var number = 0; number < events; number++)
        {
            if (window.Count == Window) await window.Dequeue();
            window.Enqueue(SendAsync(database, new Reading(number % Reading.Sensors, number, 0)));
        }

        await Task.WhenAll(window);
        return events / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    public static Task<RedisValue> SendAsync(IDatabase database, Reading reading)
        => database.StreamAddAsync(
            Server.KeyOf(reading.Sensor % Server.Partitions),
            [new NameValueEntry("sensor", reading.Sensor), new NameValueEntry("number", reading.Number), new NameValueEntry("sent", reading.Sent)],
            maxLength: 1_000_000, useApproximateMaxLength: true);
}
