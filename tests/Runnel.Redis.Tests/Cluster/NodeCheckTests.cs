using Microsoft.Extensions.Logging;
using Runnel.Tests;
using Xunit;

namespace Runnel.Redis.Tests.Cluster;

/// <summary>Every node of a cluster is looked at, and each has a run id of its own.</summary>
public sealed class NodeCheckTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_restarted_node_raises_the_generation_and_looking_again_does_not()
    {
        await using var cluster = await RedisCluster.StartAsync();
        using var loggers = new RecordingLoggers();
        await using var broker = await Brokers.ConnectAsync(cluster.Url, loggers: loggers);
        var generation = broker.Generation;
        for (var i = 0; i < 5; i++) await broker.ConnectAsync(Cancellation);
        Assert.Equal(generation, broker.Generation);
        var node = cluster.Nodes[1];

        await node.KillAsync();
        await node.StartAgainAsync();

        bool IsSaidOf(RedisServer server)
            => loggers.Entries.Any(entry => entry.Message.StartsWith($"Another Redis server answers at {server.EndPoint} ", StringComparison.Ordinal));
        await Eventually.HoldsAsync(() => IsSaidOf(node));
        Assert.True(broker.Generation > generation);
        Assert.False(IsSaidOf(cluster.Nodes[0]));
    }

    [Fact]
    public async Task A_node_that_may_throw_data_away_is_warned_of_by_its_name()
    {
        await using var cluster = await RedisCluster.StartAsync();
        await cluster.Nodes[2].ExecuteAsync("CONFIG", "SET", "maxmemory-policy", "allkeys-lru");
        using var loggers = new RecordingLoggers();

        await using var broker = await Brokers.ConnectAsync(cluster.Url, loggers: loggers);
        await broker.ConnectAsync(Cancellation);

        var warning = Assert.Single(loggers.Entries, entry => entry.Level == LogLevel.Warning);
        Assert.Contains($"{cluster.Nodes[2].EndPoint} has maxmemory-policy allkeys-lru", warning.Message, StringComparison.Ordinal);
    }
}
