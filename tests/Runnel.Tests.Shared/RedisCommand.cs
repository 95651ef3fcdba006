using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Runnel.Tests;

/// <summary>
/// Commands to one server over a connection of their own, for what a client library would rather do its own way: MOVED and errors come
/// as they are. An answer is a string, a long, a list of answers or null; an error is an exception with Redis' words.
/// </summary>
public static class RedisCommand
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    public static async Task<object?> ExecuteAsync(int port, params object[] command)
    {
        ArgumentNullException.ThrowIfNull(command);
        using var limit = new CancellationTokenSource(Bound);
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port, limit.Token);
        var stream = client.GetStream();
        await stream.WriteAsync(Write(command), limit.Token);
        using var reader = new StreamReader(stream, Encoding.Latin1);
        return await ReadAsync(reader, limit.Token);
    }

    private static byte[] Write(object[] command)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"*{command.Length}\r\n");
        foreach (var part in command)
        {
            var value = Convert.ToString(part, CultureInfo.InvariantCulture)!;
            text.Append(CultureInfo.InvariantCulture, $"${Encoding.UTF8.GetByteCount(value)}\r\n{value}\r\n");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static async Task<object?> ReadAsync(StreamReader reader, CancellationToken cancellationToken)
    {
        var line = await reader.ReadLineAsync(cancellationToken) ?? throw new IOException("The server closed the connection.");
        var rest = line[1..];
        switch (line[0])
        {
            case '+': return rest;
            case ':': return Number(rest);
            case '-': throw new InvalidOperationException(rest);
            case '$' when Number(rest) < 0: return null;
            case '$':
                var text = new char[Number(rest) + 2];
                await reader.ReadBlockAsync(text, cancellationToken);
                return new string(text, 0, text.Length - 2);
            default:
                var list = new object?[Math.Max(0, Number(rest))];
                for (var i = 0; i < list.Length; i++) list[i] = await ReadAsync(reader, cancellationToken);
                return list;
        }
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
