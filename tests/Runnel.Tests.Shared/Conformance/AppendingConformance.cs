using System.Text;
using Runnel.Brokers;
using Xunit;

namespace Runnel.Tests.Conformance;

/// <summary>Appending: order, ids, and that no sequence is ever carried out twice.</summary>
public abstract class AppendingConformance : BrokerConformance
{
    [Fact]
    public async Task Entries_are_read_back_as_they_were_appended()
    {
        byte[] binary = [0, 255, 13, 10, 128, 36];
        var fields = new RawFields(
            "n"u8.ToArray(), binary, "n"u8.ToArray(), "twice"u8.ToArray(), Encoding.UTF8.GetBytes("größe"), ReadOnlyMemory<byte>.Empty);

        await Broker.AppendAsync(Partition, new AppendBatch("p", 1, [new AppendEntry(fields)], 0, TimeSpan.FromMinutes(1)), Cancellation);

        var entry = Assert.Single(await ReadAsync(Partition));
        Assert.Equal(3, entry.Fields.Count);
        Assert.Equal(binary, entry.Fields.ValueAt(0).ToArray());
        Assert.Equal("twice", Encoding.UTF8.GetString(entry.Fields.ValueAt(1).Span));
        Assert.Equal("größe", Encoding.UTF8.GetString(entry.Fields.NameAt(2).Span));
        Assert.Equal(0, entry.Fields.ValueAt(2).Length);
    }

    [Fact]
    public async Task A_batch_stands_in_order_and_its_ids_count_up_within_one_millisecond()
    {
        var reply = await Broker.AppendAsync(Partition, Batch(1, "a", "b", "c"), Cancellation);

        Assert.Equal(AppendStatus.Appended, reply.Status);
        Assert.Equal(-1, reply.FailedIndex);
        Assert.Null(reply.Error);
        var entries = await ReadAsync(Partition);
        Assert.Equal(["a", "b", "c"], entries.Select(Value));
        Assert.Equal((reply.First, reply.Last), (entries[0].Id, entries[2].Id));
        Assert.Equal(reply.First with { Sequence = reply.First.Sequence + 1 }, entries[1].Id);
        Assert.Equal(reply.First with { Sequence = reply.First.Sequence + 2 }, entries[2].Id);
    }

    [Fact]
    public async Task Ids_grow_from_batch_to_batch()
    {
        var last = EntryId.Zero;
        for (var sequence = 1; sequence <= 50; sequence++)
        {
            var reply = await Broker.AppendAsync(Partition, Batch(sequence, "a", "b"), Cancellation);
            Assert.True(reply.First > last, $"{reply.First} stands after {last}.");
            last = reply.Last;
        }

        Assert.Equal(100, (await ReadAsync(Partition)).Count);
    }

    [Fact]
    public async Task The_largest_batch_is_appended_whole()
    {
        var values = Enumerable.Range(0, 256).Select(i => $"{i}").ToArray();

        var reply = await Broker.AppendAsync(Partition, Batch(1, values), Cancellation);

        Assert.Equal(reply.First.Sequence + 255, reply.Last.Sequence);
        Assert.Equal(values, await ValuesAsync(Partition));
    }

    [Fact]
    public async Task The_same_sequence_again_returns_the_stored_answer_and_appends_nothing()
    {
        var first = await Reliable.AppendAsync(Partition, Batch(1, "a", "b"), Cancellation);
        var second = await Reliable.AppendAsync(Partition, Batch(1, "a", "b"), Cancellation);

        Assert.False(first.Repeated);
        Assert.Equal(first with { Repeated = true }, second);
        Assert.Equal(["a", "b"], await ValuesAsync(Partition));
    }

    [Fact]
    public async Task A_lower_sequence_is_stale_and_appends_nothing()
    {
        await Broker.AppendAsync(Partition, Batch(1, "a"), Cancellation);
        await Broker.AppendAsync(Partition, Batch(2, "b"), Cancellation);

        var stale = await Broker.AppendAsync(Partition, Batch(1, "a"), Cancellation);

        Assert.Equal(AppendStatus.Stale, stale.Status);
        Assert.Equal(["a", "b"], await ValuesAsync(Partition));
    }

    [Fact]
    public async Task A_sequence_may_leave_numbers_out()
    {
        await Broker.AppendAsync(Partition, Batch(1, "a"), Cancellation);

        Assert.Equal(AppendStatus.Appended, (await Broker.AppendAsync(Partition, Batch(7, "b"), Cancellation)).Status);

        Assert.Equal(AppendStatus.Stale, (await Broker.AppendAsync(Partition, Batch(6, "c"), Cancellation)).Status);
        Assert.Equal(["a", "b"], await ValuesAsync(Partition));
    }

    [Fact]
    public async Task Producers_and_partitions_have_sequences_of_their_own()
    {
        var other = Partition with { Index = 4 };
        await Broker.AppendAsync(Partition, Batch(5, "a"), Cancellation);
        await Broker.AppendAsync(Partition, Batch(1, "b") with { Producer = "producer-2" }, Cancellation);
        await Broker.AppendAsync(other, Batch(1, "c"), Cancellation);

        Assert.Equal(["a", "b"], await ValuesAsync(Partition));
        Assert.Equal(["c"], await ValuesAsync(other));
    }

    [Fact]
    public async Task A_stored_answer_runs_out()
    {
        var batch = Batch(1, "a") with { AnswerLifetime = Server.Short };
        await Reliable.AppendAsync(Partition, batch, Cancellation);
        Server.Advance(Server.Short + TimeSpan.FromMilliseconds(1));

        await Eventually.HoldsAsync(async () => !(await Reliable.AppendAsync(Partition, batch, Cancellation)).Repeated);

        Assert.Equal(["a", "a"], await ValuesAsync(Partition));
    }

