using System.Text;
using Runnel.Brokers;
using Runnel.Brokers.Redis;
using Runnel.Tests;
using StackExchange.Redis;
using Xunit;

namespace Runnel.Redis.Tests;

/// <summary>What the scripts do that only Redis has: caches, clocks, groups of other programs, limits of Lua.</summary>
public sealed class ScriptTests(SharedRedisServer shared)
{
    private readonly string _app = Brokers.NewApp();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private RunnelKeyLayout Keys => new(_app);

    [Fact]
    public async Task Scripts_that_the_server_forgot_are_sent_again()
    {
        await using var server = await RedisServer.StartAsync();
        await using var broker = await Brokers.ConnectAsync(server.Url);
        await using var client = await Brokers.ClientAsync(server);
        await broker.AppendAsync(Brokers.Partition, Brokers.Batch(1, "a"), Cancellation);

        await client.GetServers()[0].ScriptFlushAsync();
        await broker.AppendAsync(Brokers.Partition, Brokers.Batch(2, "b"), Cancellation);
        var loaded = await Waits.CallsAsync(client, "eval");
        await broker.AppendAsync(Brokers.Partition, Brokers.Batch(3, "c"), Cancellation);

        Assert.Equal(["a", "b", "c"], await broker.ValuesAsync(Brokers.Partition));
        Assert.Equal(2, loaded);
        Assert.Equal(loaded, await Waits.CallsAsync(client, "eval"));
        Assert.True(await Waits.CallsAsync(client, "evalsha") >= 3);
    }

