using System.Globalization;
using Microsoft.Extensions.Logging;
using Runnel.Brokers;
using Runnel.Brokers.Redis;
using Runnel.Tests;
using StackExchange.Redis;
using Xunit;

namespace Runnel.Redis.Tests.Cluster;

/// <summary>Waits on a cluster hear of news; that they look from time to time too is put off in these tests.</summary>
public sealed class DoorbellTests(SharedRedisCluster shared)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("")]
    [InlineData("?protocol=resp2")]
    public async Task An_event_is_heard_of_on_every_node_without_looking(string options)
    {
        var cluster = await shared.GetAsync();
        var app = await SpreadNameAsync(cluster);
        await using var waiting = await ConnectAsync(cluster, app, options);
        await using var sending = await Brokers.ConnectAsync(cluster.Url + options, app);
        var requests = Enumerable.Range(0, 4).Select(i => new ReadRequest(new PartitionId("orders", i), EntryId.Zero, 10)).ToArray();
        for (var i = 0; i < 4; i++)
        {
            var wait = waiting.WaitAsync("w", requests, Brokers.Long, Cancellation).AsTask();
            await HeardAsync(cluster, app, 4);

            var sent = await sending.AppendAsync(requests[i].Partition, Brokers.Batch(1, "a"), Cancellation);

            var reply = await wait.WaitAsync(TimeSpan.FromSeconds(60), Cancellation);
            Assert.Equal((requests[i].Partition, 1), (Assert.Single(reply.Partitions).Partition, reply.Partitions[0].Entries.Count));
            requests[i] = requests[i] with { After = sent.Last };
        }
    }

    [Fact]
    public async Task What_came_before_the_doorbell_could_be_heard_is_found_too()
    {
        var cluster = await shared.GetAsync();
        var app = Brokers.NewApp();
        await using var waiting = await ConnectAsync(cluster, app);
        await using var sending = await Brokers.ConnectAsync(cluster.Url, app);
        for (var i = 0; i < 200; i++)
        {
            // The first wait for a partition begins to listen, while the entry is on its way.
            var request = new ReadRequest(new PartitionId("s", i), EntryId.Zero, 10);
            var wait = waiting.WaitAsync("w", [request], Brokers.Long, Cancellation).AsTask();
            await sending.AppendAsync(request.Partition, Brokers.Batch(1, "a"), Cancellation);
            Assert.Single((await wait.WaitAsync(TimeSpan.FromSeconds(60), Cancellation)).Partitions);
        }
    }

    [Fact]
    public async Task A_doorbell_is_heard_again_after_its_slot_has_moved_and_after_lost_connections()
    {
        await using var cluster = await RedisCluster.StartAsync();
        var app = Brokers.NewApp();
        await using var waiting = await ConnectAsync(cluster, app);
        await using var sending = await Brokers.ConnectAsync(cluster.Url, app);
        var slot = await cluster.SlotAsync(Key(app, 0));
        var after = EntryId.Zero;
        for (var i = 1; i <= 6; i++)
        {
            var request = new ReadRequest(new PartitionId("orders", 0), after, 10);
            var wait = Brokers.OnceThereAsync(() => waiting.WaitAsync("w", [request], Brokers.Long, Cancellation));
            await HeardAsync(cluster, app, 1);

            var owner = await cluster.OwnerAsync(Key(app, 0));
            if (i % 2 == 0) await cluster.MoveAsync(slot, owner, cluster.Masters.First(node => node != owner));
            else await owner.ExecuteAsync("CLIENT", "KILL", "TYPE", "pubsub");
            await HeardAsync(cluster, app, 1);
            // A ring is heard only where the slot is now.
            await Eventually.HoldsAsync(async () => await CountAsync(await cluster.OwnerAsync(Key(app, 0)), app) == 1);
            var sent = await Brokers.OnceThereAsync(() => sending.AppendAsync(new PartitionId("orders", 0), Brokers.Batch(i, "a"), Cancellation));

            var found = await wait;
            Assert.Equal(sent.Last, Assert.Single(Assert.Single(found.Partitions).Entries).Id);
            after = sent.Last;
        }
    }

    [Fact]
    public async Task Who_may_not_ring_sends_and_who_may_not_listen_looks()
    {
        await using var cluster = await RedisCluster.StartAsync();
        foreach (var node in cluster.Nodes) await node.ExecuteAsync("ACL", "SETUSER", "mute", "on", ">secret", "~*", "+@all", "resetchannels");
        var app = Brokers.NewApp();
        var url = $"redis://mute:secret@{cluster.EndPoints}";
        using var loggers = new RecordingLoggers();
        await using var mute = await Brokers.ConnectAsync(url, app, loggers);

        var wait = mute.WaitAsync("w", [new ReadRequest(Brokers.Partition, EntryId.Zero, 10)], Brokers.Long, Cancellation).AsTask();
        await Eventually.HoldsAsync(() => loggers.Entries.Any(entry => entry.Message.Contains("cannot be listened to", StringComparison.Ordinal)));
        await mute.AppendAsync(Brokers.Partition, Brokers.Batch(1, "a"), Cancellation);

        Assert.Single((await wait).Partitions);
        var warning = Assert.Single(loggers.Entries, entry => entry.Level == LogLevel.Warning);
        Assert.Contains($"runnel:{{{app}.orders.0}}:news", warning.Message, StringComparison.Ordinal);
        foreach (var node in cluster.Nodes)
        {
            // Not each send leaves a denial behind.
            var log = (object?[])(await node.ExecuteAsync("ACL", "LOG"))!;
            Assert.DoesNotContain(log, entry => string.Join(' ', (object?[])entry!).Contains("lua", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task The_least_that_a_worker_needs_on_a_cluster_is_enough()
    {
        await using var cluster = await RedisCluster.StartAsync();
        foreach (var node in cluster.Nodes) await node.ExecuteAsync(["ACL", "SETUSER", "least", "on", ">secret", .. AccessTests.ClusterRules.Split(' ')]);
        var app = Brokers.NewApp();
        using var loggers = new RecordingLoggers();
        await using var broker = await Brokers.ConnectAsync($"redis://least:secret@{cluster.EndPoints}", app, loggers);
        broker.Doorbells.Look = Brokers.Long;

        for (var i = 0; i < 8; i++)
        {
            var request = new ReadRequest(new PartitionId("orders", i), EntryId.Zero, 10);
            var wait = broker.WaitAsync("w", [request], Brokers.Long, Cancellation).AsTask();
            await HeardAsync(cluster, app, i + 1);
            await broker.AppendAsync(request.Partition, Brokers.Batch(1, "a"), Cancellation);
            Assert.Single((await wait.WaitAsync(TimeSpan.FromSeconds(60), Cancellation)).Partitions);
        }

        await broker.AssertAnnouncesAsync();
        Assert.All(loggers.Entries, entry => Assert.Contains("may not run INFO", entry.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Programs_that_ring_nothing_are_noticed_by_looking()
    {
        var cluster = await shared.GetAsync();
        var app = Brokers.NewApp();
        await using var waiting = await Brokers.ConnectAsync(cluster.Url, app);
        var wait = waiting.WaitAsync("w", [new ReadRequest(new PartitionId("orders", 0), EntryId.Zero, 10)], Brokers.Long, Cancellation).AsTask();
        await HeardAsync(cluster, app, 1);

        await (await cluster.OwnerAsync(Key(app, 0))).ExecuteAsync("XADD", Key(app, 0), "*", "a", "b");

        Assert.Single((await wait).Partitions);
    }

    [Fact]
    public async Task Disposing_of_the_broker_ends_its_subscriptions()
    {
        var cluster = await shared.GetAsync();
        var app = Brokers.NewApp();
        var broker = await ConnectAsync(cluster, app);
        using var cancelling = new CancellationTokenSource();
        var wait = broker.WaitAsync("w", [new ReadRequest(new PartitionId("orders", 0), EntryId.Zero, 10)], Brokers.Long, cancelling.Token).AsTask();
        await HeardAsync(cluster, app, 1);

        await cancelling.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
        await HeardAsync(cluster, app, 1);
        await broker.DisposeAsync();

        await HeardAsync(cluster, app, 0);
    }

    [Fact]
    public async Task A_standalone_server_is_not_asked_to_publish_or_to_listen()
    {
        await using var server = await RedisServer.StartAsync();
        await using var broker = await Brokers.ConnectAsync(server.Url);
        await using var client = await Brokers.ClientAsync(server);
        var wait = broker.WaitAsync("w", [new ReadRequest(Brokers.Partition, EntryId.Zero, 10)], Brokers.Long, Cancellation).AsTask();

        await broker.AppendAsync(Brokers.Partition, Brokers.Batch(1, "a"), Cancellation);

        Assert.Single((await wait).Partitions);
        Assert.Equal((0, 0), (await Waits.CallsAsync(client, "spublish"), await Waits.CallsAsync(client, "ssubscribe")));
    }

    private static async Task<RedisBroker> ConnectAsync(RedisCluster cluster, string app, string options = "")
    {
        var broker = await Brokers.ConnectAsync(cluster.Url + options, app);
        broker.Doorbells.Look = Brokers.Long;
        return broker;
    }

    private static async Task<string> SpreadNameAsync(RedisCluster cluster)
    {
        await using var client = await ConnectionMultiplexer.ConnectAsync(cluster.EndPoints);
        return ClusterFixture.SpreadName(client);
    }

    private static string Key(string app, int partition) => string.Create(CultureInfo.InvariantCulture, $"runnel:{{{app}.orders.{partition}}}");

    /// <summary>Waits until so many of the app's doorbells are listened to, over all nodes.</summary>
    private static Task HeardAsync(RedisCluster cluster, string app, int count)
    {
        var found = 0;
        return Eventually.HoldsAsync(
            async () =>
            {
                found = 0;
                foreach (var node in cluster.Nodes) found += await CountAsync(node, app);
                return found == count;
            },
            () => $"{found} doorbells are listened to, not {count}.");
    }

    private static async Task<int> CountAsync(RedisServer node, string app)
        => ((object?[])(await node.ExecuteAsync("PUBSUB", "SHARDCHANNELS", $"runnel:{{{app}.*"))!).Length;
}
