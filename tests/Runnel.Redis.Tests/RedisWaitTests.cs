using Runnel.Brokers;
using Runnel.Tests;
using Xunit;

namespace Runnel.Redis.Tests;

/// <summary>How waits end on the server.</summary>
public sealed class RedisWaitTests
{
    private static readonly ReadRequest[] Requests = [new(Brokers.Partition, EntryId.Zero, 10)];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_cancelled_wait_ends_on_the_server_and_its_connection_is_used_again()
    {
        await using var server = await RedisServer.StartAsync();
        await using var broker = await Brokers.ConnectAsync(server.Url);
        await using var client = await Brokers.ClientAsync(server);
        var connected = 0;
        for (var i = 0; i < 10; i++)
        {
            using var cancelling = new CancellationTokenSource();
            var wait = broker.WaitAsync("w", Requests, Brokers.Long, cancelling.Token).AsTask();
            await Eventually.HoldsAsync(async () => await Waits.BlockedAsync(client) == 1);

            await cancelling.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);

            Assert.Equal(0, await Waits.BlockedAsync(client));
            if (i == 0) connected = await Waits.ConnectedAsync(client);
        }

        Assert.Equal(connected, await Waits.ConnectedAsync(client));
        Assert.InRange(await Waits.CallsAsync(client, "client|unblock"), 10, 100);
    }

    [Fact]
    public async Task A_wait_that_is_cancelled_before_it_reached_the_server_ends_too()
    {
        await using var server = await RedisServer.StartAsync();
        await using var broker = await Brokers.ConnectAsync(server.Url);
        await using var client = await Brokers.ClientAsync(server);
        for (var i = 0; i < 100; i++)
        {
            using var cancelling = new CancellationTokenSource();
            var wait = broker.WaitAsync("w", Requests, Brokers.Long, cancelling.Token).AsTask();
            await cancelling.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
            Assert.Equal(0, await Waits.BlockedAsync(client));
        }
    }

    [Fact]
    public async Task A_wait_goes_on_past_what_one_command_waits_on_the_server()
    {
        await using var server = await RedisServer.StartAsync();
        await using var broker = await Brokers.ConnectAsync(server.Url);
        await using var client = await Brokers.ClientAsync(server);
        var wait = broker.WaitAsync("w", Requests, Brokers.Long, Cancellation).AsTask();
        await Eventually.HoldsAsync(async () => await Waits.CallsAsync(client, "xread") >= 2);

        await broker.AppendAsync(Brokers.Partition, Brokers.Batch(1, "a"), Cancellation);

        Assert.Single(Assert.Single((await wait).Partitions).Entries);
    }

    [Fact]
    public async Task Waits_side_by_side_do_not_hold_each_other_up_nor_other_commands()
    {
        await using var server = await RedisServer.StartAsync();
        await using var broker = await Brokers.ConnectAsync(server.Url);
        await using var client = await Brokers.ClientAsync(server);
        var waits = Enumerable.Range(0, 5)
            .Select(i => broker.WaitAsync($"w{i}", [new ReadRequest(new PartitionId("s", i), default, 1)], Brokers.Long, Cancellation).AsTask()).ToList();
        await Eventually.HoldsAsync(async () => await Waits.BlockedAsync(client) == 5);

        for (var i = 4; i >= 0; i--)
        {
            await broker.AppendAsync(new PartitionId("s", i), Brokers.Batch(1, "a"), Cancellation);
            Assert.Equal(new PartitionId("s", i), Assert.Single((await waits[i]).Partitions).Partition);
        }
    }

    [Fact]
    public async Task A_wait_gives_each_partition_no_more_than_was_asked_for()
    {
        await using var server = await RedisServer.StartAsync();
        await using var broker = await Brokers.ConnectAsync(server.Url);
        foreach (var i in (int[])[0, 1]) await broker.AppendAsync(new PartitionId("s", i), Brokers.Batch(1, "a", "b", "c"), Cancellation);

        var reply = await broker.WaitAsync(
            "w", [new ReadRequest(new PartitionId("s", 0), default, 1), new ReadRequest(new PartitionId("s", 1), default, 5)], Brokers.Long, Cancellation);

        Assert.Equal([1, 3], reply.Partitions.Select(partition => partition.Entries.Count));
    }

    [Fact]
    public async Task Disposing_of_the_broker_ends_its_waits_and_closes_its_connections()
    {
        await using var server = await RedisServer.StartAsync();
        var broker = await Brokers.ConnectAsync(server.Url);
        await using var client = await Brokers.ClientAsync(server);
        var before = await Waits.ConnectedAsync(client) - 2;
        var wait = broker.WaitAsync("w", Requests, Brokers.Long, Cancellation).AsTask();
        await Eventually.HoldsAsync(async () => await Waits.BlockedAsync(client) == 1);

        await broker.DisposeAsync();

        await Assert.ThrowsAsync<BrokerException>(() => wait);
        await Eventually.HoldsAsync(async () => await Waits.ConnectedAsync(client) == before);
        await broker.DisposeAsync();
    }
}
