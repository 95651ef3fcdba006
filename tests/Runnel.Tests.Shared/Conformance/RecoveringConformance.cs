using Runnel.Brokers;
using Xunit;

namespace Runnel.Tests.Conformance;

/// <summary>Where an acquire goes on when the stream, its group or its entries are not what the cursor remembers. Loss is never silent.</summary>
public abstract class RecoveringConformance : BrokerConformance
{
    [Fact]
    public async Task The_cursor_is_the_groups_last_delivered_id()
    {
        var ids = await AppendAsync("a", "b", "c");
        await CommitAndReleaseAsync(ids[1], 2);

        var next = await AcquireAsync("b");

        Assert.Equal((ids[1], 2L, 0L, AcquireNotes.None), (next.Cursor, next.Position, next.Lost, next.Notes));
        Assert.Equal(new GroupView(ids[1], 2, 0), await Server.FindGroupAsync(Lease));
    }

    [Fact]
    public async Task The_cursor_outranks_the_group()
    {
        var ids = await AppendAsync("a", "b", "c");
        await CommitAndReleaseAsync(ids[1], 2);
        await Server.SetGroupAsync(Lease, ids[2], []);

        var next = await AcquireAsync("b");

        Assert.Equal(ids[1], next.Cursor);
        Assert.Equal(ids[1], (await Server.FindGroupAsync(Lease))?.Delivered);
    }

    [Fact]
    public async Task A_missing_group_is_made_anew_at_the_cursor()
    {
        var ids = await AppendAsync("a", "b", "c");
        await CommitAndReleaseAsync(ids[1], 2);
        await Server.DeleteGroupAsync(Lease);

        var next = await Reliable.AcquireAsync(new AcquireRequest(Lease, "b", Server.Long, 0), Cancellation);

        Assert.Equal((ids[1], 2L, AcquireNotes.Recreated), (next.Cursor, next.Position, next.Notes));
        Assert.Equal(new GroupView(ids[1], 2, 0), await Server.FindGroupAsync(Lease));
    }

    [Fact]
    public async Task A_missing_stream_is_made_anew_and_new_ids_stay_above_the_cursor()
    {
        var future = new EntryId(9_000_000_000_000_000, 7);
        await Broker.AppendAsync(Partition, Batch(1, new EntryId(5, 0), future), Cancellation);
        await CommitAndReleaseAsync(future, 2);
        await Server.DeleteAsync(Partition);

        var next = await Reliable.AcquireAsync(new AcquireRequest(Lease, "b", Server.Long, 0), Cancellation);

        Assert.Equal((future, 0L, AcquireNotes.Recreated), (next.Cursor, next.Lost, next.Notes));
        var reply = await Broker.AppendAsync(Partition, Batch(2, "new"), Cancellation);
        Assert.True(reply.First > future, $"{reply.First} stands after {future}.");
        Assert.Equal(["new"], (await ReadAsync(Partition, next.Cursor)).Select(Value));
    }

    [Fact]
    public async Task Another_stream_below_the_cursor_is_read_from_its_start()
    {
        var future = new EntryId(9_000_000_000_000_000, 7);
        await Broker.AppendAsync(Partition, Batch(1, new EntryId(5, 0), future), Cancellation);
        await CommitAndReleaseAsync(future, 2);
        await Server.DeleteAsync(Partition);
        await Server.AddAsync(Partition, Fields("new"), new EntryId(6, 0));

        var next = await Reliable.AcquireAsync(new AcquireRequest(Lease, "b", Server.Long, 0), Cancellation);

        Assert.Equal((EntryId.Zero, 0L, 0L), (next.Cursor, next.Position, next.Lost));
        Assert.Equal(AcquireNotes.Replaced, next.Notes);
        Assert.Equal(EntryId.Zero, (await Server.FindGroupAsync(Lease))?.Delivered);
        Assert.Equal(["new"], (await ReadAsync(Partition, next.Cursor)).Select(Value));
    }

    [Fact]
    public async Task After_a_flush_new_events_are_handled_from_the_first()
    {
        var ids = await AppendAsync("a", "b");
        await CommitAndReleaseAsync(ids[1], 2);
        await Server.FlushAsync();
        await Server.AddAsync(Partition, Fields("new"), new EntryId(6, 0));

        var next = await AcquireAsync("b");

        Assert.Equal(EntryId.Zero, next.Cursor);
    }

