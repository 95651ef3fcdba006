using Runnel.Brokers;
using Runnel.Tests;
using Xunit;

namespace Runnel.Redis.Tests;

/// <summary>A server that is spoken to by a Unix domain socket.</summary>
public sealed class UnixSocketTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Events_are_appended_waited_for_and_committed()
    {
        await using var server = await StartAsync();
        await using var broker = await Brokers.ConnectAsync(Url(server));
        var claim = await broker.AcquireAsync(Brokers.Lease);
        var wait = broker.WaitAsync("w", [new ReadRequest(Brokers.Partition, EntryId.Zero, 10)], Brokers.Long, Cancellation).AsTask();

        var sent = await broker.AppendAsync(Brokers.Partition, Brokers.Batch(1, "a"), Cancellation);
        var news = Assert.Single(Assert.Single((await wait).Partitions).Entries);
        var committed = await broker.CommitAsync(new CommitRequest(claim, EntryId.Zero, news.Id, 1));

        Assert.Equal((sent.First, CommitStatus.Committed), (news.Id, committed.Status));
        Assert.Equal(Url(server), broker.Address);
        Assert.Equal(sent.First, (await broker.InspectAsync(Brokers.Lease, Cancellation))!.Cursor);
    }

    [Fact]
    public async Task User_password_and_database_are_those_of_the_url()
    {
        await using var server = await StartAsync("--user", "shop", "on", ">secret", "~*", "&*", "+@all");
        await using var broker = await Brokers.ConnectAsync($"unix://shop:secret@{Socket(server)}?db=3");
        await using var client = await Brokers.ClientAsync(server);

        await broker.AppendAsync(Brokers.Partition, Brokers.Batch(1, "a"), Cancellation);

        Assert.Equal($"{Url(server)}?db=3", broker.Address);
        Assert.Equal((0L, true), (await client.GetServers()[0].DatabaseSizeAsync(0), await client.GetServers()[0].DatabaseSizeAsync(3) > 0));
    }

    [Fact]
    public async Task A_socket_that_is_not_there_is_named_and_connecting_again_succeeds_once_it_is()
    {
        await using var server = await StartAsync();
        await server.StopAsync();
        await using var broker = Brokers.Create(Url(server));

        var error = await Assert.ThrowsAsync<BrokerException>(async () => await broker.ConnectAsync(Cancellation));
        await server.StartAgainAsync();
        await broker.ConnectAsync(Cancellation);

        Assert.Equal((BrokerFailure.Unavailable, true), (error.Failure, error.IsTransient));
        Assert.Equal($"Redis at {Socket(server)} is not reachable: there is no such socket.", error.Message);
        Assert.Empty(await broker.ValuesAsync(Brokers.Partition));
    }

    [Fact]
    public async Task A_socket_that_goes_away_is_named_by_who_was_connected()
    {
        await using var server = await StartAsync();
        await using var broker = await Brokers.ConnectAsync(Url(server));
        await server.StopAsync();

        // The first ones may still tell how the connection ended.
        var message = "";
        await Eventually.HoldsAsync(
            async () =>
            {
                var error = await Assert.ThrowsAsync<BrokerException>(async () => await broker.InspectAsync(Brokers.Lease, Cancellation));
                message = error.Message;
                return message == $"Redis at {Socket(server)} is not reachable: there is no such socket.";
            },
            () => message);
    }

    [Fact]
    public async Task A_server_that_was_killed_and_started_again_is_gone_on_with_in_a_new_generation()
    {
        await using var server = await StartAsync("--appendonly", "yes", "--appendfsync", "always");
        await using var broker = await Brokers.ConnectAsync(Url(server));
        await broker.AppendAsync(Brokers.Partition, Brokers.Batch(1, "a"), Cancellation);
        var generation = broker.Generation;

        await server.KillAsync();
        await server.StartAgainAsync();
        var reply = await Brokers.OnceThereAsync(() => broker.AppendAsync(Brokers.Partition, Brokers.Batch(2, "b"), Cancellation));

        Assert.Equal(AppendStatus.Appended, reply.Status);
        Assert.Equal(["a", "b"], await broker.ValuesAsync(Brokers.Partition));
        Assert.True(broker.Generation > generation);
    }

    /// <summary>A relative path is one in the server's own folder.</summary>
    private static Task<RedisServer> StartAsync(params string[] arguments) => RedisServer.StartAsync(["--unixsocket", "redis.sock", .. arguments]);

    private static string Socket(RedisServer server) => Path.Combine(server.Directory, "redis.sock");

    private static string Url(RedisServer server) => $"unix://{Socket(server)}";
}
