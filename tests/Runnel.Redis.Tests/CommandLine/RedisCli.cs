using System.Net.Sockets;
using System.Text;
using Runnel.Tests;
using Xunit;

namespace Runnel.Redis.Tests.CommandLine;

/// <summary>Sends a server one command, as redis-cli would, past all code under test.</summary>
internal static class RedisCli
{
    public static async Task<string> RunAsync(RedisServer server, params string[] command)
    {
        var cancellation = TestContext.Current.CancellationToken;
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", server.Port, cancellation);
        await using var stream = client.GetStream();
        var text = $"*{command.Length}\r\n" + string.Concat(command.Select(part => $"${Encoding.UTF8.GetByteCount(part)}\r\n{part}\r\n"));
        await stream.WriteAsync(Encoding.UTF8.GetBytes(text), cancellation);
        var buffer = new byte[4096];
        return Encoding.UTF8.GetString(buffer, 0, await stream.ReadAsync(buffer, cancellation));
    }
}
