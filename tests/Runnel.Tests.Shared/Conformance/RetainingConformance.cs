using Runnel.Brokers;
using Xunit;

namespace Runnel.Tests.Conformance;

/// <summary>Events that are kept until they are processed: what goes, what stays, and what a partition that is full takes.</summary>
public abstract class RetainingConformance : BrokerConformance
{
    private static readonly LeaseId Other = new(Partition, "bill");

    private static GroupId Group { get; } = new(Partition.Stream, Lease.Processor);

    [Fact]
    public async Task What_all_processors_have_settled_goes()
    {
        var ids = await AppendAsync("a", "b", "c", "d");
        await SettleAsync(Lease, "w1", ids[2], 3);
        await SettleAsync(Other, "w2", ids[1], 2);

        var reply = await TrimAsync(ids[3]);

        Assert.Equal(["c", "d"], await ValuesAsync(Partition));
        Assert.Equal(("bill", ids[1], false), (reply.HeldBy, reply.Cursor, reply.HasMore));
        Assert.Equal((2L, ids[2], ids[3], 4L), (reply.Partition.Length, reply.Partition.First, reply.Partition.Last, reply.Partition.Added));
    }

    [Fact]
    public async Task A_partition_that_is_all_settled_is_emptied_and_goes_on()
    {
        var ids = await AppendAsync("a", "b");
        await SettleAsync(Lease, "w1", ids[1], 2);

        var reply = await TrimAsync(ids[1]);
        var next = await AppendAsync("c");

        Assert.Equal((0L, EntryId.Zero, ids[1], 2L), (reply.Partition.Length, reply.Partition.First, reply.Partition.Last, reply.Partition.Added));
        Assert.True(next[0] > ids[1]);
        Assert.Equal(["c"], await ValuesAsync(Partition));
        Assert.Equal("print", (await TrimAsync(next[0])).HeldBy);
        Assert.Equal(["c"], await ValuesAsync(Partition));
    }

    [Fact]
    public async Task What_is_trimmed_was_not_lost()
    {
        var ids = await AppendAsync("a", "b", "c");
        var claim = await SettleAsync(Lease, "w1", ids[1], 2);

        await TrimAsync(ids[2]);

        Assert.Equal(0, await Reliable.CountLostAsync(claim, Cancellation));
        Assert.Equal(0, (await Broker.InspectProgressAsync(Lease, Cancellation)).Lost);
        var again = await AcquireAsync("w1");
        Assert.Equal((0L, ids[1], 2L), (again.Lost, again.Cursor, again.Position));
        await CommitAsync(new CommitRequest(Claim(again, "w1"), ids[1], ids[2], 1));
        await TrimAsync(ids[2]);
        var last = await AcquireAsync("w1");
        Assert.Equal((0L, ids[2], 3L), (last.Lost, last.Cursor, last.Position));
    }

    [Fact]
    public async Task A_processor_that_is_new_on_a_trimmed_stream_is_told_so()
    {
        var ids = await AppendAsync("a", "b", "c");
        await SettleAsync(Lease, "w1", ids[1], 2);
        await TrimAsync(ids[2]);

        var reply = await Reliable.AcquireAsync(new AcquireRequest(Other, "w2", Server.Long, 0), Cancellation);

        Assert.Equal((AcquireNotes.Begins, 0L, EntryId.Zero, 2L), (reply.Notes, reply.Lost, reply.Cursor, reply.Position));
    }

    [Fact]
    public async Task A_registered_processor_without_a_cursor_keeps_everything()
    {
        var ids = await AppendAsync("a", "b");
        await SettleAsync(Lease, "w1", ids[1], 2);

        var reply = await Broker.TrimAsync(new TrimRequest(Partition, ["print", "bill"], ids[1]), Cancellation);

        Assert.Equal((0L, "bill", EntryId.Zero), (reply.Trimmed, reply.HeldBy, reply.Cursor));
        Assert.Equal(["a", "b"], await ValuesAsync(Partition));
    }

    [Fact]
    public async Task A_processor_that_nobody_names_is_known_by_its_group()
    {
        var ids = await AppendAsync("a", "b", "c");
        await SettleAsync(Lease, "w1", ids[2], 3);
        await SettleAsync(Other, "w2", ids[0], 1);

        var reply = await Broker.TrimAsync(new TrimRequest(Partition, ["print"], ids[2]), Cancellation);

        Assert.Equal(("bill", ids[0]), (reply.HeldBy, reply.Cursor));
        Assert.Equal(["b", "c"], await ValuesAsync(Partition));
    }

