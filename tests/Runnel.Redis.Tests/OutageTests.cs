using Microsoft.Extensions.Logging;
using Runnel.Brokers;
using Runnel.Tests;
using Xunit;

namespace Runnel.Redis.Tests;

/// <summary>Servers that are away, die, freeze, load and come back: waiting and trying again helps, and says so.</summary>
public sealed class OutageTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_that_is_away_is_named_and_connecting_again_succeeds_once_it_is_there()
    {
        await using var server = await RedisServer.StartAsync();
        await server.KillAsync();
        await using var broker = Brokers.Create(server.Url);

        var error = await Assert.ThrowsAsync<BrokerException>(async () => await broker.ConnectAsync(Cancellation));
        await server.StartAgainAsync();
        await broker.ConnectAsync(Cancellation);

        Assert.Equal((BrokerFailure.Unavailable, true), (error.Failure, error.IsTransient));
        Assert.Equal($"Redis at {server.EndPoint} is not reachable: Connection refused.", error.Message);
        Assert.Equal(server.Url, broker.Address);
        Assert.Empty(await broker.ValuesAsync(Brokers.Partition));
    }

    [Fact]
    public async Task A_host_that_is_unknown_is_named()
    {
        await using var broker = Brokers.Create("redis://no.such.host.invalid:7000");

        var error = await Assert.ThrowsAsync<BrokerException>(async () => await broker.ConnectAsync(Cancellation));

        Assert.Equal(BrokerFailure.Unavailable, error.Failure);
        Assert.Contains("Redis at no.such.host.invalid:7000 is not reachable: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_was_killed_and_started_again_is_gone_on_with_in_a_new_generation()
    {
        await using var server = await RedisServer.StartAsync("--appendonly", "yes", "--appendfsync", "always");
        using var loggers = new RecordingLoggers();
        await using var broker = await Brokers.ConnectAsync(server.Url, loggers: loggers);
        var first = await broker.AppendAsync(Brokers.Partition, Brokers.Batch(1, "a"), Cancellation);
        var claim = await broker.AcquireAsync(Brokers.Lease);
        var generation = broker.Generation;

        await server.KillAsync();
        var errors = new List<BrokerException>();
        for (var i = 0; i < 3; i++)
            errors.Add(await Assert.ThrowsAsync<BrokerException>(async () => await broker.AppendAsync(Brokers.Partition, Brokers.Batch(2, "b"), Cancellation)));
        await server.StartAgainAsync();

        Assert.All(errors, error => Assert.True(error.IsTransient, error.Message));
        Assert.Equal(
            AppendStatus.Appended, (await Brokers.OnceThereAsync(() => broker.AppendAsync(Brokers.Partition, Brokers.Batch(2, "b"), Cancellation))).Status);
        Assert.Equal([new ExtendReply(ExtendStatus.Held)], await Brokers.OnceThereAsync(() => broker.ExtendAsync([claim], Brokers.Long, Cancellation)));
        Assert.Equal(CommitStatus.Committed, (await broker.CommitAsync(new CommitRequest(claim, EntryId.Zero, first.Last, 1))).Status);
        Assert.Equal(["a", "b"], await broker.ValuesAsync(Brokers.Partition));
        Assert.True(broker.Generation > generation);
        await Eventually.HoldsAsync(() => loggers.Entries.Any(entry => entry.Message.StartsWith("Another Redis server answers at", StringComparison.Ordinal)));
        Assert.All(loggers.Entries, entry => Assert.True(entry.Error is null && !entry.Message.Contains('\n', StringComparison.Ordinal), entry.Message));
        var lost = loggers.Entries.Where(entry => entry.Message.Contains("was lost", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(lost);
        Assert.All(lost, entry => Assert.Equal(LogLevel.Warning, entry.Level));
        Assert.Contains(lost, entry => entry.Message.StartsWith($"The command connection to Redis at {server.EndPoint} was lost: ", StringComparison.Ordinal));
        Assert.Equal(lost.Count, lost.Distinct().Count());
    }

    [Fact]
    public async Task A_wait_during_which_the_server_is_killed_ends_with_a_transient_failure()
    {
        await using var server = await RedisServer.StartAsync();
        await using var broker = await Brokers.ConnectAsync(server.Url);
        await using var client = await Brokers.ClientAsync(server);
        var wait = broker.WaitAsync("w", [new ReadRequest(Brokers.Partition, default, 1)], Brokers.Long, Cancellation).AsTask();
        await Eventually.HoldsAsync(async () => await Waits.BlockedAsync(client) == 1);

        await server.KillAsync();

        Assert.True((await Assert.ThrowsAsync<BrokerException>(() => wait)).IsTransient);
    }

    [Fact]
    public async Task A_frozen_server_is_a_timeout_and_after_the_thaw_it_goes_on()
    {
        await using var server = await RedisServer.StartAsync();
        await using var broker = await Brokers.ConnectAsync($"{server.Url}?asyncTimeout=300");
        await broker.AppendAsync(Brokers.Partition, Brokers.Batch(1, "a"), Cancellation);

        server.Freeze();
        var error = await Assert.ThrowsAsync<BrokerException>(async () => await broker.AppendAsync(Brokers.Partition, Brokers.Batch(2, "b"), Cancellation));
        server.Thaw();

        Assert.True(error.IsTransient, error.Message);
        await Brokers.OnceThereAsync(() => broker.AppendAsync(Brokers.Partition, Brokers.Batch(2, "b"), Cancellation));
        Assert.Equal(["a", "b"], await broker.ValuesAsync(Brokers.Partition));
    }

    [Fact]
    public async Task A_frozen_server_keeps_nobody_from_giving_up()
    {
        await using var server = await RedisServer.StartAsync();
        var broker = await Brokers.ConnectAsync($"{server.Url}?connectTimeout=500");
        using var cancelling = new CancellationTokenSource();
        server.Freeze();
        var calls = new List<Task>
        {
            broker.AppendAsync(Brokers.Partition, Brokers.Batch(1, "a"), cancelling.Token).AsTask(),
            broker.ReadAsync([new ReadRequest(Brokers.Partition, default, 1)], cancelling.Token).AsTask(),
            broker.WaitAsync("w", [new ReadRequest(Brokers.Partition, default, 1)], Brokers.Long, cancelling.Token).AsTask(),
        };

        await cancelling.CancelAsync();
        foreach (var call in calls) await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await broker.DisposeAsync();

        server.Thaw();
    }

    [Fact]
    public async Task A_frozen_server_cannot_be_connected_to_and_a_connect_can_be_cancelled()
    {
        await using var server = await RedisServer.StartAsync();
        server.Freeze();
        await using var broker = Brokers.Create($"{server.Url}?connectTimeout=500");
        using var cancelling = new CancellationTokenSource();

        var connecting = broker.ConnectAsync(cancelling.Token).AsTask();
        await cancelling.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connecting);
        Assert.True((await Assert.ThrowsAsync<BrokerException>(async () => await broker.ConnectAsync(Cancellation))).IsTransient);

        server.Thaw();
        await Brokers.OnceThereAsync(async () =>
        {
            await broker.ConnectAsync(Cancellation);
            return true;
        });
    }

    [Fact]
    public async Task A_server_that_loads_is_waited_for()
    {
        await using var server = await RedisServer.StartAsync("--loading-process-events-interval-bytes", "1024");
        await using var broker = await Brokers.ConnectAsync(server.Url);
        await using var client = await Brokers.ClientAsync(server);
        for (var i = 0; i < 2000; i++) client.GetDatabase().StringSet($"key{i}", new string('x', 100), flags: StackExchange.Redis.CommandFlags.FireAndForget);
        await client.GetDatabase().ExecuteAsync("CONFIG", "SET", "key-load-delay", "500");

        var reload = client.GetDatabase().ExecuteAsync("DEBUG", "RELOAD");
        BrokerException? error = null;
        await Eventually.HoldsAsync(async () =>
        {
            error = await Record.ExceptionAsync(async () => await broker.InspectAsync(Brokers.Partition, Cancellation)) as BrokerException;
            return error is not null || reload.IsCompleted;
        });

        Assert.Equal(BrokerFailure.Unavailable, error?.Failure);
        Assert.Equal(default, await Brokers.OnceThereAsync(() => broker.InspectAsync(Brokers.Partition, Cancellation)));
        await Record.ExceptionAsync(() => reload);
    }

    [Fact]
    public async Task A_server_that_is_busy_is_waited_for()
    {
        await using var server = await RedisServer.StartAsync("--busy-reply-threshold", "10");
        await using var broker = await Brokers.ConnectAsync(server.Url);
        await using var client = await Brokers.ClientAsync(server);
        // Nobody connects to a server that is busy.
        await using var other = await Brokers.ClientAsync(server);
        var endless = client.GetDatabase().ExecuteAsync("EVAL", "while true do end", 0);
        BrokerException? error = null;

        await Eventually.HoldsAsync(async () =>
        {
            error = await Record.ExceptionAsync(async ()
                => await broker.ExtendAsync([new LeaseClaim(Brokers.Lease, "a", 1)], Brokers.Long, Cancellation)) as BrokerException;
            return error is not null;
        });
        await other.GetDatabase().ExecuteAsync("SCRIPT", "KILL");
        await Record.ExceptionAsync(() => endless);

        Assert.True(error?.IsTransient, error?.Message);
        Assert.Equal(
            [new ExtendReply(ExtendStatus.Lost)],
            await Brokers.OnceThereAsync(() => broker.ExtendAsync([new LeaseClaim(Brokers.Lease, "a", 1)], Brokers.Long, Cancellation)));
    }

    [Fact]
    public async Task A_server_without_enough_replicas_is_waited_for()
    {
        await using var server = await RedisServer.StartAsync("--min-replicas-to-write", "1");
        await using var broker = await Brokers.ConnectAsync(server.Url);
        await using var client = await Brokers.ClientAsync(server);

        var error = await Assert.ThrowsAsync<BrokerException>(async () => await broker.AppendAsync(Brokers.Partition, Brokers.Batch(1, "a"), Cancellation));
        await client.GetDatabase().ExecuteAsync("CONFIG", "SET", "min-replicas-to-write", "0");

        Assert.Equal(BrokerFailure.Unavailable, error.Failure);
        Assert.Contains("NOREPLICAS", error.Message, StringComparison.Ordinal);
        Assert.Equal(AppendStatus.Appended, (await broker.AppendAsync(Brokers.Partition, Brokers.Batch(1, "a"), Cancellation)).Status);
    }

    [Fact]
    public async Task A_primary_that_became_a_replica_is_waited_for_until_it_is_promoted()
    {
        await using var primary = await RedisServer.StartAsync();
        await using var server = await RedisServer.StartAsync();
        await using var broker = await Brokers.ConnectAsync(server.Url);
        await using var client = await Brokers.ClientAsync(server);
        await broker.AppendAsync(Brokers.Partition, Brokers.Batch(1, "a"), Cancellation);

        await client.GetServers()[0].ExecuteAsync("REPLICAOF", "127.0.0.1", primary.Port);
        var error = await Assert.ThrowsAsync<BrokerException>(async () => await broker.AppendAsync(Brokers.Partition, Brokers.Batch(2, "b"), Cancellation));
        await client.GetServers()[0].ExecuteAsync("REPLICAOF", "NO", "ONE");

        Assert.Equal(BrokerFailure.Unavailable, error.Failure);
        await Brokers.OnceThereAsync(() => broker.AppendAsync(Brokers.Partition, Brokers.Batch(3, "c"), Cancellation));
        Assert.Contains("c", await broker.ValuesAsync(Brokers.Partition));
    }

    [Fact]
    public async Task A_full_server_still_lets_leases_and_commits_through_and_refuses_appends_cleanly()
    {
        await using var server = await RedisServer.StartAsync();
        await using var broker = await Brokers.ConnectAsync(server.Url);
        await using var client = await Brokers.ClientAsync(server);
        var sent = await broker.AppendAsync(Brokers.Partition, Brokers.Batch(1, "a", "b"), Cancellation);
        await client.GetDatabase().ExecuteAsync("CONFIG", "SET", "maxmemory", "1mb");

        var error = await Assert.ThrowsAsync<BrokerException>(async () => await broker.AppendAsync(Brokers.Partition, Brokers.Batch(2, "c"), Cancellation));
        var claim = await broker.AcquireAsync(Brokers.Lease);
        Assert.Equal([new ExtendReply(ExtendStatus.Held)], await broker.ExtendAsync([claim], Brokers.Long, Cancellation));
        Assert.Equal(["a", "b"], await broker.ValuesAsync(Brokers.Partition));
        Assert.Equal(CommitStatus.Committed, (await broker.CommitAsync(new CommitRequest(claim, EntryId.Zero, sent.First, 1))).Status);
        Assert.True(await broker.QuarantineAsync(claim, new QuarantineMark(sent.Last, sent.Last, "x", DateTimeOffset.UtcNow), Cancellation));
        Assert.True(await broker.ResumeAsync(Brokers.Lease, null, skip: false, Cancellation));
        claim = await broker.AcquireAsync(Brokers.Lease);
        Assert.Equal(CommitStatus.Committed, (await broker.CommitAsync(new CommitRequest(claim, sent.First, sent.Last, 1, Release: true))).Status);
        var term = await broker.LeadAsync("owner", Brokers.Long, Cancellation);
        Assert.True(await broker.ClaimTickAsync("owner", term, "nightly", DateTimeOffset.UtcNow, Cancellation));
        Assert.Empty(await broker.DeclareAsync([new StreamDeclaration("orders", 1, "h", "r")], Cancellation));
        await client.GetDatabase().ExecuteAsync("CONFIG", "SET", "maxmemory", "0");

        Assert.Equal((BrokerFailure.OutOfMemory, true), (error.Failure, error.IsTransient));
        Assert.Equal(AppendStatus.Appended, (await broker.AppendAsync(Brokers.Partition, Brokers.Batch(2, "c"), Cancellation)).Status);
        Assert.Equal(["a", "b", "c"], await broker.ValuesAsync(Brokers.Partition));
    }
}
