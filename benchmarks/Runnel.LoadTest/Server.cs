using System.Net;
using System.Net.Sockets;
using Runnel.Tests;
using StackExchange.Redis;

namespace Runnel.LoadTest;

/// <summary>The server that is measured, and where Runnel keeps the load test's events on it.</summary>
internal sealed class Server : IAsyncDisposable
{
    public const int Partitions = 16;

    private const string SocketScheme = "unix://";
    private const string SocketName = "redis.sock";

    private readonly RedisServer? _own;

    private Server(string url, RedisServer? own) => (Url, _own) = (url, own);

    public string Url { get; }

    public string Host => new Uri(Url).Host;

    public int Port => new Uri(Url) is { IsDefaultPort: false, Port: > 0 and var port } ? port : 6379;

    /// <summary>As StackExchange.Redis takes it.</summary>
    public string Configuration => SocketPath is { } path ? $"!{path}" : $"{Host}:{Port}";

    private string? SocketPath => Url.StartsWith(SocketScheme, StringComparison.Ordinal) ? Url[SocketScheme.Length..] : null;

    /// <summary>The one that RUNNEL_REDIS_URL names, or else a new one that ends with this process.</summary>
    public static async Task<Server> StartAsync(bool overSocket = false)
    {
        if (Environment.GetEnvironmentVariable("RUNNEL_REDIS_URL") is { Length: > 0 } url) return new Server(url, null);
        return await StartOwnAsync(overSocket);
    }

    /// <summary>A new one that ends with this process, whatever the environment says; spoken to by TCP, or by a Unix domain socket.</summary>
    public static async Task<Server> StartOwnAsync(bool overSocket = false)
    {
        // A relative path is one in its own folder.
        var own = await RedisServer.StartAsync("--unixsocket", SocketName, "--unixsocketperm", "700");
        return new Server(overSocket ? SocketScheme + Path.Combine(own.Directory, SocketName) : own.Url, own);
    }

    public static string KeyOf(int partition) => $"runnel:{{load.readings.{partition}}}";

    public static int PartitionOf(string key) => int.Parse(key.AsSpan(key.LastIndexOf('.') + 1).TrimEnd('}'), System.Globalization.CultureInfo.InvariantCulture);

    public Task<ConnectionMultiplexer> ConnectAsync() => ConnectionMultiplexer.ConnectAsync($"{Configuration},allowAdmin=true");

    public async Task<Socket> OpenAsync()
    {
        if (SocketPath is { } path)
        {
            var local = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await local.ConnectAsync(new UnixDomainSocketEndPoint(path));
            return local;
        }

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
