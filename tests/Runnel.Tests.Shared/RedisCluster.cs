using System.Globalization;

namespace Runnel.Tests;

/// <summary>A real Redis Cluster on loopback ports: masters that share all slots evenly, and a replica each if wanted.</summary>
public sealed class RedisCluster : IAsyncDisposable
{
    private const int Slots = 16384;
    private readonly List<RedisServer> _nodes = [];
    private readonly int _masters;

    private RedisCluster(int masters) => _masters = masters;

    /// <summary>All nodes: the masters first, then the replica of each in the same order.</summary>
    public IReadOnlyList<RedisServer> Nodes => _nodes;

    public IEnumerable<RedisServer> Masters => _nodes.Take(_masters);

    /// <summary><c>redis://host:port,host:port,...</c></summary>
    public string Url => $"redis://{EndPoints}";

    /// <summary>Host and port of each node, with commas between.</summary>
    public string EndPoints => string.Join(',', _nodes.Select(static node => node.EndPoint));

    public static async Task<RedisCluster> StartAsync(int masters = 3, bool replicas = false, params string[] arguments)
    {
        var cluster = new RedisCluster(masters);
        try
        {
            var options = new RedisServerOptions { IsClusterNode = true, Arguments = arguments };
            cluster._nodes.AddRange(await Task.WhenAll(Enumerable.Range(0, replicas ? 2 * masters : masters).Select(_ => RedisServer.StartAsync(options))));
            await cluster.JoinAsync();
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>The node that the first node believes to hold a key's slot; so a failover may have made it another one than at start.</summary>
    public async Task<RedisServer> OwnerAsync(string key)
    {
        var slot = await SlotAsync(key);
        foreach (var range in (object?[])(await _nodes.First(static node => node.IsRunning).ExecuteAsync("CLUSTER", "SLOTS"))!)
        {
            var parts = (object?[])range!;
            if (slot < (long)parts[0]! || slot > (long)parts[1]!) continue;
            var port = (long)((object?[])parts[2]!)[1]!;
            return _nodes.Single(node => node.Port == port);
        }

        throw new InvalidOperationException($"No node holds the slot of {key}.");
    }

    public async Task<long> SlotAsync(string key)
        => (long)(await _nodes.First(static node => node.IsRunning).ExecuteAsync("CLUSTER", "KEYSLOT", key))!;

    /// <summary>
    /// Moves a slot as an operator's tool does, key by key. <paramref name="halfway"/> runs when it stands between the nodes with some of its
    /// keys moved.
    /// </summary>
    public async Task MoveAsync(long slot, RedisServer from, RedisServer to, Func<Task>? halfway = null)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        var (source, target) = (await IdAsync(from), await IdAsync(to));
        await to.ExecuteAsync("CLUSTER", "SETSLOT", slot, "IMPORTING", source);
        await from.ExecuteAsync("CLUSTER", "SETSLOT", slot, "MIGRATING", target);
        for (var moved = 0; ; moved++)
        {
            var keys = (object?[])(await from.ExecuteAsync("CLUSTER", "GETKEYSINSLOT", slot, 1))!;
            if (keys.Length == 0) break;
            await from.ExecuteAsync("MIGRATE", "127.0.0.1", to.Port, keys[0]!, 0, 10000);
            if (moved == 0 && halfway is not null) await halfway();
        }

        foreach (var node in (RedisServer[])[to, from, .. Masters.Where(node => node != to && node != from && node.IsRunning)])
            await node.ExecuteAsync("CLUSTER", "SETSLOT", slot, "NODE", target);
    }

    /// <summary>Waits until every running node sees all slots covered.</summary>
    public Task SettledAsync() => Eventually.HoldsAsync(async () =>
    {
        foreach (var node in _nodes.Where(static node => node.IsRunning))
        {
            if (!((string)(await node.ExecuteAsync("CLUSTER", "INFO"))!).Contains("cluster_state:ok", StringComparison.Ordinal)) return false;
        }

        return true;
    });

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes) await node.DisposeAsync();
    }

    private static async Task<string> IdAsync(RedisServer node) => (string)(await node.ExecuteAsync("CLUSTER", "MYID"))!;

    private async Task JoinAsync()
    {
        for (var i = 0; i < _masters; i++)
        {
            await _nodes[i].ExecuteAsync("CLUSTER", "ADDSLOTSRANGE", i * Slots / _masters, ((i + 1) * Slots / _masters) - 1);
            await _nodes[i].ExecuteAsync("CLUSTER", "SET-CONFIG-EPOCH", i + 1);
        }

        foreach (var node in _nodes.Skip(1)) await _nodes[0].ExecuteAsync("CLUSTER", "MEET", "127.0.0.1", node.Port, node.BusPort);
        await Eventually.HoldsAsync(async () =>
        {
            foreach (var node in _nodes)
            {
                if (await CountAsync(node, "cluster_known_nodes") != _nodes.Count || await CountAsync(node, "cluster_slots_ok") != Slots) return false;
            }

            return true;
        });

        for (var i = _masters; i < _nodes.Count; i++) await _nodes[i].ExecuteAsync("CLUSTER", "REPLICATE", await IdAsync(_nodes[i - _masters]));
        foreach (var replica in _nodes.Skip(_masters))
        {
            await Eventually.HoldsAsync(async ()
                => ((string)(await replica.ExecuteAsync("INFO", "replication"))!).Contains("master_link_status:up", StringComparison.Ordinal));
        }

        await SettledAsync();
    }

    private static async Task<int> CountAsync(RedisServer node, string name)
    {
        var line = ((string)(await node.ExecuteAsync("CLUSTER", "INFO"))!).Split("\r\n").Single(line => line.StartsWith($"{name}:", StringComparison.Ordinal));
        return int.Parse(line[(name.Length + 1)..], CultureInfo.InvariantCulture);
    }
}