    [Fact]
    public async Task Explicit_ids_are_kept_and_the_next_given_id_is_above_them()
    {
        var future = new EntryId(9_000_000_000_000_000, 7);
        await Broker.AppendAsync(Partition, Batch(1, new EntryId(5, 1), new EntryId(5, 3), future), Cancellation);
        var given = await Broker.AppendAsync(Partition, Batch(2, "a", "b"), Cancellation);

        Assert.Equal(future with { Sequence = 8 }, given.First);
        Assert.Equal([new EntryId(5, 1), new EntryId(5, 3), future, given.First, given.Last], (await ReadAsync(Partition)).Select(entry => entry.Id));
    }

    [Fact]
    public async Task An_id_that_is_not_above_the_last_fails_alone_and_what_stands_before_it_stays()
    {
        var batch = Batch(1, new EntryId(5, 0), new EntryId(6, 0), new EntryId(6, 0), new EntryId(7, 0));

        var reply = await Broker.AppendAsync(Partition, batch, Cancellation);
        var repeated = await Broker.AppendAsync(Partition, batch, Cancellation);

        Assert.Equal((AppendStatus.Partial, 2), (reply.Status, reply.FailedIndex));
        Assert.Equal((new EntryId(5, 0), new EntryId(6, 0)), (reply.First, reply.Last));
        Assert.False(string.IsNullOrWhiteSpace(reply.Error));
        Assert.Equal(reply with { Repeated = true }, repeated);
        await Broker.AppendAsync(Partition, Batch(2, new EntryId(7, 0)), Cancellation);
        Assert.Equal([new EntryId(5, 0), new EntryId(6, 0), new EntryId(7, 0)], (await ReadAsync(Partition)).Select(entry => entry.Id));
    }

    [Theory]
    [InlineData(5, 0)]
    [InlineData(4, 9)]
    [InlineData(0, 0)]
    public async Task A_first_id_that_is_refused_leaves_nothing_behind(ulong milliseconds, ulong sequence)
    {
        await Broker.AppendAsync(Partition, Batch(1, new EntryId(5, 0)), Cancellation);

        var reply = await Broker.AppendAsync(Partition, Batch(2, new EntryId(milliseconds, sequence), new EntryId(9, 0)), Cancellation);
        var next = await Broker.AppendAsync(Partition, Batch(3, new EntryId(6, 0)), Cancellation);

        Assert.Equal((AppendStatus.Partial, 0), (reply.Status, reply.FailedIndex));
        Assert.Equal((EntryId.Zero, EntryId.Zero), (reply.First, reply.Last));
        Assert.Equal(AppendStatus.Appended, next.Status);
        Assert.Equal([new EntryId(5, 0), new EntryId(6, 0)], (await ReadAsync(Partition)).Select(entry => entry.Id));
    }

    [Fact]
    public async Task A_partition_is_trimmed_to_about_its_greatest_length_oldest_first()
    {
        const int Total = 2_000;
        var ids = new List<EntryId>();
        for (var sequence = 1; sequence <= Total / 100; sequence++)
        {
            var batch = Batch(sequence, [.. Enumerable.Range(0, 100).Select(i => $"{((sequence - 1) * 100) + i}")]) with { MaxLength = 500 };
            ids.Add((await Broker.AppendAsync(Partition, batch, Cancellation)).Last);
        }

        var state = await Broker.InspectAsync(Partition, Cancellation);
        Assert.InRange(state.Length, 500, 700);
        Assert.Equal((Total, ids[^1]), (state.Added, state.Last));
        var kept = await ReadAsync(Partition);
        Assert.Equal(state.First, kept[0].Id);
        Assert.Equal(Enumerable.Range(Total - (int)state.Length, (int)state.Length).Select(i => $"{i}"), kept.Select(Value));
    }

    [Fact]
    public async Task A_partition_without_a_greatest_length_keeps_everything()
    {
        for (var sequence = 1; sequence <= 10; sequence++)
            await Broker.AppendAsync(Partition, Batch(sequence, [.. Enumerable.Range(0, 200).Select(i => $"{i}")]), Cancellation);

        Assert.Equal(2_000, (await Broker.InspectAsync(Partition, Cancellation)).Length);
    }

    [Fact]
    public async Task A_key_of_another_type_refuses_the_batch_until_it_is_gone()
    {
        await Server.OccupyAsync(Partition);

        var error = await Assert.ThrowsAsync<BrokerException>(async () => await Broker.AppendAsync(Partition, Batch(1, "a"), Cancellation));
        await Server.DeleteAsync(Partition);
        var reply = await Broker.AppendAsync(Partition, Batch(1, "a"), Cancellation);

        Assert.Equal((BrokerFailure.WrongType, false), (error.Failure, error.IsTransient));
        Assert.Equal(AppendStatus.Appended, reply.Status);
        Assert.Equal(["a"], await ValuesAsync(Partition));
    }

    [Fact]
    public async Task The_senders_buffers_may_be_used_again_after_the_call()
    {
        var buffer = "before"u8.ToArray();
        var batch = new AppendBatch("p", 1, [new AppendEntry(new RawFields("n"u8.ToArray(), buffer))], 0, TimeSpan.FromMinutes(1));
        await Reliable.AppendAsync(Partition, batch, Cancellation);

        "after!"u8.CopyTo(buffer);

        Assert.Equal(["before"], await ValuesAsync(Partition));
    }

    [Fact]
    public async Task A_cancelled_call_is_cancelled()
        => await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await Broker.AppendAsync(Partition, Batch(1, "a"), new CancellationToken(canceled: true)));
}