    [Fact]
    public async Task A_processor_whose_group_was_removed_is_known_by_its_state()
    {
        var ids = await AppendAsync("a", "b", "c");
        await SettleAsync(Lease, "w1", ids[2], 3);
        await SettleAsync(Other, "w2", ids[0], 1);
        await Server.DeleteGroupAsync(Other);

        var reply = await TrimAsync(ids[2]);

        Assert.Equal(("bill", ids[0]), (reply.HeldBy, reply.Cursor));
        Assert.Equal(["b", "c"], await ValuesAsync(Partition));
    }

    [Fact]
    public async Task What_another_programs_group_left_pending_stays()
    {
        var ids = await AppendAsync("a", "b", "c", "d");
        await SettleAsync(Lease, "w1", ids[3], 4);
        await Server.SetGroupAsync(new LeaseId(Partition, "foreign"), ids[3], [ids[2]]);

        var reply = await TrimAsync(ids[3]);

        Assert.Equal(("foreign", ids[1]), (reply.HeldBy, reply.Cursor));
        Assert.Equal(["c", "d"], await ValuesAsync(Partition));
    }

    [Fact]
    public async Task A_partition_that_nobody_reads_keeps_everything()
    {
        var ids = await AppendAsync("a", "b");

        var reply = await Broker.TrimAsync(new TrimRequest(Partition, [], ids[1]), Cancellation);

        Assert.Null(reply.HeldBy);
        Assert.Equal(["a", "b"], await ValuesAsync(Partition));
    }

    [Fact]
    public async Task Nothing_goes_that_came_after_the_last_entry_that_may()
    {
        var ids = await AppendAsync("a", "b", "c");
        await SettleAsync(Lease, "w1", ids[2], 3);

        var look = await TrimAsync(EntryId.Zero);
        Assert.Equal((0L, 3L, ids[2]), (look.Trimmed, look.Partition.Length, look.Partition.Last));

        await TrimAsync(ids[0]);
        Assert.Equal(["b", "c"], await ValuesAsync(Partition));
    }

    [Fact]
    public async Task A_cursor_that_was_set_back_keeps_what_stands_after_it()
    {
        var ids = await AppendAsync("a", "b", "c");
        await SettleAsync(Lease, "w1", ids[2], 3);
        await Broker.ResetAsync(Lease, ids[0], Cancellation);

        await TrimAsync(ids[2]);

        Assert.Equal(["b", "c"], await ValuesAsync(Partition));
        Assert.Equal(0, (await AcquireAsync("w1")).Lost);
    }

    [Fact]
    public async Task A_quarantined_processor_keeps_what_failed()
    {
        var ids = await AppendAsync("a", "b", "c");
        var claim = await SettleAsync(Lease, "w1", ids[0], 1);
        await Broker.QuarantineAsync(claim, new QuarantineMark(ids[1], ids[1], "broke", DateTimeOffset.UnixEpoch), Cancellation);

        await TrimAsync(ids[2]);

        Assert.Equal(["b", "c"], await ValuesAsync(Partition));
    }

    [Fact]
    public async Task A_stream_in_the_place_of_another_is_kept_whole()
    {
        await Server.AddAsync(Partition, Fields("old"), new EntryId(ulong.MaxValue - 1, 1));
        var acquired = await AcquireAsync("w1");
        await CommitAsync(new CommitRequest(Claim(acquired, "w1"), acquired.Cursor, new EntryId(ulong.MaxValue - 1, 1), 1));
        await Server.DeleteAsync(Partition);
        await Server.AddAsync(Partition, Fields("new"), new EntryId(7, 1));

        await TrimAsync(new EntryId(ulong.MaxValue, 1));

        Assert.Equal(["new"], await ValuesAsync(Partition));
    }

    [Fact]
    public async Task What_is_young_is_kept_though_it_was_processed()
    {
        var old = await Server.AddAsync(Partition, Fields("old"), new EntryId(1000, 0));
        var ids = await AppendAsync("young");
        await SettleAsync(Lease, "w1", ids[0], 2);

        var reply = await Broker.TrimAsync(new TrimRequest(Partition, ["print"], ids[0]) { Age = TimeSpan.FromHours(1) }, Cancellation);

        Assert.True(old < ids[0]);
        Assert.Equal(1, reply.Partition.Length);
        Assert.Equal(["young"], await ValuesAsync(Partition));
    }

