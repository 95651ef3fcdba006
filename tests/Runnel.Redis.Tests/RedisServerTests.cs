using System.Net.Sockets;
using System.Text;
using Runnel.Tests;
using Xunit;

[assembly: AssemblyFixture(typeof(SharedRedisServer))]
[assembly: AssemblyFixture(typeof(SharedRedisCluster))]

namespace Runnel.Redis.Tests;

public sealed class RedisServerTests(SharedRedisServer shared)
{
    [Fact]
    public async Task The_shared_server_answers() => Assert.StartsWith("+PONG", await AskAsync(shared.Server));

    [Fact]
    public async Task Starts_again_on_the_same_port_after_a_kill()
    {
        await using var server = await RedisServer.StartAsync();
        var port = server.Port;

        await server.KillAsync();
        Assert.False(server.IsRunning);
        await server.StartAgainAsync();

        Assert.Equal(port, server.Port);
        Assert.StartsWith("+PONG", await AskAsync(server));
    }

    [Fact]
    public async Task Is_silent_while_frozen_and_answers_when_thawed()
    {
        await using var server = await RedisServer.StartAsync();

        server.Freeze();
        var answer = AskAsync(server);
        await Task.Delay(100, TestContext.Current.CancellationToken);
        Assert.False(answer.IsCompleted);
        server.Thaw();

        Assert.StartsWith("+PONG", await answer);
    }

    [Fact]
    public async Task Outlives_the_pool_thread_that_started_it()
    {
        RedisServer? server = null;
        var thread = new Thread(() => server = RedisServer.StartAsync().GetAwaiter().GetResult());
        thread.Start();
        thread.Join();
        await using var started = server!;

        Assert.StartsWith("+PONG", await AskAsync(started));
        Assert.True(started.IsRunning);
    }

    [Fact]
    public async Task Leaves_nothing_behind()
    {
        var server = await RedisServer.StartAsync();
        await server.DisposeAsync();

        Assert.False(Directory.Exists(server.Directory));
    }

    [Fact]
    public async Task Says_what_the_server_printed_when_it_does_not_start()
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => RedisServer.StartAsync("--maxmemory", "nonsense"));
        Assert.Contains("maxmemory", error.Message, StringComparison.Ordinal);
    }

    private static async Task<string> AskAsync(RedisServer server)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", server.Port);
        await client.GetStream().WriteAsync("PING\r\n"u8.ToArray());
        var buffer = new byte[64];
        var length = await client.GetStream().ReadAsync(buffer);
        return Encoding.UTF8.GetString(buffer, 0, length);
    }
}