    [Fact]
    public async Task Every_script_is_known_to_the_server_by_its_hash()
    {
        await using var server = await RedisServer.StartAsync();
        await using var client = await Brokers.ClientAsync(server);

        foreach (var resource in typeof(RedisBroker).Assembly.GetManifestResourceNames().Where(name => name.EndsWith(".lua", StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(typeof(RedisBroker).Assembly.GetManifestResourceStream(resource)!);
            var text = await reader.ReadToEndAsync(Cancellation);
            var shebang = resource switch
            {
                "Runnel.Scripts.append.lua" or "Runnel.Scripts.park.lua" => "#!lua\n",
                "Runnel.Scripts.inspect_hash.lua" or "Runnel.Scripts.progress.lua" or "Runnel.Scripts.count.lua" => "#!lua flags=no-writes\n",
                _ => "#!lua flags=allow-oom\n",
            };
            Assert.StartsWith(shebang, text, StringComparison.Ordinal);
            await client.GetServers()[0].ScriptLoadAsync(text);
        }

        await using var broker = await Brokers.ConnectAsync(server.Url);
        await broker.AppendAsync(Brokers.Partition, Brokers.Batch(1, "a"), Cancellation);
        var claim = await broker.AcquireAsync(Brokers.Lease);
        await broker.ExtendAsync([claim], Brokers.Long, Cancellation);
        await broker.CountLostAsync(claim, Cancellation);
        await broker.BeginAsync(claim, Cancellation);
        await broker.CommitAsync(new CommitRequest(claim, default, default, 0));
        var parked = new ParkEntry([1], new ParkedEvent(new EntryId(1, 1), default, default));
        await broker.ParkAsync(new ParkRequest(claim, default, new EntryId(1, 1), 1, [parked], Follows: false, 1, 1), Cancellation);
        await broker.InspectParkedAsync(Brokers.Lease, Cancellation);
        await broker.ReleaseParkedAsync(Brokers.Lease, [1], discard: false, Cancellation);
        await broker.UnparkAsync(claim, [1], new EntryId(1, 1), 1, Cancellation);
        await broker.DeleteAsync(Brokers.Partition, [new EntryId(1, 1)], Cancellation);
        await broker.QuarantineAsync(claim, new QuarantineMark(default, default, "x", DateTimeOffset.UtcNow), Cancellation);
        await broker.NoteFailureAsync(claim, new FailureNote(default, default, "x", "owner", DateTimeOffset.UtcNow), Cancellation);
        await broker.InspectProgressAsync(Brokers.Lease, Cancellation);
        await broker.ResumeAsync(Brokers.Lease, null, skip: true, Cancellation);
        await broker.ResetAsync(Brokers.Lease, null, Cancellation);
        await broker.CountAsync(Brokers.Partition, EntryId.Zero, EntryId.MaxValue, 10, Cancellation);
        await broker.PauseAsync(Brokers.Lease, new PauseMark("ada", DateTimeOffset.UtcNow, ""), Cancellation);
        await broker.EndPauseAsync(Brokers.Lease, null, Cancellation);
        var term = await broker.LeadAsync("owner", Brokers.Long, Cancellation);
        await broker.ClaimTickAsync("owner", term, "task", DateTimeOffset.UtcNow, Cancellation);
        await broker.ResignAsync("owner", term, Cancellation);
        await broker.InspectLeaderAsync(Cancellation);
        var group = new GroupId("orders", "print");
        await broker.HeartbeatAsync(new Heartbeat(group, "owner", Brokers.Long, Brokers.Long), Cancellation);
        Assert.True(await broker.AssignAsync(group, 0, new Assignment(["owner"], [0]), Brokers.Long, Cancellation) > 0);
        await broker.DeclareAsync([new StreamDeclaration("orders", 1, "h", "r")], Cancellation);

        Assert.Equal(0, await Waits.CallsAsync(client, "eval"));
    }

    [Fact]
    public async Task Consumers_of_another_program_are_removed_when_its_group_is_adopted()
    {
        await using var broker = await Brokers.ConnectAsync(shared.Url, _app);
        await using var client = await Brokers.ClientAsync(shared.Server);
        var stream = Keys.Stream(Brokers.Partition);
        var sent = await broker.AppendAsync(Brokers.Partition, Brokers.Batch(1, "a", "b", "c"), Cancellation);
        await client.GetDatabase().StreamCreateConsumerGroupAsync(stream, "print", "0");
        await client.GetDatabase().StreamReadGroupAsync(stream, "print", "one", ">", 2);
        await client.GetDatabase().StreamReadGroupAsync(stream, "print", "two", ">", 1);
        await client.GetDatabase().StreamAcknowledgeAsync(stream, "print", $"{sent.First}");

        var reply = await broker.AcquireAsync(new AcquireRequest(Brokers.Lease, "owner", Brokers.Long, 0), Cancellation);

        Assert.Equal((sent.First, AcquireNotes.Adopted), (reply.Cursor, reply.Notes));
        Assert.Equal(["b", "c"], await broker.ValuesAsync(Brokers.Partition, reply.Cursor));
        var group = Assert.Single(await client.GetDatabase().StreamGroupInfoAsync(stream));
        Assert.Equal((0, 0), (group.ConsumerCount, group.PendingMessageCount));
    }

    [Fact]
    public async Task A_group_that_stands_past_the_streams_end_is_taken_over_at_the_end()
    {
        await using var broker = await Brokers.ConnectAsync(shared.Url, _app);
        await using var client = await Brokers.ClientAsync(shared.Server);
        var sent = await broker.AppendAsync(Brokers.Partition, Brokers.Batch(1, "a"), Cancellation);
        await client.GetDatabase().StreamCreateConsumerGroupAsync(Keys.Stream(Brokers.Partition), "print", "9999999999999999-0");

        var first = await broker.AcquireAsync(new AcquireRequest(Brokers.Lease, "owner", Brokers.Long, 0), Cancellation);
        var second = await broker.AcquireAsync(new AcquireRequest(Brokers.Lease, "owner", Brokers.Long, 0), Cancellation);

        Assert.Equal((sent.Last, 1L), (first.Cursor, first.Position));
        Assert.Equal((sent.Last, AcquireNotes.None), (second.Cursor, second.Notes));
    }

    [Fact]
    public async Task The_lag_is_visible_to_every_tool()
    {
        await using var broker = await Brokers.ConnectAsync(shared.Url, _app);
        await using var client = await Brokers.ClientAsync(shared.Server);
        var sent = await broker.AppendAsync(Brokers.Partition, Brokers.Batch(1, "a", "b", "c"), Cancellation);
        var claim = await broker.AcquireAsync(Brokers.Lease);

        await broker.CommitAsync(new CommitRequest(claim, EntryId.Zero, sent.First, 1));

        var group = Assert.Single(await client.GetDatabase().StreamGroupInfoAsync(Keys.Stream(Brokers.Partition)));
        Assert.Equal((2L, 1L, $"{sent.First}"), (group.Lag, group.EntriesRead, group.LastDeliveredId));
    }

    [Fact]
    public async Task A_clock_that_was_set_back_makes_no_lease_and_no_term_longer_than_they_were_given_for()
    {
        await using var broker = await Brokers.ConnectAsync(shared.Url, _app);
        await using var client = await Brokers.ClientAsync(shared.Server);
        var tomorrow = DateTimeOffset.UtcNow.AddDays(1).ToUnixTimeMilliseconds();
        await broker.AcquireAsync(new AcquireRequest(Brokers.Lease, "gone", TimeSpan.FromSeconds(10), 0), Cancellation);
        await broker.LeadAsync("gone", TimeSpan.FromMilliseconds(200), Cancellation);
        await client.GetDatabase().HashSetAsync(Keys.State(Brokers.Lease), "expiry", tomorrow);
        await client.GetDatabase().HashSetAsync(Keys.Leader, "expiry", tomorrow);

        var reply = await broker.AcquireAsync(new AcquireRequest(Brokers.Lease, "next", Brokers.Long, 0), Cancellation);

        Assert.Equal((AcquireStatus.Held, "gone"), (reply.Status, reply.Holder));
        Assert.InRange(reply.Remaining, TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(10));
        Assert.InRange((await broker.InspectAsync(Brokers.Lease, Cancellation))!.Remaining, TimeSpan.Zero, TimeSpan.FromSeconds(10));
        await Eventually.HoldsAsync(async () => await broker.LeadAsync("next", Brokers.Long, Cancellation) > 0);
    }

    [Fact]
    public async Task A_record_with_more_fields_than_a_script_can_pass_on_fails_alone()
    {
        await using var broker = await Brokers.ConnectAsync(shared.Url, _app);
        var wide = new ReadOnlyMemory<byte>[2 * 4000];
        for (var i = 0; i < wide.Length; i++) wide[i] = Encoding.UTF8.GetBytes($"{i}");
        var batch = new AppendBatch(
            "p", 1, [new AppendEntry(Brokers.Fields("a")), new AppendEntry(new RawFields(wide)), new AppendEntry(Brokers.Fields("b"))], 0, Brokers.Long);

        var reply = await broker.AppendAsync(Brokers.Partition, batch, Cancellation);

        Assert.Equal((AppendStatus.Partial, 1), (reply.Status, reply.FailedIndex));
        Assert.Contains("3950 fields", reply.Error, StringComparison.Ordinal);
        Assert.Equal(["a"], await broker.ValuesAsync(Brokers.Partition));
    }

    [Theory]
    [InlineData(1, 3950)]
    [InlineData(3950, 1)]
    [InlineData(3950)]
    [InlineData(63, 64, 65, 3950, 2)]
    public async Task Records_with_few_and_with_many_fields_come_back_as_they_were_sent(params int[] counts)
    {
        await using var broker = await Brokers.ConnectAsync(shared.Url, _app);
        var sent = counts.Select(static count => Enumerable.Range(0, 2 * count).Select(static i => $"{i}").ToArray()).ToArray();
        var entries = sent.Select(static texts => new AppendEntry(new RawFields(Array.ConvertAll(texts, static text => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(text)))));

        var reply = await broker.AppendAsync(Brokers.Partition, new AppendBatch("p", 1, [.. entries], 1000, Brokers.Long), Cancellation);

        Assert.Equal((AppendStatus.Appended, null), (reply.Status, reply.Error));
        var read = Assert.Single((await broker.ReadAsync([new ReadRequest(Brokers.Partition, default, 100)], Cancellation)).Partitions).Entries;
        Assert.Equal(
            sent,
            read.Select(static entry => entry.Fields.SelectMany(static field => new[] { Encoding.UTF8.GetString(field.Key.Span), Encoding.UTF8.GetString(field.Value.Span) }).ToArray()));
    }

    [Fact]
    public async Task A_refused_record_says_why_whole()
    {
        await using var broker = await Brokers.ConnectAsync(shared.Url, _app);
        AppendEntry[] entries = [new(Brokers.Fields("a"), new EntryId(5, 0)), new(Brokers.Fields("b"), new EntryId(4, 0)), new(Brokers.Fields("c"), new EntryId(6, 0))];
        var batch = new AppendBatch("p", 1, entries, 0, Brokers.Long);

        var reply = await broker.AppendAsync(Brokers.Partition, batch, Cancellation);
        var again = await broker.AppendAsync(Brokers.Partition, batch, Cancellation);
        var older = await broker.AppendAsync(Brokers.Partition, batch with { Sequence = 0 }, Cancellation);

        Assert.Equal(new AppendReply(
            AppendStatus.Partial, new EntryId(5, 0), new EntryId(5, 0), 1, "ERR The ID specified in XADD is equal or smaller than the target stream top item"), reply);
        Assert.Equal(reply with { Repeated = true }, again);
        Assert.Equal(new AppendReply(AppendStatus.Stale, new EntryId(5, 0), new EntryId(5, 0)), older);
    }

    [Fact]
    public async Task A_record_without_fields_fails_alone()
    {
        await using var broker = await Brokers.ConnectAsync(shared.Url, _app);

        var reply = await broker.AppendAsync(Brokers.Partition, new AppendBatch("p", 1, [new AppendEntry(new RawFields())], 0, Brokers.Long), Cancellation);

        Assert.Equal((AppendStatus.Partial, 0), (reply.Status, reply.FailedIndex));
        Assert.Contains("no fields", reply.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Large_and_many_values_come_back_as_they_were_sent()
    {
        await using var broker = await Brokers.ConnectAsync(shared.Url, _app);
        int[] sizes = [0, 1, 31, 32, 100, 8191, 8192, 8193, 40_000, 65_535, 65_536, 1_000_000, 3, 32_768];
        var sent = sizes.Select((size, i)
            => new RawFields("same"u8.ToArray(), Bytes(size, i), Encoding.UTF8.GetBytes($"name{i % 3}"), Bytes(i, size))).ToList();
        await broker.AppendAsync(
            Brokers.Partition, new AppendBatch("p", 1, [.. sent.Select(fields => new AppendEntry(fields))], 0, Brokers.Long), Cancellation);

        var read = Assert.Single((await broker.ReadAsync([new ReadRequest(Brokers.Partition, default, 100)], Cancellation)).Partitions).Entries;

        Assert.Equal(sent.Count, read.Count);
        foreach (var (expected, actual) in sent.Zip(read))
        {
            Assert.Equal(expected.Count, actual.Fields.Count);
            for (var i = 0; i < expected.Count; i++)
            {
                Assert.True(expected.NameAt(i).Span.SequenceEqual(actual.Fields.NameAt(i).Span));
                Assert.True(expected.ValueAt(i).Span.SequenceEqual(actual.Fields.ValueAt(i).Span));
            }
        }
    }

    [Fact]
    public async Task Partitions_are_read_together_though_they_ask_for_different_counts()
    {
        await using var broker = await Brokers.ConnectAsync(shared.Url, _app);
        int[] counts = [1, 2, 3, 5, 8, 40, 64, 1000];
        var requests = counts.Select((count, i) => new ReadRequest(new PartitionId("s", i), default, count)).ToList();
        var values = Enumerable.Range(0, 100).Select(i => $"{i}").ToArray();
        foreach (var request in requests) await broker.AppendAsync(request.Partition, Brokers.Batch(1, values), Cancellation);

        var reply = await broker.ReadAsync(requests, Cancellation);

        Assert.Equal(counts.Length, reply.Partitions.Count);
        foreach (var partition in reply.Partitions)
        {
            var count = counts[partition.Partition.Index];
            Assert.InRange(partition.Entries.Count, Math.Min(100, (count + 1) / 2), count);
            Assert.Equal(values.Take(partition.Entries.Count), partition.Entries.Select(entry => Encoding.UTF8.GetString(entry.Fields.ValueAt(0).Span)));
        }

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await broker.ReadAsync([requests[0] with { Count = 0 }], Cancellation));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(4, 5)]
    [InlineData(49, 50)]
    public async Task A_reset_into_the_middle_knows_its_position(int index, long position)
    {
        await using var broker = await Brokers.ConnectAsync(shared.Url, _app);
        await using var client = await Brokers.ClientAsync(shared.Server);
        await broker.AppendAsync(Brokers.Partition, Brokers.Batch(1, [.. Enumerable.Range(0, 250).Select(i => $"{i}")]), Cancellation);
        var entries = Assert.Single((await broker.ReadAsync([new ReadRequest(Brokers.Partition, default, 300)], Cancellation)).Partitions).Entries;

        await broker.ResetAsync(Brokers.Lease, index == 0 ? EntryId.Zero : entries[index].Id, Cancellation);

        Assert.Equal(position, (await broker.InspectAsync(Brokers.Lease, Cancellation))!.Position);
        await broker.AcquireAsync(Brokers.Lease);
        Assert.Equal(250 - position, Assert.Single(await client.GetDatabase().StreamGroupInfoAsync(Keys.Stream(Brokers.Partition))).Lag);
    }

    [Fact]
    public async Task Skipping_counts_what_it_skips()
    {
        await using var broker = await Brokers.ConnectAsync(shared.Url, _app);
        var sent = await broker.AppendAsync(Brokers.Partition, Brokers.Batch(1, "a", "b", "c", "d"), Cancellation);
        var claim = await broker.AcquireAsync(Brokers.Lease);
        await broker.QuarantineAsync(claim, new QuarantineMark(sent.First, sent.Last.Previous, "x", DateTimeOffset.UtcNow), Cancellation);

        await broker.ResumeAsync(Brokers.Lease, null, skip: true, Cancellation);

        Assert.Equal((sent.Last.Previous, 3L),
            ((await broker.InspectAsync(Brokers.Lease, Cancellation))!.Cursor, (await broker.InspectAsync(Brokers.Lease, Cancellation))!.Position));
    }

    [Fact]
    public async Task Commits_of_two_processors_do_not_go_together()
    {
        await using var broker = await Brokers.ConnectAsync(shared.Url, _app);
        var other = Brokers.Lease with { Processor = "bury" };

        await Assert.ThrowsAsync<ArgumentException>(async () => await broker.CommitAsync(
            [new CommitRequest(new LeaseClaim(Brokers.Lease, "a", 1), default, default, 0),
                new CommitRequest(new LeaseClaim(other, "a", 1), default, default, 0)], Cancellation));
    }

    private static byte[] Bytes(int size, int seed)
    {
        var bytes = new byte[size];
        for (var i = 0; i < size; i++) bytes[i] = (byte)(i + seed);
        return bytes;
    }
}
