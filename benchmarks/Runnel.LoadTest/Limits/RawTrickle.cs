using System.Diagnostics;

namespace Runnel.LoadTest.Limits;

/// <summary>The limit of latency: one socket waits in XREAD BLOCK, another adds an entry; the time from before the one to the answer of the other.</summary>
internal static class RawTrickle
{
    public const string Name = "raw sockets";

    private static readonly byte[] Add = RawPipeline.Encode("XADD", "raw:trickle", "*", "sensor", "1", "number", "1", "sent", "0");
    private static readonly byte[] Read = RawPipeline.Encode("XREAD", "BLOCK", "5000", "STREAMS", "raw:trickle", "$");

    /// <summary>Milliseconds, one per event.</summary>
    public static async Task<IReadOnlyList<double>> MeasureAsync(Server server, int events, TimeSpan interval)
    {
        using var adder = await server.OpenAsync();
        using var reader = await server.OpenAsync();
        var latencies = new List<double>(events);
        var reply = new byte[4096];
        for (var number = 0; number < events; number++)
        {
            await reader.SendAsync(Read);
            await Task.Delay(interval);
            var started = Stopwatch.GetTimestamp();
            await adder.SendAsync(Add);
            if (await reader.ReceiveAsync(reply) == 0) throw new IOException("The server closed the connection.");
            latencies.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            if (await adder.ReceiveAsync(reply) == 0) throw new IOException("The server closed the connection.");
        }

        return latencies;
    }
}
