using System.Text;
using Runnel.Brokers;
using Runnel.Brokers.Redis;
using Runnel.Tests;
using Xunit;

namespace Runnel.Redis.Tests;

/// <summary>What the scripts do that only Redis has: caches, hashes, groups of other programs.</summary>
public sealed class ScriptTests(SharedRedisServer shared) : ScriptTest(shared)
{
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
        await using var broker = await ConnectAsync();
        await using var client = await ClientAsync();
        var sent = await broker.AppendAsync(Brokers.Partition, Brokers.Batch(1, "a", "b", "c"), Cancellation);
        await client.GetDatabase().StreamCreateConsumerGroupAsync(Stream, "print", "0");
        await client.GetDatabase().StreamReadGroupAsync(Stream, "print", "one", ">", 2);
        await client.GetDatabase().StreamReadGroupAsync(Stream, "print", "two", ">", 1);
        await client.GetDatabase().StreamAcknowledgeAsync(Stream, "print", $"{sent.First}");

        var reply = await broker.AcquireAsync(new AcquireRequest(Brokers.Lease, "owner", Brokers.Long, 0), Cancellation);

        Assert.Equal((sent.First, AcquireNotes.Adopted), (reply.Cursor, reply.Notes));
        Assert.Equal(["b", "c"], await broker.ValuesAsync(Brokers.Partition, reply.Cursor));
        var group = Assert.Single(await client.GetDatabase().StreamGroupInfoAsync(Stream));
        Assert.Equal((0, 0), (group.ConsumerCount, group.PendingMessageCount));
    }

    [Fact]
    public async Task A_group_that_stands_past_the_streams_end_is_taken_over_at_the_end()
    {
        await using var broker = await ConnectAsync();
        await using var client = await ClientAsync();
        var sent = await broker.AppendAsync(Brokers.Partition, Brokers.Batch(1, "a"), Cancellation);
        await client.GetDatabase().StreamCreateConsumerGroupAsync(Stream, "print", "9999999999999999-0");

        var first = await broker.AcquireAsync(new AcquireRequest(Brokers.Lease, "owner", Brokers.Long, 0), Cancellation);
        var second = await broker.AcquireAsync(new AcquireRequest(Brokers.Lease, "owner", Brokers.Long, 0), Cancellation);

        Assert.Equal((sent.Last, 1L), (first.Cursor, first.Position));
        Assert.Equal((sent.Last, AcquireNotes.None), (second.Cursor, second.Notes));
    }

    [Fact]
    public async Task Partitions_are_read_together_though_they_ask_for_different_counts()
    {
        await using var broker = await ConnectAsync();
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

    [Fact]
    public async Task Commits_of_two_processors_do_not_go_together()
    {
        await using var broker = await ConnectAsync();
        var other = Brokers.Lease with { Processor = "bury" };

        await Assert.ThrowsAsync<ArgumentException>(async () => await broker.CommitAsync(
            [new CommitRequest(new LeaseClaim(Brokers.Lease, "a", 1), default, default, 0),
                new CommitRequest(new LeaseClaim(other, "a", 1), default, default, 0)], Cancellation));
    }
}
