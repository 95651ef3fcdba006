using System.Diagnostics;
using FreeRedis;
using Runnel.LoadTest;

namespace Runnel.Comparison.Contenders;

/// <summary>XADD by FreeRedis, a thousand in a pipeline at a time.</summary>
internal static class FreeRedisSend
{
    private const int AtOnce = 1000;

    /// <summary>Negative: about that many (MAXLEN ~).</summary>
    private const long GreatestLength = -1_000_000;

    /// <summary>Events per second.</summary>
    public static Task<double> MeasureAsync(RedisClient client, int events) => Task.Factory.StartNew(() => Measure(client, events), TaskCreationOptions.LongRunning);

    public static string Send(RedisClient client, Reading reading)
        => client.XAdd(Server.KeyOf(reading.Sensor % Server.Partitions), GreatestLength, "*", "sensor", reading.Sensor, "number", reading.Number, "sent", reading.Sent);

    private static double Measure(RedisClient client, int events)
    {
        var started = Stopwatch.GetTimestamp();
        for (var number = 0; number < events;)
        {
            using var pipe = client.StartPipe();
            for (var end = Math.Min(events, number + AtOnce); number < end; number++) Send(pipe, new Reading(number % Reading.Sensors, number, 0));
            pipe.EndPipe();
        }

        return events / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }
}