    [Fact]
    public async Task A_group_that_another_program_left_is_gone_on_with_before_its_oldest_pending_entry()
    {
        var ids = await AppendAsync("a", "b", "c", "d", "e");
        await Server.SetGroupAsync(Lease, ids[3], [ids[1], ids[2]]);
        Assert.Equal(2, (await Server.FindGroupAsync(Lease))?.Pending);

        var reply = await Reliable.AcquireAsync(new AcquireRequest(Lease, "a", Server.Long, 0), Cancellation);

        Assert.Equal((ids[0], AcquireNotes.Adopted), (reply.Cursor, reply.Notes));
        var group = await Server.FindGroupAsync(Lease);
        Assert.Equal((ids[0], 0), (group?.Delivered, group?.Pending));
    }

    [Fact]
    public async Task A_group_whose_first_entry_is_pending_is_gone_on_with_from_the_start()
    {
        var ids = await AppendAsync("a", "b");
        await Server.SetGroupAsync(Lease, ids[1], [ids[0]]);

        Assert.Equal(EntryId.Zero, (await AcquireAsync("a")).Cursor);
    }

    [Fact]
    public async Task A_group_that_another_program_left_without_pending_entries_is_gone_on_with_where_it_stands()
    {
        var ids = await AppendAsync("a", "b", "c");
        await Server.SetGroupAsync(Lease, ids[1], []);

        var reply = await AcquireAsync("a");

        Assert.Equal((ids[1], AcquireNotes.None), (reply.Cursor, reply.Notes));
    }

    [Fact]
    public async Task A_group_is_adopted_only_once()
    {
        var ids = await AppendAsync("a", "b", "c");
        await Server.SetGroupAsync(Lease, ids[2], [ids[0]]);
        var first = await AcquireAsync("a");
        await CommitAsync(new CommitRequest(Claim(first, "a"), first.Cursor, ids[1], 2, Release: true));

        var second = await AcquireAsync("b");

        Assert.Equal((ids[1], AcquireNotes.None), (second.Cursor, second.Notes));
    }

    [Fact]
    public async Task Entries_trimmed_before_they_were_seen_are_reported_once()
    {
        var ids = await AppendAsync([.. Enumerable.Range(0, 20).Select(i => $"{i}")]);
        await CommitAndReleaseAsync(ids[4], 5);
        await Server.TrimAsync(Partition, 8);

        var reply = await Reliable.AcquireAsync(new AcquireRequest(Lease, "b", Server.Long, 0), Cancellation);
        var again = await AcquireAsync("b");

        Assert.Equal((7L, 12L, ids[4]), (reply.Lost, reply.Position, reply.Cursor));
        Assert.Equal((0L, 12L), (again.Lost, again.Position));
    }

    [Fact]
    public async Task What_was_trimmed_before_a_processor_came_is_not_lost_and_what_is_trimmed_after_it_came_is()
    {
        await AppendAsync([.. Enumerable.Range(0, 20).Select(i => $"{i}")]);
        await Server.TrimAsync(Partition, 8);

        var first = await Reliable.AcquireAsync(new AcquireRequest(Lease, "a", Server.Long, 0), Cancellation);
        var again = await AcquireAsync("a");
        await Server.TrimAsync(Partition, 5);
        var later = await Reliable.AcquireAsync(new AcquireRequest(Lease, "a", Server.Long, 0), Cancellation);

        Assert.Equal((EntryId.Zero, 0L, 12L, AcquireNotes.Begins), (first.Cursor, first.Lost, first.Position, first.Notes));
        Assert.Equal((0L, 12L, AcquireNotes.None), (again.Lost, again.Position, again.Notes));
        Assert.Equal((3L, 15L, AcquireNotes.None), (later.Lost, later.Position, later.Notes));
    }

    [Fact]
    public async Task Entries_trimmed_to_the_last_are_reported_too()
    {
        var ids = await AppendAsync("a", "b", "c", "d");
        await CommitAndReleaseAsync(ids[0], 1);
        await Server.TrimAsync(Partition, 0);

        var reply = await Reliable.AcquireAsync(new AcquireRequest(Lease, "b", Server.Long, 0), Cancellation);

        Assert.Equal((3L, 4L), (reply.Lost, reply.Position));
    }

