using Runnel.Brokers;
using Runnel.Tests;
using StackExchange.Redis;
using Xunit;

namespace Runnel.Redis.Tests;

/// <summary>What commits, resets and skips leave in Redis' own books: positions and counts of entries.</summary>
public sealed class CommitScriptTests(SharedRedisServer shared) : ScriptTest(shared)
{
    [Fact]
    public async Task The_lag_is_visible_to_every_tool()
    {
        await using var broker = await ConnectAsync();
        await using var client = await ClientAsync();
        var sent = await broker.AppendAsync(Brokers.Partition, Brokers.Batch(1, "a", "b", "c"), Cancellation);
        var claim = await broker.AcquireAsync(Brokers.Lease);

        await broker.CommitAsync(new CommitRequest(claim, EntryId.Zero, sent.First, 1));

        var group = Assert.Single(await client.GetDatabase().StreamGroupInfoAsync(Stream));
        Assert.Equal((2L, 1L, $"{sent.First}"), (group.Lag, group.EntriesRead, group.LastDeliveredId));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(4, 5)]
    [InlineData(49, 50)]
    public async Task A_reset_into_the_middle_knows_its_position(int index, long position)
    {
        await using var broker = await ConnectAsync();
        await using var client = await ClientAsync();
        await broker.AppendAsync(Brokers.Partition, Brokers.Batch(1, [.. Enumerable.Range(0, 250).Select(i => $"{i}")]), Cancellation);
        var entries = Assert.Single((await broker.ReadAsync([new ReadRequest(Brokers.Partition, default, 300)], Cancellation)).Partitions).Entries;

        await broker.ResetAsync(Brokers.Lease, index == 0 ? EntryId.Zero : entries[index].Id, Cancellation);

        Assert.Equal(position, (await broker.InspectAsync(Brokers.Lease, Cancellation))!.Position);
        await broker.AcquireAsync(Brokers.Lease);
        Assert.Equal(250 - position, Assert.Single(await client.GetDatabase().StreamGroupInfoAsync(Stream)).Lag);
    }

    [Fact]
    public async Task Skipping_counts_what_it_skips()
    {
        await using var broker = await ConnectAsync();
        var sent = await broker.AppendAsync(Brokers.Partition, Brokers.Batch(1, "a", "b", "c", "d"), Cancellation);
        var claim = await broker.AcquireAsync(Brokers.Lease);
        await broker.QuarantineAsync(claim, new QuarantineMark(sent.First, sent.Last.Previous, "x", DateTimeOffset.UtcNow), Cancellation);

        await broker.ResumeAsync(Brokers.Lease, null, skip: true, Cancellation);

        Assert.Equal((sent.Last.Previous, 3L),
            ((await broker.InspectAsync(Brokers.Lease, Cancellation))!.Cursor, (await broker.InspectAsync(Brokers.Lease, Cancellation))!.Position));
    }

    [Fact]
    public async Task A_state_that_cannot_be_read_is_an_error_and_no_lost_lease()
    {
        await using var broker = await ConnectAsync();
        await using var client = await ClientAsync();
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
        await using var broker = await ConnectAsync();
        await using var client = await ClientAsync();
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
        await using var broker = await ConnectAsync();
        await using var client = await ClientAsync();
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
        await using var broker = await ConnectAsync();
        await using var client = await ClientAsync();
        var sent = await broker.AppendAsync(Brokers.Partition, Brokers.Batch(1, "a", "b"), Cancellation);
        await client.GetDatabase().ExecuteAsync("XSETID", Stream, $"{sent.Last}", "ENTRIESADDED", removed + 2, "MAXDELETEDID", "0-0");
        var claim = await broker.AcquireAsync(Brokers.Lease);

        await broker.CommitAsync(new CommitRequest(claim, EntryId.Zero, sent.First, 1));

        Assert.Equal(removed + 1, (await broker.InspectAsync(Brokers.Lease, Cancellation))!.Position);
        var group = Assert.Single(await client.GetDatabase().StreamGroupInfoAsync(Stream));
        Assert.Equal((removed + 1, 1L), (group.EntriesRead, group.Lag));
    }

    private async Task<long> EntriesAddedAsync(ConnectionMultiplexer client)
    {
        var info = (RedisResult[])(await client.GetDatabase().ExecuteAsync("XINFO", "STREAM", Stream))!;
        return (long)Property(info, "entries-added");
    }

    private static RedisResult Property(RedisResult[] list, string name) => list[Array.FindIndex(list, each => each.ToString() == name) + 1];
}
