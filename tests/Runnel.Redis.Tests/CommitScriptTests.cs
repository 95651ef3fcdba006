using Runnel.Brokers;
using Runnel.Brokers.Redis;
using Runnel.Tests;
using StackExchange.Redis;
using Xunit;

namespace Runnel.Redis.Tests;

/// <summary>What commits and leases leave in Redis' own books: positions, counts of entries, and instants of the server's clock.</summary>
public sealed class CommitScriptTests(SharedRedisServer shared)
{
    private readonly string _app = Brokers.NewApp();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private RunnelKeyLayout Keys => new(_app);

    private RedisKey Stream => Keys.Stream(Brokers.Partition);

    [Fact]
    public async Task A_state_that_cannot_be_read_is_an_error_and_no_lost_lease()
    {
        await using var broker = await Brokers.ConnectAsync(shared.Url, _app);
        await using var client = await Brokers.ClientAsync(shared.Server);
        var sent = await broker.AppendAsync(Brokers.Partition, Brokers.Batch(1, "a"), Cancellation);
        var claim = await broker.AcquireAsync(Brokers.Lease);
        await client.GetDatabase().KeyDeleteAsync(Keys.State(Brokers.Lease));
        await client.GetDatabase().StringSetAsync(Keys.State(Brokers.Lease), "no hash");

        var reply = await broker.CommitAsync(new CommitRequest(claim, EntryId.Zero, sent.First, 1));

        Assert.Equal((CommitStatus.Failed, BrokerFailure.WrongType), (reply.Status, reply.Error?.Failure));
    }

    [Fact]
    public async Task A_stream_that_a_commit_makes_anew_has_the_count_of_the_one_that_is_gone()
    {
        await using var broker = await Brokers.ConnectAsync(shared.Url, _app);
        await using var client = await Brokers.ClientAsync(shared.Server);
        var sent = await broker.AppendAsync(Brokers.Partition, Brokers.Batch(1, "a", "b", "c"), Cancellation);
        var claim = await broker.AcquireAsync(Brokers.Lease);
        await client.GetDatabase().KeyDeleteAsync(Stream);

        await broker.CommitAsync(new CommitRequest(claim, EntryId.Zero, sent.Last, 3));
        await broker.AppendAsync(Brokers.Partition, Brokers.Batch(2, "d"), Cancellation);

        var group = Assert.Single(await client.GetDatabase().StreamGroupInfoAsync(Stream));
        Assert.Equal((3L, 1L), (group.EntriesRead, group.Lag));
        Assert.Equal(4, await EntriesAddedAsync(client));
    }

    [Fact]
    public async Task A_position_that_is_unknown_stays_so()
    {
        await using var broker = await Brokers.ConnectAsync(shared.Url, _app);
        await using var client = await Brokers.ClientAsync(shared.Server);
        await broker.AppendAsync(Brokers.Partition, Brokers.Batch(1, [.. Enumerable.Range(0, 250).Select(static i => $"{i}")]), Cancellation);
        var ids = Assert.Single((await broker.ReadAsync([new ReadRequest(Brokers.Partition, default, 300)], Cancellation)).Partitions).Entries;

        // So many stand after the cursor that Redis cannot tell where it is.
        Assert.Equal(250, ids.Count);
        await client.GetDatabase().StreamCreateConsumerGroupAsync(Stream, "print", $"{ids[50].Id}");
        var claim = await broker.AcquireAsync(Brokers.Lease);
        var before = (await broker.InspectAsync(Brokers.Lease, Cancellation))!;

        await broker.CommitAsync(new CommitRequest(claim, ids[50].Id, ids[60].Id, 10));

        var after = (await broker.InspectAsync(Brokers.Lease, Cancellation))!;
        Assert.Equal((ids[50].Id, -1L), (before.Cursor, before.Position));
        Assert.Equal((ids[60].Id, -1L), (after.Cursor, after.Position));
        var group = (RedisResult[])Assert.Single((RedisResult[])(await client.GetDatabase().ExecuteAsync("XINFO", "GROUPS", Stream))!)!;
        Assert.True(Property(group, "entries-read").IsNull);
    }

