using Microsoft.Extensions.Logging;
using Runnel.Brokers;
using Runnel.Tests;
using StackExchange.Redis;
using Xunit;

namespace Runnel.Redis.Tests;

/// <summary>Users, passwords, databases and what a user may not do.</summary>
public sealed class AccessTests(SharedRedisServer shared)
{
    /// <summary>What operators may copy: a worker's whole need, INFO aside.</summary>
    internal const string LeastRules = "~runnel:* resetchannels &runnel:* -@all +ping +echo +evalsha +eval +xadd +xread +xrange +xrevrange +xinfo +xgroup "
        + "+xpending +xsetid +get +set +exists +hget +hmget +hgetall +hset +hsetnx +hdel +time +client|id +client|unblock "
        + "+publish +subscribe +unsubscribe";

    /// <summary>The same on a cluster.</summary>
    internal const string ClusterRules = $"{LeastRules} +cluster|nodes +asking +spublish +ssubscribe +sunsubscribe";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("redis://:wrong-secret@")]
    [InlineData("redis://")]
    [InlineData("redis://nobody:wrong-secret@")]
    public async Task A_wrong_password_or_none_is_denied_without_being_named(string prefix)
    {
        await using var server = await RedisServer.StartAsync(new RedisServerOptions { Arguments = ["--requirepass", "right"], Password = "right" });
        await using var broker = Brokers.Create($"{prefix}{server.EndPoint}");

        var error = await Assert.ThrowsAsync<BrokerException>(async () => await broker.ConnectAsync(Cancellation));

        Assert.True(error.Failure == BrokerFailure.Denied, error.ToString());
        Assert.Contains(server.EndPoint, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong-secret", error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("wrong-secret", broker.Address, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_right_password_connects()
    {
        await using var server = await RedisServer.StartAsync(new RedisServerOptions { Arguments = ["--requirepass", "r:g/h@t"], Password = "r:g/h@t" });

        await using var broker = await Brokers.ConnectAsync($"redis://:r%3Ag%2Fh%40t@{server.EndPoint}");

        Assert.Empty(await broker.ValuesAsync(Brokers.Partition));
    }

    [Fact]
    public async Task A_user_that_the_server_does_not_know_is_denied_even_where_everybody_may_enter()
    {
        await using var broker = Brokers.Create($"redis://nobody:secret@{shared.Server.EndPoint}");

        Assert.Equal(BrokerFailure.Denied, (await Assert.ThrowsAsync<BrokerException>(async () => await broker.ConnectAsync(Cancellation))).Failure);
    }

    [Theory]
    [InlineData("-xadd")]
    [InlineData("-evalsha -eval")]
    [InlineData("-set")]
    public async Task A_user_without_a_permission_is_told_so(string rules)
    {
        var app = Brokers.NewApp();
        await using var broker = await Brokers.ConnectAsync(await UserAsync($"~* +@all {rules}"), app);

        var error = await Assert.ThrowsAsync<BrokerException>(async () => await broker.AppendAsync(Brokers.Partition, Brokers.Batch(1, "a"), Cancellation));

        Assert.True(error.Failure == BrokerFailure.Denied, error.ToString());
        Assert.Contains("access list", error.Message, StringComparison.Ordinal);
        Assert.False(error.IsUncertain);
        await using var owner = await Brokers.ConnectAsync(shared.Url, app);
        Assert.Empty(await owner.ValuesAsync(Brokers.Partition));
    }

    [Fact]
    public async Task A_commit_that_the_user_may_not_make_fails_for_itself()
    {
        var app = Brokers.NewApp();
        await using var owner = await Brokers.ConnectAsync(shared.Url, app);
        var sent = await owner.AppendAsync(Brokers.Partition, Brokers.Batch(1, "a"), Cancellation);
        var claim = await owner.AcquireAsync(Brokers.Lease);
        await using var broker = await Brokers.ConnectAsync(await UserAsync("~* +@all -xgroup"), app);

        var reply = await broker.CommitAsync(new CommitRequest(claim, EntryId.Zero, sent.Last, 1));

        Assert.Equal((CommitStatus.Failed, BrokerFailure.Denied), (reply.Status, reply.Error?.Failure));
        Assert.Equal(EntryId.Zero, (await owner.InspectAsync(Brokers.Lease, Cancellation))?.Cursor);
    }

    [Fact]
    public async Task A_partition_that_the_user_may_not_read_disturbs_no_other()
    {
        var app = Brokers.NewApp();
        await using var owner = await Brokers.ConnectAsync(shared.Url, app);
        await owner.AppendAsync(new PartitionId("open", 0), Brokers.Batch(1, "a"), Cancellation);
        await owner.AppendAsync(new PartitionId("closed", 0), Brokers.Batch(1, "b"), Cancellation);
        await using var broker = await Brokers.ConnectAsync(await UserAsync($"~runnel:{{{app}.open.* +@all"), app);

        var reply = await broker.ReadAsync(
            [new ReadRequest(new PartitionId("closed", 0), default, 9), new ReadRequest(new PartitionId("open", 0), default, 9)], Cancellation);

        Assert.Equal([BrokerFailure.Denied, null], reply.Partitions.Select(partition => partition.Error?.Failure));
        Assert.Equal([0, 1], reply.Partitions.Select(partition => partition.Entries.Count));
    }

    [Fact]
    public async Task The_least_that_a_worker_needs_is_enough_and_what_it_may_not_see_is_said()
    {
        using var loggers = new RecordingLoggers();
        await using var broker = await Brokers.ConnectAsync(await UserAsync(LeastRules), loggers: loggers);
        var sent = await broker.AppendAsync(Brokers.Partition, Brokers.Batch(1, "a"), Cancellation);
        var claim = await broker.AcquireAsync(Brokers.Lease);
        await broker.WaitAsync("w", [new ReadRequest(Brokers.Partition, default, 1)], Brokers.Long, Cancellation);
        Assert.Equal(CommitStatus.Committed, (await broker.CommitAsync(new CommitRequest(claim, default, sent.Last, 1))).Status);
        await broker.ResetAsync(Brokers.Lease, EntryId.Zero, Cancellation);
        await broker.PauseAsync(Brokers.Lease, new PauseMark("ada", DateTimeOffset.UnixEpoch, ""), Cancellation);
        Assert.True(await broker.EndPauseAsync(Brokers.Lease, null, Cancellation));
        Assert.Equal(1, (await broker.CountAsync(Brokers.Partition, EntryId.Zero, sent.Last, 10, Cancellation)).Count);
        await broker.InspectAsync(Brokers.Lease, Cancellation);
        Assert.Empty(await broker.DeclareAsync([new StreamDeclaration("orders", 1, "h", "r")], Cancellation));
        var term = await broker.LeadAsync("owner", Brokers.Long, Cancellation);
        Assert.True(await broker.ClaimTickAsync("owner", term, "nightly", DateTimeOffset.UtcNow, Cancellation));
        await broker.ResignAsync("owner", term, Cancellation);
        await broker.HeartbeatAsync(new Heartbeat(Brokers.Group, "me", Brokers.Long, Brokers.Long), Cancellation);
        Assert.Single((await broker.InspectAsync(Brokers.Group, Cancellation)).Members);
        await broker.AssertAnnouncesAsync();
        await broker.LeaveAsync(Brokers.Group, "me", Cancellation);

        // An operator's command needs one more than a worker.
        var refused = await Assert.ThrowsAsync<BrokerException>(async () => await broker.DeleteAsync(Brokers.Partition, [sent.Last], Cancellation));
        Assert.Equal(BrokerFailure.Denied, refused.Failure);

        var entry = Assert.Single(loggers.Entries);
        Assert.Contains("may not run INFO", entry.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_url_chooses_the_database()
    {
        var app = Brokers.NewApp();
        await using var zero = await Brokers.ConnectAsync(shared.Url, app);
        await using var third = await Brokers.ConnectAsync($"{shared.Url}/3", app);
        await zero.AppendAsync(Brokers.Partition, Brokers.Batch(1, "zero"), Cancellation);
        await third.AppendAsync(Brokers.Partition, Brokers.Batch(1, "three"), Cancellation);

        Assert.Equal($"{shared.Url}/3", third.Address);
        Assert.Equal(["zero"], await zero.ValuesAsync(Brokers.Partition));
        Assert.Equal(["three"], await third.ValuesAsync(Brokers.Partition));
        var wait = await third.WaitAsync("w", [new ReadRequest(Brokers.Partition, default, 9)], Brokers.Long, Cancellation);
        Assert.Single(Assert.Single(wait.Partitions).Entries);
    }

    [Theory]
    [InlineData("allkeys-lru", true)]
    [InlineData("noeviction", false)]
    public async Task A_server_that_may_throw_data_away_is_warned_of(string policy, bool warned)
    {
        await using var server = await RedisServer.StartAsync("--maxmemory-policy", policy);
        using var loggers = new RecordingLoggers();

        await using var broker = await Brokers.ConnectAsync(server.Url, loggers: loggers);
        await broker.ConnectAsync(Cancellation);

        Assert.Equal(
            warned ? 1 : 0, loggers.Entries.Count(entry => entry.Level == LogLevel.Warning && entry.Message.Contains(policy, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_broker_has_two_connections_and_one_more_for_each_wait()
    {
        var app = Brokers.NewApp();
        await using var client = await Brokers.ClientAsync(shared.Server);
        await using var broker = await Brokers.ConnectAsync(shared.Url, app);
        Assert.Equal([$"runnel:{app}:commands", $"runnel:{app}:leases"], await NamesAsync());

        using var cancelling = new CancellationTokenSource();
        var wait = broker.WaitAsync("w", [new ReadRequest(Brokers.Partition, default, 1)], Brokers.Long, cancelling.Token).AsTask();
        await Eventually.HoldsAsync(async () => (await NamesAsync()).Length == 3);
        await cancelling.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);

        Assert.Equal([$"runnel:{app}:commands", $"runnel:{app}:leases", $"runnel:{app}:wait"], await NamesAsync());

        async Task<string[]> NamesAsync()
            => [.. (await client.GetServers()[0].ClientListAsync())
                .Select(one => one.Name ?? "").Where(name => name.Contains(app, StringComparison.Ordinal)).Order()];
    }

    [Fact]
    public async Task A_broker_that_is_not_connected_yet_says_so()
    {
        await using var broker = Brokers.Create(shared.Url);

        var error = await Assert.ThrowsAsync<BrokerException>(() => broker.ValuesAsync(Brokers.Partition));

        Assert.True(error.IsTransient);
        Assert.Equal($"There is no connection to {shared.Server.EndPoint} yet.", error.Message);
    }

    /// <summary>Makes a user of that name and rules, and its URL.</summary>
    private async Task<string> UserAsync(string rules)
    {
        var name = $"user{Guid.NewGuid():N}";
        await using var client = await Brokers.ClientAsync(shared.Server);
        await client.GetDatabase().ExecuteAsync("ACL", [(RedisValue)"SETUSER", name, "on", ">secret", "&*", .. rules.Split(' ')]);
        return $"redis://{name}:secret@{shared.Server.EndPoint}";
    }
}
