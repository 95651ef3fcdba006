using System.Net;
using System.Net.Sockets;
using Runnel.Tests;
using StackExchange.Redis;

namespace Runnel.LoadTest;

/// <summary>The server that is measured, and where Runnel keeps the load test's events on it.</summary>
internal sealed class Server : IAsyncDisposable
{
    public const int Partitions = 16;

    private readonly RedisServer? _own;

    private Server(string url, RedisServer? own) => (Url, _own) = (url, own);

    public string Url { get; }

    public string Host => new Uri(Url).Host;

    public int Port => new Uri(Url) is { IsDefaultPort: false, Port: > 0 and var port } ? port : 6379;

    /// <summary>The one that RUNNEL_REDIS_URL names, or else a new one that ends with this process.</summary>
    public static async Task<Server> StartAsync()
    {
        if (Environment.GetEnvironmentVariable("RUNNEL_REDIS_URL") is { Length: > 0 } url) return new Server(url, null);
        return await StartOwnAsync();
    }

    /// <summary>A new one that ends with this process, whatever the environment says.</summary>
    public static async Task<Server> StartOwnAsync()
    {
        var own = await RedisServer.StartAsync();
        return new Server(own.Url, own);
    }

    public static string KeyOf(int partition) => $"runnel:{{load.readings.{partition}}}";

    public static int PartitionOf(string key) => int.Parse(key.AsSpan(key.LastIndexOf('.') + 1).TrimEnd('}'), System.Globalization.CultureInfo.InvariantCulture);

    public Task<ConnectionMultiplexer> ConnectAsync() => ConnectionMultiplexer.ConnectAsync($"{Host}:{Port},allowAdmin=true");

    public async Task<Socket> OpenAsync()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Parse(Host), Port);
        return socket;
    }

    /// <summary>Empties it.</summary>
    public async Task FlushAsync()
    {
        await using var connection = await ConnectAsync();
        await connection.GetServers()[0].FlushAllDatabasesAsync();
    }

    public ValueTask DisposeAsync() => _own?.DisposeAsync() ?? ValueTask.CompletedTask;
}
