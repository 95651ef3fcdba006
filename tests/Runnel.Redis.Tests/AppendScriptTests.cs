using System.Text;
using Runnel.Brokers;
using Runnel.Tests;
using Xunit;

namespace Runnel.Redis.Tests;

/// <summary>What a batch may hold where a script takes it apart: limits of Lua and of commands.</summary>
public sealed class AppendScriptTests(SharedRedisServer shared) : ScriptTest(shared)
{
    [Fact]
    public async Task A_record_with_more_fields_than_a_script_can_pass_on_fails_alone()
    {
        await using var broker = await ConnectAsync();
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
        await using var broker = await ConnectAsync();
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
        await using var broker = await ConnectAsync();
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
        await using var broker = await ConnectAsync();

        var reply = await broker.AppendAsync(Brokers.Partition, new AppendBatch("p", 1, [new AppendEntry(new RawFields())], 0, Brokers.Long), Cancellation);

        Assert.Equal((AppendStatus.Partial, 0), (reply.Status, reply.FailedIndex));
        Assert.Contains("no fields", reply.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Large_and_many_values_come_back_as_they_were_sent()
    {
        await using var broker = await ConnectAsync();
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

    private static byte[] Bytes(int size, int seed)
    {
        var bytes = new byte[size];
        for (var i = 0; i < size; i++) bytes[i] = (byte)(i + seed);
        return bytes;
    }
}