    [Fact]
    public async Task What_was_trimmed_after_it_was_handled_is_not_lost()
    {
        var ids = await AppendAsync([.. Enumerable.Range(0, 20).Select(i => $"{i}")]);
        await CommitAndReleaseAsync(ids[14], 15);
        await Server.TrimAsync(Partition, 5);
        Assert.Equal(0, (await AcquireAsync("b")).Lost);
        await Server.TrimAsync(Partition, 4);

        Assert.Equal(1, (await Reliable.AcquireAsync(new AcquireRequest(Lease, "b", Server.Long, 0), Cancellation)).Lost);
    }

    [Fact]
    public async Task What_is_trimmed_under_an_owner_that_had_not_seen_it_is_counted_once()
    {
        var ids = await AppendAsync([.. Enumerable.Range(0, 50).Select(i => $"{i}")]);
        var owner = await AcquireAsync("a");
        var claim = Claim(owner, "a");
        await CommitAsync(new CommitRequest(claim, default, ids[4], 5));
        Assert.Equal(0, await Reliable.CountLostAsync(claim, Cancellation));
        await Server.TrimAsync(Partition, 30);

        // What stands after the cursor may have been read ahead: it is not lost before the cursor has passed it.
        Assert.Equal(0, await Reliable.CountLostAsync(claim, Cancellation));
        await CommitAsync(new CommitRequest(claim, ids[4], ids[24], 5));
        Assert.Equal(15, await Reliable.CountLostAsync(claim, Cancellation));
        Assert.Equal(0, await Reliable.CountLostAsync(claim, Cancellation));
        await CommitAsync(new CommitRequest(claim, ids[24], ids[49], 25));

        Assert.Equal(0, await Reliable.CountLostAsync(claim, Cancellation));
        Assert.Equal(new GroupView(ids[49], 50, 0), await Server.FindGroupAsync(Lease));
    }

    [Fact]
    public async Task Only_the_owner_counts_what_was_lost()
    {
        var ids = await AppendAsync("a", "b", "c");
        var owner = await AcquireAsync("a");
        await CommitAsync(new CommitRequest(Claim(owner, "a"), default, ids[2], 1));

        Assert.Equal(0, await Reliable.CountLostAsync(Claim(owner, "b"), Cancellation));
        Assert.Equal(0, await Reliable.CountLostAsync(Claim(owner, "a") with { Epoch = owner.Epoch - 1 }, Cancellation));
        Assert.Equal(2, await Reliable.CountLostAsync(Claim(owner, "a"), Cancellation));
    }

    [Fact]
    public async Task What_an_owner_did_not_count_the_next_one_does()
    {
        var ids = await AppendAsync([.. Enumerable.Range(0, 50).Select(i => $"{i}")]);
        var owner = await AcquireAsync("a");
        await Server.TrimAsync(Partition, 30);
        await CommitAsync(new CommitRequest(Claim(owner, "a"), default, ids[44], 25, Release: true));

        var next = await Reliable.AcquireAsync(new AcquireRequest(Lease, "b", Server.Long, 0), Cancellation);

        Assert.Equal((20L, 45L), (next.Lost, next.Position));
    }

    [Fact]
    public async Task Far_behind_the_end_the_least_is_counted_and_the_rest_later()
    {
        var ids = await AppendAsync([.. Enumerable.Range(0, 300).Select(i => $"{i}")]);
        var owner = await AcquireAsync("a");
        var claim = Claim(owner, "a");
        await Server.TrimAsync(Partition, 250);
        await CommitAsync(new CommitRequest(claim, default, ids[59], 10));
        var first = await Reliable.CountLostAsync(claim, Cancellation);
        await CommitAsync(new CommitRequest(claim, ids[59], ids[299], 240));

        Assert.Equal(50, first + await Reliable.CountLostAsync(claim, Cancellation));
    }

    [Fact]
    public async Task At_the_end_of_the_stream_the_position_is_what_was_added()
    {
        var ids = await AppendAsync("a", "b", "c");
        await Server.SetGroupAsync(Lease, ids[2], [ids[1]]);
        var adopted = await AcquireAsync("a");
        await CommitAsync(new CommitRequest(Claim(adopted, "a"), adopted.Cursor, ids[2], 2, Release: true));

        var reply = await AcquireAsync("b");

        Assert.Equal((ids[2], 3L, 0L), (reply.Cursor, reply.Position, reply.Lost));
    }

    private async Task CommitAndReleaseAsync(EntryId cursor, long count)
    {
        var mine = await AcquireAsync("a");
        var reply = await CommitAsync(new CommitRequest(Claim(mine, "a"), EntryId.Zero, cursor, count, Release: true));
        Assert.Equal(CommitStatus.Committed, reply.Status);
    }
}
