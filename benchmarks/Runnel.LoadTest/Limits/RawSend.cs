using System.Diagnostics;
using System.Net.Sockets;
using System.Text;

namespace Runnel.LoadTest.Limits;

/// <summary>
/// The limit of sending: XADD commands, encoded beforehand, written to one socket without waiting; replies counted as they come. No
/// batches, no ids, no safety.
/// </summary>
internal static class RawSend
{
    private const int ChunkSize = 64 * 1024;

    /// <summary>Events per second.</summary>
    public static async Task<double> MeasureAsync(Server server, int events)
    {
        var commands = Encode(events);
        using var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(server.Host, server.Port);
        await using var stream = client.GetStream();
        var started = Stopwatch.GetTimestamp();
        var replies = CountRepliesAsync(stream, events);
        for (var at = 0; at < commands.Length; at += ChunkSize)
            await stream.WriteAsync(commands.AsMemory(at, Math.Min(ChunkSize, commands.Length - at)));
        await replies;
        return events / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static byte[] Encode(int events)
    {
        using var commands = new MemoryStream();
        using (var writer = new StreamWriter(commands, Encoding.ASCII, leaveOpen: true))
        {
            for (var number = 0; number < events; number++)
            {
                var sensor = number % Reading.Sensors;
                string[] words = ["XADD", $"raw:{sensor % Server.Partitions}", "MAXLEN", "~", "1000000", "*", "sensor", $"{sensor}", "number", $"{number}", "sent", "0"];
                writer.Write($"*{words.Length}\r\n");
                foreach (var word in words) writer.Write($"${word.Length}\r\n{word}\r\n");
            }
        }

        return commands.ToArray();
    }

    /// <summary>Each reply is a bulk string, which is two lines; an error would be one that starts with a dash.</summary>
    private static async Task CountRepliesAsync(NetworkStream stream, int events)
    {
        var buffer = new byte[ChunkSize];
        for (var lines = 0L; lines < 2L * events;)
        {
            var read = await stream.ReadAsync(buffer);
            if (read == 0) throw new IOException("The server closed the connection.");
            if (buffer[0] == '-') throw new IOException("The server refused: " + Encoding.ASCII.GetString(buffer, 0, Math.Min(read, 200)));
            lines += buffer.AsSpan(0, read).Count((byte)'\n');
        }
    }
}