    [Theory]
    [InlineData(2147483646)]
    [InlineData(2147483647)]
    [InlineData(2147483648)]
    [InlineData(9007199254740989)]
    public async Task A_position_is_exact_however_long_the_stream_has_lived(long removed)
    {
        await using var broker = await Brokers.ConnectAsync(shared.Url, _app);
        await using var client = await Brokers.ClientAsync(shared.Server);
        var sent = await broker.AppendAsync(Brokers.Partition, Brokers.Batch(1, "a", "b"), Cancellation);
        await client.GetDatabase().ExecuteAsync("XSETID", Stream, $"{sent.Last}", "ENTRIESADDED", removed + 2, "MAXDELETEDID", "0-0");
        var claim = await broker.AcquireAsync(Brokers.Lease);

        await broker.CommitAsync(new CommitRequest(claim, EntryId.Zero, sent.First, 1));

        Assert.Equal(removed + 1, (await broker.InspectAsync(Brokers.Lease, Cancellation))!.Position);
        var group = Assert.Single(await client.GetDatabase().StreamGroupInfoAsync(Stream));
        Assert.Equal((removed + 1, 1L), (group.EntriesRead, group.Lag));
    }

    [Fact]
    public async Task Leases_and_terms_end_when_the_servers_clock_has_gone_on_by_what_was_asked_for()
    {
        await using var broker = await Brokers.ConnectAsync(shared.Url, _app);
        await using var client = await Brokers.ClientAsync(shared.Server);
        var claim = await broker.AcquireAsync(Brokers.Lease);
        var duration = TimeSpan.FromMinutes(7);

        await AssertEndsAsync(Keys.State(Brokers.Lease), () => broker.AcquireAsync(new AcquireRequest(Brokers.Lease, "owner", duration, claim.Epoch), Cancellation).AsTask());
        claim = await broker.AcquireAsync(Brokers.Lease);
        await AssertEndsAsync(Keys.State(Brokers.Lease), () => broker.ExtendAsync([claim], duration, Cancellation).AsTask());
        await AssertEndsAsync(Keys.Leader, () => broker.LeadAsync("owner", duration, Cancellation).AsTask());
        await AssertEndsAsync(Keys.Leader, () => broker.LeadAsync("owner", duration, Cancellation).AsTask());

        async Task AssertEndsAsync(RedisKey key, Func<Task> call)
        {
            var before = await NowAsync(client);
            await call();
            var after = await NowAsync(client);
            var expiry = (long)await client.GetDatabase().HashGetAsync(key, "expiry");
            Assert.InRange(expiry, before + (long)duration.TotalMilliseconds, after + (long)duration.TotalMilliseconds);
        }
    }

    [Fact]
    public async Task A_leader_keeps_what_it_was_given_when_the_clock_was_set_back()
    {
        await using var broker = await Brokers.ConnectAsync(shared.Url, _app);
        await using var client = await Brokers.ClientAsync(shared.Server);
        await broker.LeadAsync("leader", Brokers.Long, Cancellation);
        await client.GetDatabase().HashSetAsync(Keys.Leader, "expiry", DateTimeOffset.UtcNow.AddDays(1).ToUnixTimeMilliseconds());

        var before = await NowAsync(client);
        Assert.Equal(0, await broker.LeadAsync("next", Brokers.Long, Cancellation));
        var after = await NowAsync(client);

        var duration = (long)Brokers.Long.TotalMilliseconds;
        Assert.InRange((long)await client.GetDatabase().HashGetAsync(Keys.Leader, "expiry"), before + duration, after + duration);
    }

    [Fact]
    public async Task A_term_grows_even_when_the_clock_was_set_back()
    {
        await using var broker = await Brokers.ConnectAsync(shared.Url, _app);
        await using var client = await Brokers.ClientAsync(shared.Server);
        var ahead = DateTimeOffset.UtcNow.AddDays(1).ToUnixTimeMilliseconds() * 1000;
        await broker.LeadAsync("gone", Brokers.Long, Cancellation);
        await client.GetDatabase().HashSetAsync(Keys.Leader, "term", ahead);
        await broker.ResignAsync("gone", ahead, Cancellation);

        Assert.Equal(ahead + 1, await broker.LeadAsync("next", Brokers.Long, Cancellation));
    }

    private static async Task<long> NowAsync(ConnectionMultiplexer client)
        => new DateTimeOffset(DateTime.SpecifyKind(await client.GetServers()[0].TimeAsync(), DateTimeKind.Utc)).ToUnixTimeMilliseconds();

    private async Task<long> EntriesAddedAsync(ConnectionMultiplexer client)
    {
        var info = (RedisResult[])(await client.GetDatabase().ExecuteAsync("XINFO", "STREAM", Stream))!;
        return (long)Property(info, "entries-added");
    }

    private static RedisResult Property(RedisResult[] list, string name) => list[Array.FindIndex(list, each => each.ToString() == name) + 1];
}