    [Fact]
    public async Task Nothing_is_kept_for_an_abandoned_processor_that_did_not_come_back()
    {
        var ids = await AppendAsync("a", "b");
        await SettleAsync(Lease, "w1", ids[1], 2);
        var claim = await SettleAsync(Other, "w2", ids[0], 1);
        var abandoned = new TrimRequest(Partition, ["print", "bill"], ids[1]) { Abandoned = ["bill"], AbandonedAfter = TimeSpan.FromMilliseconds(1) };

        // It holds the lease.
        Assert.Equal("bill", (await Broker.TrimAsync(abandoned, Cancellation)).HeldBy);
        await CommitAsync(new CommitRequest(claim, ids[0], ids[0], 0, Release: true));

        // It was there a moment ago.
        Assert.Equal("bill", (await Broker.TrimAsync(abandoned with { AbandonedAfter = Server.Long }, Cancellation)).HeldBy);
        Assert.Equal(["b"], await ValuesAsync(Partition));

        Server.Advance(TimeSpan.FromMilliseconds(2));
        await Eventually.HoldsAsync(async () => (await Broker.TrimAsync(abandoned, Cancellation)).HeldBy == "print");

        Assert.Empty(await ValuesAsync(Partition));
        var back = await Reliable.AcquireAsync(new AcquireRequest(Other, "w2", Server.Long, 0), Cancellation);
        Assert.Equal((1L, ids[0]), (back.Lost, back.Cursor));
    }

    [Fact]
    public async Task Trimming_much_takes_several_calls()
    {
        IReadOnlyList<EntryId> ids = [];
        var values = Enumerable.Range(0, 256).Select(static i => $"{i}").ToArray();
        for (var i = 0; i < 42; i++) ids = await AppendAsync(values);
        await SettleAsync(Lease, "w1", ids[^1], 42 * 256);

        var first = await Reliable.TrimAsync(new TrimRequest(Partition, ["print"], ids[^1]), Cancellation);
        Assert.True(first.HasMore);
        Assert.InRange(first.Trimmed, TrimReply.Portion / 2, TrimReply.Portion);

        var second = await Reliable.TrimAsync(new TrimRequest(Partition, ["print"], ids[^1]), Cancellation);
        Assert.Equal((false, 0L), (second.HasMore, second.Partition.Length));
        Assert.Equal(42 * 256, first.Trimmed + second.Trimmed);
    }

    [Fact]
    public async Task Where_nothing_is_nothing_is_trimmed_and_nothing_made()
    {
        var reply = await TrimAsync(new EntryId(1, 1));

        Assert.Equal((0L, default, (string?)null), (reply.Trimmed, reply.Partition, reply.HeldBy));
        Assert.Equal(default, await Broker.InspectAsync(Partition, Cancellation));
    }

    [Fact]
    public async Task A_key_of_another_type_is_told()
    {
        await Server.OccupyAsync(Partition);

        var error = await Assert.ThrowsAsync<BrokerException>(() => TrimAsync(new EntryId(1, 1)));

        Assert.False(error.IsTransient);
        error = await Assert.ThrowsAsync<BrokerException>(() => Broker.AppendAsync(Partition, Limited(1, 3, "a"), Cancellation).AsTask());
        Assert.False(error.IsTransient);
    }

    [Fact]
    public async Task Processors_are_registered_with_when_they_were_declared_last()
    {
        Assert.Empty(await Broker.RegisterAsync([], Cancellation));
        await Broker.RegisterAsync([Group, new GroupId("sales", "sum")], Cancellation);
        Server.Advance(TimeSpan.FromMinutes(1));

        var found = await Broker.RegisterAsync([Group], Cancellation);

        Assert.Equal([Group, new GroupId("sales", "sum")], found.Select(static processor => processor.Group));
        Assert.True(found[0].Undeclared < TimeSpan.FromMinutes(1));
        Assert.True(found[1].Undeclared >= found[0].Undeclared);
        Assert.Equal(found.Select(static processor => processor.Group), (await Broker.RegisterAsync([], Cancellation)).Select(static processor => processor.Group));
    }

