using System.Diagnostics;
using System.Globalization;
using Runnel.Tests;
using Xunit;

namespace Runnel.Redis.Tests.Shapes;

/// <summary>A cluster whose slots move and whose nodes are restarted.</summary>
public sealed class ClusterShapeTests : ShapeTest
{
    private RedisCluster Cluster { get; set; } = null!;

    private protected override async Task<(IAsyncDisposable Servers, string EndPoints)> StartServersAsync()
    {
        Cluster = await RedisCluster.StartAsync(arguments: ["--appendonly", "yes", "--appendfsync", "always"]);
        return (Cluster, Cluster.EndPoints);
    }

    [Fact]
    public async Task Slots_that_move_under_load_lose_nothing_and_keep_the_order()
    {
        await StartTrafficAsync();
        for (var round = 0; round < 6; round++)
        {
            var partition = round % 2;
            var owner = await Cluster.OwnerAsync(Key(partition));
            var target = Cluster.Masters.Where(node => node != owner).ElementAt(round / 2 % 2);
            // What the node knew of scripts does not come along with the slot.
            await target.ExecuteAsync("SCRIPT", "FLUSH");

            await Cluster.MoveAsync(await Cluster.SlotAsync(Key(partition)), owner, target, halfway: () => ProgressAsync(2, 3));

            Assert.Equal(target, await Cluster.OwnerAsync(Key(partition)));
            await ProgressAsync();
        }

        await VerifyAsync();
    }

    [Fact]
    public async Task A_node_that_is_killed_and_started_again_loses_nothing()
    {
        await StartTrafficAsync();
        foreach (var node in Cluster.Masters)
        {
            var generation = Worker.Broker.Generation;

            await node.KillAsync();
            await node.StartAgainAsync();
            await Cluster.SettledAsync();

            await ProgressAsync();
            Assert.True(Worker.Broker.Generation > generation);
        }

        await VerifyAsync();
    }

    private string Key(int partition) => Key(Server.App, partition);

    internal static string Key(string app, int partition) => string.Create(CultureInfo.InvariantCulture, $"runnel:{{{app}.{StreamName}.{partition}}}");
}

/// <summary>A cluster one of whose nodes stands still.</summary>
public sealed class ClusterFrozenNodeTests : ShapeTest
{
    private RedisCluster Cluster { get; set; } = null!;

    private protected override async Task<(IAsyncDisposable Servers, string EndPoints)> StartServersAsync()
    {
        // The other nodes go on without the slots of one that is away.
        Cluster = await RedisCluster.StartAsync(arguments: ["--cluster-require-full-coverage", "no"]);
        return (Cluster, Cluster.EndPoints);
    }

    [Fact]
    public async Task A_node_that_is_frozen_for_longer_than_a_lease_stops_none_of_the_others()
    {
        var expiry = TimeSpan.FromSeconds(3);
        await StartTrafficAsync(Quick with { LockExpiry = expiry });
        var (frozen, healthy) = await SplitAsync();
        var epochs = await Task.WhenAll(healthy.Select(async partition => (await StateAsync(partition)).Epoch));

        frozen.Freeze();
        var since = Stopwatch.GetTimestamp();
        try
        {
            while (Stopwatch.GetElapsedTime(since) < 3 * expiry)
            {
                await ProgressAsync(healthy);
                var now = await Task.WhenAll(healthy.Select(async partition => await Brokers.OnceThereAsync(() => EpochAsync(partition))));
                Assert.True(epochs.SequenceEqual(now), Describe());
            }
        }
        finally
        {
            frozen.Thaw();
        }

        await Cluster.SettledAsync();
        await ProgressAsync();
        await VerifyAsync();
    }

    /// <summary>A node with partitions, but without the group's members, without whom a worker gives everything up; and the others' partitions.</summary>
    private async Task<(RedisServer Frozen, int[] Healthy)> SplitAsync()
    {
        var members = await Cluster.OwnerAsync($"runnel:{{{Server.App}.{StreamName}:{ProcessorName}}}:members");
        var owners = await Task.WhenAll(Enumerable.Range(0, Partitions).Select(partition => Cluster.OwnerAsync(ClusterShapeTests.Key(Server.App, partition))));
        var frozen = owners.First(owner => owner != members);
        return (frozen, [.. Enumerable.Range(0, Partitions).Where(partition => owners[partition] != frozen)]);
    }

    private async ValueTask<long> EpochAsync(int partition) => (await Broker.InspectAsync(Lease(partition), Cancellation))!.Epoch;
}

/// <summary>A cluster with a replica of each master.</summary>
public sealed class ClusterFailoverTests : ShapeTest
{
    private RedisCluster Cluster { get; set; } = null!;

    private protected override async Task<(IAsyncDisposable Servers, string EndPoints)> StartServersAsync()
    {
        Cluster = await RedisCluster.StartAsync(replicas: true, arguments: ["--cluster-node-timeout", "2000"]);
        return (Cluster, Cluster.EndPoints);
    }

    [Fact]
    public async Task Masters_that_die_or_hand_over_are_gone_on_without()
    {
        await StartTrafficAsync();
        var generation = Worker.Broker.Generation;

        await Cluster.Nodes[3].ExecuteAsync("CLUSTER", "FAILOVER");
        await Eventually.HoldsAsync(() => RoleAsync(3, "role:master"));
        await ProgressAsync();
        Assert.True(Worker.Broker.Generation > generation);

        generation = Worker.Broker.Generation;
        await Cluster.Nodes[1].KillAsync();
        await Eventually.HoldsAsync(() => RoleAsync(4, "role:master"));
        await Cluster.SettledAsync();
        await ProgressAsync();
        Assert.True(Worker.Broker.Generation > generation);

        await VerifyAsync(mayLose: true);
    }

    private async Task<bool> RoleAsync(int node, string role)
        => ((string)(await Cluster.Nodes[node].ExecuteAsync("INFO", "replication"))!).Contains(role, StringComparison.Ordinal);
}
