using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Runnel.LoadTest.Limits;

/// <summary>Commands, encoded beforehand, written to one socket without waiting; replies counted as they come.</summary>
internal static class RawPipeline
{
    private const int ChunkSize = 64 * 1024;

    /// <summary>Writes them all and waits for as many lines of replies; commands per second.</summary>
    public static async Task<double> MeasureAsync(Server server, ReadOnlyMemory<byte> commands, int count, int linesPerReply)
    {
        await using var stream = new NetworkStream(await server.OpenAsync(), ownsSocket: true);
        var started = Stopwatch.GetTimestamp();
        var replies = CountLinesAsync(stream, (long)count * linesPerReply);
        for (var at = 0; at < commands.Length; at += ChunkSize)
            await stream.WriteAsync(commands.Slice(at, Math.Min(ChunkSize, commands.Length - at)));
        await replies;
        return count / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    /// <summary>Writes one command as Redis reads it.</summary>
    public static void Encode(TextWriter writer, params ReadOnlySpan<string> words)
    {
        writer.Write($"*{words.Length}\r\n");
        foreach (var word in words) writer.Write($"${word.Length}\r\n{word}\r\n");
    }

    /// <summary>The same, by itself.</summary>
    public static byte[] Encode(params ReadOnlySpan<string> words)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        Encode(text, words);
        return Encoding.ASCII.GetBytes(text.ToString());
    }

    /// <summary>An error would be a line that starts with a dash.</summary>
    private static async Task CountLinesAsync(NetworkStream stream, long expected)
    {
        var buffer = new byte[ChunkSize];
        var isLineStart = true;
        for (var lines = 0L; lines < expected;)
        {
            var read = await stream.ReadAsync(buffer);
            if (read == 0) throw new IOException("The server closed the connection.");
            var received = buffer.AsSpan(0, read);
            var error = isLineStart && received[0] == '-' ? 0 : received.IndexOf("\n-"u8) + 1;
            if (received[error] == '-' && (error > 0 || isLineStart))
                throw new IOException("The server refused: " + Encoding.ASCII.GetString(received[error..Math.Min(read, error + 200)]));
            lines += received.Count((byte)'\n');
            isLineStart = received[^1] == '\n';
        }
    }
}