    [Fact]
    public async Task A_processor_is_forgotten_unless_somebody_holds_its_lease()
    {
        var ids = await AppendAsync("a", "b");
        var claim = await SettleAsync(Lease, "w1", ids[0], 1);
        await Broker.RegisterAsync([Group], Cancellation);

        Assert.False(await Broker.ForgetAsync(Lease, Cancellation));
        await CommitAsync(new CommitRequest(claim, ids[0], ids[0], 0, Release: true));
        Assert.True(await Broker.ForgetAsync(Lease, Cancellation));
        await Broker.UnregisterAsync(Group, Cancellation);

        Assert.Null(await Broker.InspectAsync(Lease, Cancellation));
        Assert.Null(await Server.FindGroupAsync(Lease));
        Assert.Empty(await Broker.RegisterAsync([], Cancellation));
        Assert.Empty((await Broker.InspectAsync(Group, Cancellation)).Members);
        Assert.Equal(["a", "b"], await ValuesAsync(Partition));
        Assert.True(await Broker.ForgetAsync(Lease, Cancellation));
        Assert.Equal(EntryId.Zero, (await AcquireAsync("w1")).Cursor);
    }

    [Fact]
    public async Task A_group_tells_how_long_nobody_was_heard()
    {
        Assert.Null((await Broker.InspectAsync(Group, Cancellation)).Silence);
        await Broker.HeartbeatAsync(new Heartbeat(Group, "m1", Server.Long, Server.Long), Cancellation);
        Server.Advance(TimeSpan.FromMinutes(3));

        Assert.True((await Broker.InspectAsync(Group, Cancellation)).Silence >= TimeSpan.Zero);
    }

    [Fact]
    public async Task A_full_partition_takes_nothing_and_loses_nothing()
    {
        Assert.Equal(AppendStatus.Appended, (await Broker.AppendAsync(Partition, Limited(1, 2, "a", "b"), Cancellation)).Status);

        var reply = await Broker.AppendAsync(Partition, Limited(2, 2, "c"), Cancellation);

        Assert.Equal((AppendStatus.Full, EntryId.Zero, 0), (reply.Status, reply.First, reply.FailedIndex));
        Assert.Equal(["a", "b"], await ValuesAsync(Partition));
    }

    [Fact]
    public async Task What_fits_of_a_batch_is_appended()
    {
        var reply = await Broker.AppendAsync(Partition, Limited(1, 3, "a", "b", "c", "d", "e"), Cancellation);

        var entries = await ReadAsync(Partition);
        Assert.Equal(["a", "b", "c"], entries.Select(Value));
        Assert.Equal((AppendStatus.Full, 3), (reply.Status, reply.FailedIndex));
        Assert.Equal((entries[0].Id, entries[2].Id), (reply.First, reply.Last));
    }

    [Fact]
    public async Task That_there_was_no_room_is_the_answer_for_good()
    {
        await Reliable.AppendAsync(Partition, Limited(1, 1, "a"), Cancellation);
        await Reliable.AppendAsync(Partition, Limited(2, 1, "b"), Cancellation);
        await Server.TrimAsync(Partition, 0);

        var again = await Reliable.AppendAsync(Partition, Limited(2, 1, "b"), Cancellation);
        var next = await Reliable.AppendAsync(Partition, Limited(3, 1, "b"), Cancellation);
        var stale = await Reliable.AppendAsync(Partition, Limited(2, 1, "b"), Cancellation);

        Assert.Equal((AppendStatus.Full, true), (again.Status, again.Repeated));
        Assert.Equal(AppendStatus.Appended, next.Status);
        Assert.Equal((AppendStatus.Stale, next.First), (stale.Status, stale.First));
        Assert.Equal(["b"], await ValuesAsync(Partition));
    }

    [Fact]
    public async Task A_limit_of_zero_is_none()
    {
        for (var i = 1; i < 4; i++) Assert.Equal(AppendStatus.Appended, (await Broker.AppendAsync(Partition, Limited(i, 0, "a"), Cancellation)).Status);
        Assert.Equal(3, (await ReadAsync(Partition)).Count);
    }

    private static AppendBatch Limited(long sequence, long limit, params string[] values) => Batch(sequence, values) with { MaxLength = limit, IsLimited = true };

    private Task<TrimReply> TrimAsync(EntryId upTo) => Broker.TrimAsync(new TrimRequest(Partition, ["print", "bill"], upTo)
    {
        // Named although it never came: it is not what these tests are about.
        Abandoned = ["bill"],
        AbandonedAfter = TimeSpan.FromDays(1),
    }, Cancellation).AsTask();

    private async Task<LeaseClaim> SettleAsync(LeaseId lease, string owner, EntryId cursor, long count)
    {
        var acquired = await AcquireAsync(owner, lease: lease);
        var claim = Claim(acquired, owner, lease);
        Assert.Equal(CommitStatus.Committed, (await CommitAsync(new CommitRequest(claim, acquired.Cursor, cursor, count))).Status);
        return claim;
    }
}
