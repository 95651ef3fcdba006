namespace Runnel.Tests;

/// <summary>A primary, a replica, and three sentinels that agree quickly on a failover.</summary>
public sealed class RedisSentinel : IAsyncDisposable
{
    public const string ServiceName = "mymaster";
    private const int Quorum = 2;
    private readonly List<RedisServer> _servers = [];
    private readonly List<RedisServer> _sentinels = [];

    private RedisSentinel()
    {
    }

    /// <summary>The servers that hold data: the first primary, then its replica.</summary>
    public IReadOnlyList<RedisServer> Servers => _servers;

    public IReadOnlyList<RedisServer> Sentinels => _sentinels;

    /// <summary>The sentinels as an option string names them.</summary>
    public string Options => $"{string.Join(',', _sentinels.Select(static sentinel => sentinel.EndPoint))},serviceName={ServiceName}";

    /// <summary><c>redis://sentinel:port,...?serviceName=mymaster</c></summary>
    public string Url => $"redis://{string.Join(',', _sentinels.Select(static sentinel => sentinel.EndPoint))}?serviceName={ServiceName}";

    public static async Task<RedisSentinel> StartAsync(params string[] arguments)
    {
        var group = new RedisSentinel();
        try
        {
            group._servers.Add(await RedisServer.StartAsync(arguments));
            var primary = group._servers[0].Port;
            group._servers.Add(await RedisServer.StartAsync([.. arguments, "--replicaof", "127.0.0.1", $"{primary}"]));
            await group.ReplicatedAsync();
            var options = new RedisServerOptions { SentinelConfiguration = Configuration(primary) };
            group._sentinels.AddRange(await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => RedisServer.StartAsync(options))));
            await Eventually.HoldsAsync(async () => (await Task.WhenAll(group._sentinels.Select(IsReadyAsync))).All(static ready => ready));
            return group;
        }
        catch
        {
            await group.DisposeAsync();
            throw;
        }
    }

    /// <summary>The primary as the sentinels see it.</summary>
    public async Task<RedisServer> PrimaryAsync()
    {
        var address = (object?[])(await _sentinels[0].ExecuteAsync("SENTINEL", "GET-MASTER-ADDR-BY-NAME", ServiceName))!;
        return _servers.Single(server => $"{server.Port}" == (string)address[1]!);
    }

    /// <summary>
    /// Hands over in good order (SENTINEL FAILOVER), and waits until the other server is the primary. For some seconds after a failover the
    /// sentinels take the old primary for a replica while it is none yet: made the primary again, it would have nothing of what came since.
    /// </summary>
    public async Task FailoverAsync()
    {
        var before = await PrimaryAsync();
        await Eventually.HoldsAsync(() => HasAsync(_servers.Single(server => server != before), "master_link_status:up"));
        await Eventually.HoldsAsync(async () =>
        {
            if (await PrimaryAsync() != before) return true;
            try
            {
                await _sentinels[0].ExecuteAsync("SENTINEL", "FAILOVER", ServiceName);
            }
            catch (InvalidOperationException)
            {
                // INPROG, or NOGOODSLAVE right after another failover. One that was begun may be given up, so it is asked for again.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100));
            return false;
        });
        await PromotedAsync(before);
    }

    /// <summary>Waits until another server than this one is the primary, and says so itself.</summary>
    public Task PromotedAsync(RedisServer before) => Eventually.HoldsAsync(async () =>
    {
        var primary = await PrimaryAsync();
        return primary != before && await HasAsync(primary, "role:master");
    });

    /// <summary>Waits until the replica has what the primary has.</summary>
    public Task ReplicatedAsync() => Eventually.HoldsAsync(async () => await HasAsync(_servers[1], "master_link_status:up"));

    public async ValueTask DisposeAsync()
    {
        foreach (var server in (RedisServer[])[.. _sentinels, .. _servers]) await server.DisposeAsync();
    }

    private static async Task<bool> HasAsync(RedisServer server, string line)
    {
        try
        {
            return ((string)(await server.ExecuteAsync("INFO", "replication"))!).Contains(line, StringComparison.Ordinal);
        }
        catch (IOException)
        {
            // A server whose role changes cuts all its connections.
            return false;
        }
    }

    /// <summary>Knows the replica and both other sentinels: only then can it fail over.</summary>
    private static async Task<bool> IsReadyAsync(RedisServer sentinel)
    {
        var fields = (object?[])(await sentinel.ExecuteAsync("SENTINEL", "MASTER", ServiceName))!;
        string? Field(string name) => (string?)fields[Array.IndexOf(fields, name) + 1];
        return Field("num-slaves") == "1" && Field("num-other-sentinels") == "2";
    }

    private static string Configuration(int primary) => $"""
        sentinel monitor {ServiceName} 127.0.0.1 {primary} {Quorum}
        sentinel down-after-milliseconds {ServiceName} 1000
        sentinel failover-timeout {ServiceName} 5000
        sentinel parallel-syncs {ServiceName} 1

        """;
}
