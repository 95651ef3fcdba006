using System.Text;

namespace Runnel.LoadTest.Limits;

/// <summary>The limit of sending: XADD commands on one socket. No batches, no ids, no safety.</summary>
internal static class RawSend
{
    /// <summary>Of a bulk string, which an id is.</summary>
    private const int LinesPerReply = 2;

    /// <summary>Events per second.</summary>
    public static async Task<double> MeasureAsync(Server server, int events)
        => await RawPipeline.MeasureAsync(
            server, Encode(events, static (sensor, number) => ["sensor", $"{sensor}", "number", $"{number}", "sent", "0"]), events, LinesPerReply);

    /// <summary>The same events as a structured record stores them.</summary>
    public static async Task<double> MeasureStructuredAsync(Server server, int events)
        => await RawPipeline.MeasureAsync(
            server, Encode(events, static (sensor, number) => ["data", $$"""{"sensor":{{sensor}},"number":{{number}},"sent":0}"""]), events, LinesPerReply);

    private static byte[] Encode(int events, Func<int, int, string[]> fields)
    {
        using var commands = new MemoryStream();
        using (var writer = new StreamWriter(commands, Encoding.ASCII, leaveOpen: true))
        {
            for (var number = 0; number < events; number++)
            {
                var sensor = number % Reading.Sensors;
                RawPipeline.Encode(
                    writer, ["XADD", $"raw:{sensor % Server.Partitions}", "MAXLEN", "~", "1000000", "*", .. fields(sensor, number)]);
            }
        }

        return commands.ToArray();
    }
}
