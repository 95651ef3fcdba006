using Runnel.Brokers;
using Xunit;

namespace Runnel.Tests.Conformance;

/// <summary>Pauses, in whatever order they meet leases, crashes, resets and quarantines; and counting.</summary>
public abstract class PausingConformance : BrokerConformance
{
    [Fact]
    public async Task A_mark_is_kept_as_it_was_given_and_keeps_every_owner_away()
    {
        var mark = Mark("the \"größe\" | ✓");
        Assert.Equal(mark, await Broker.PauseAsync(Lease, mark, Cancellation));

        foreach (var owner in (string[])["a", "b"])
        {
            var reply = await TryAcquireAsync(owner);
            Assert.Equal((AcquireStatus.Paused, mark), (reply.Status, reply.Pause));
        }

        var state = await StateAsync();
        Assert.Equal((null, mark, null), (state.Owner, state.Pause, state.Cursor));
        Assert.Equal(mark, (await Broker.InspectProgressAsync(Lease, Cancellation)).Lease?.Pause);
    }

    [Fact]
    public async Task A_mark_without_a_reason_is_kept_too()
    {
        var mark = Mark("");
        await Broker.PauseAsync(Lease, mark, Cancellation);

        Assert.Equal(mark, (await StateAsync()).Pause);
        Assert.True(await Reliable.EndPauseAsync(Lease, mark, Cancellation));
    }

    [Fact]
    public async Task A_pause_before_the_first_acquire_changes_nothing_of_where_the_processor_starts()
    {
        var ids = await AppendAsync("a", "b");
        await Broker.PauseAsync(Lease, Mark(), Cancellation);
        Assert.Equal(AcquireStatus.Paused, (await TryAcquireAsync("a")).Status);
        Assert.Equal(2, (await Broker.InspectProgressAsync(Lease, Cancellation)).Lag);
        Assert.True(await Reliable.EndPauseAsync(Lease, null, Cancellation));

        var first = await AcquireAsync("a");

        Assert.Equal((EntryId.Zero, 0, false, AcquireNotes.None), (first.Cursor, first.Crashes, first.TakenOver, first.Notes));
        Assert.Equal(2, (await ReadAsync(Partition, first.Cursor)).Count);
        Assert.Equal(ids[0], (await Broker.InspectProgressAsync(Lease, Cancellation)).Next);
    }

    [Fact]
    public async Task An_earlier_mark_is_kept_and_answered()
    {
        var first = Mark("first");
        await Broker.PauseAsync(Lease, first, Cancellation);

        Assert.Equal(first, await Broker.PauseAsync(Lease, Mark("second"), Cancellation));
        Assert.Equal(first, (await StateAsync()).Pause);
    }

    [Fact]
    public async Task Ending_compares_the_mark()
    {
        var mark = Mark();
        await Broker.PauseAsync(Lease, mark, Cancellation);

        Assert.False(await Reliable.EndPauseAsync(Lease, mark with { At = mark.At.AddTicks(1) }, Cancellation));
        Assert.Equal(mark, (await StateAsync()).Pause);

        Assert.True(await Reliable.EndPauseAsync(Lease, mark, Cancellation));
        Assert.False(await Reliable.EndPauseAsync(Lease, null, Cancellation));
        Assert.False(await Reliable.EndPauseAsync(Lease with { Processor = "none" }, null, Cancellation));
    }

    [Fact]
    public async Task A_present_owner_learns_of_it_when_it_extends_and_commits_and_releases_what_it_had_in_hand()
    {
        var ids = await AppendAsync("a", "b");
        var mine = await AcquireAsync("a");
        var claim = Claim(mine, "a");
        Assert.Equal(ExtendStatus.Held, await ExtensionAsync(claim));

        await Broker.PauseAsync(Lease, Mark(), Cancellation);

        Assert.Equal(ExtendStatus.Pausing, await ExtensionAsync(claim));
        Assert.Equal(mine.Epoch, (await StateAsync()).Epoch);
        Assert.Equal(CommitStatus.Committed, (await CommitAsync(new CommitRequest(claim, EntryId.Zero, ids[0], 1))).Status);
        Assert.Equal(CommitStatus.Committed, (await CommitAsync(new CommitRequest(claim, ids[0], ids[1], 1, Release: true))).Status);
        var state = await StateAsync();
        Assert.Equal((null, ids[1]), (state.Owner, state.Cursor));
        Assert.NotNull(state.Pause);
        Assert.Equal(AcquireStatus.Paused, (await TryAcquireAsync("a")).Status);
    }

    [Fact]
    public async Task An_owner_that_has_its_lease_verified_is_told_and_can_still_release_it()
    {
        var ids = await AppendAsync("a");
        var claim = Claim(await AcquireAsync("a"), "a");
        await Broker.PauseAsync(Lease, Mark(), Cancellation);

        Assert.Equal(AcquireStatus.Paused, (await TryAcquireAsync("a")).Status);

        Assert.Equal(CommitStatus.Committed, (await CommitAsync(new CommitRequest(claim, EntryId.Zero, ids[0], 1, Release: true))).Status);
        Assert.Null((await StateAsync()).Owner);
    }

    [Fact]
    public async Task Ending_fences_nobody()
    {
        var ids = await AppendAsync("a");
        var claim = Claim(await AcquireAsync("a"), "a");
        await Broker.PauseAsync(Lease, Mark(), Cancellation);

        Assert.True(await Reliable.EndPauseAsync(Lease, null, Cancellation));

        Assert.Equal(ExtendStatus.Held, await ExtensionAsync(claim));
        Assert.Equal(CommitStatus.Committed, (await CommitAsync(new CommitRequest(claim, EntryId.Zero, ids[0], 1))).Status);
    }

    [Fact]
    public async Task An_owner_that_vanishes_while_paused_is_counted_when_the_pause_has_ended()
    {
        await AppendAsync("a");
        var old = await AcquireAsync("a", Server.Short);
        await Broker.PauseAsync(Lease, Mark(), Cancellation);
        await ExpireAsync(Lease, Server.Short);
        for (var i = 0; i < 3; i++) Assert.Equal(AcquireStatus.Paused, (await TryAcquireAsync("b")).Status);
        Assert.True(await Reliable.EndPauseAsync(Lease, null, Cancellation));

        var next = await AcquireAsync("b");

        Assert.Equal((1, true), (next.Crashes, next.TakenOver));
        Assert.True(next.Epoch > old.Epoch);
        Assert.Equal(ExtendStatus.Lost, await ExtensionAsync(Claim(old, "a")));
    }

    [Fact]
    public async Task An_expired_lease_that_nobody_may_take_is_its_owners_still()
    {
        var ids = await AppendAsync("a");
        var claim = Claim(await CrashAsync("a"), "a");
        await Broker.PauseAsync(Lease, Mark(), Cancellation);

        Assert.Equal(CommitStatus.Committed, (await CommitAsync(new CommitRequest(claim, EntryId.Zero, ids[0], 1, Release: true))).Status);
    }

    [Fact]
    public async Task A_reset_moves_the_cursor_and_fences_the_owner_and_the_pause_stays()
    {
        var ids = await AppendAsync("a", "b");
        var mine = await AcquireAsync("a");
        var mark = Mark();
        await Broker.PauseAsync(Lease, mark, Cancellation);

        await Broker.ResetAsync(Lease, ids[0], Cancellation);

        var claim = Claim(mine, "a");
        Assert.Equal(ExtendStatus.Lost, await ExtensionAsync(claim));
        Assert.Equal(CommitStatus.Fenced, (await CommitAsync(new CommitRequest(claim, EntryId.Zero, ids[1], 2))).Status);
        Assert.Equal((ids[0], mark), ((await StateAsync()).Cursor, (await StateAsync()).Pause));
        Assert.Equal(AcquireStatus.Paused, (await TryAcquireAsync("b")).Status);
        Assert.True(await Reliable.EndPauseAsync(Lease, mark, Cancellation));
        Assert.Equal(AcquireStatus.Held, (await TryAcquireAsync("b")).Status);
        Assert.Equal(ids[0], (await AcquireAsync("a")).Cursor);
    }

    [Fact]
    public async Task A_reset_while_paused_and_before_the_first_acquire_is_kept()
    {
        var ids = await AppendAsync("a", "b");
        await Broker.PauseAsync(Lease, Mark(), Cancellation);
        await Broker.ResetAsync(Lease, ids[0], Cancellation);
        Assert.True(await Reliable.EndPauseAsync(Lease, null, Cancellation));

        Assert.Equal(ids[0], (await AcquireAsync("a")).Cursor);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_partition_may_be_quarantined_and_paused_and_each_mark_is_lifted_for_itself(bool resumesFirst)
    {
        var ids = await AppendAsync("a", "b");
        var claim = Claim(await AcquireAsync("a"), "a");
        var (pause, quarantine) = (Mark(), new QuarantineMark(ids[0], ids[0], "bad", DateTimeOffset.UnixEpoch));
        await Broker.PauseAsync(Lease, pause, Cancellation);
        Assert.True(await Broker.QuarantineAsync(claim, quarantine, Cancellation));
        Assert.Equal((quarantine, pause), ((await StateAsync()).Quarantine, (await StateAsync()).Pause));

        if (resumesFirst)
        {
            Assert.True(await Reliable.ResumeAsync(Lease, quarantine, skip: true, Cancellation));
            Assert.Equal(AcquireStatus.Paused, (await TryAcquireAsync("b")).Status);
            Assert.True(await Reliable.EndPauseAsync(Lease, pause, Cancellation));
        }
        else
        {
            Assert.True(await Reliable.EndPauseAsync(Lease, pause, Cancellation));
            Assert.Equal(AcquireStatus.Quarantined, (await TryAcquireAsync("b")).Status);
            Assert.True(await Reliable.ResumeAsync(Lease, quarantine, skip: true, Cancellation));
        }

        Assert.Equal(ids[0], (await AcquireAsync("b")).Cursor);
    }

    [Fact]
    public async Task A_pause_is_of_one_processor_on_one_partition()
    {
        await Broker.PauseAsync(Lease, Mark(), Cancellation);

        await AcquireAsync("a", lease: Lease with { Processor = "other" });
        await AcquireAsync("a", lease: Lease with { Partition = Partition with { Index = 4 } });
    }

    [Fact]
    public async Task What_an_operator_changed_is_announced_with_its_partition()
    {
        var heard = new TaskCompletionSource<Announcement>(TaskCreationOptions.RunContinuationsAsynchronously);
        var group = new GroupId("orders", "print");
        await using var listening = await Reliable.ListenAsync(group, announcement => heard.TrySetResult(announcement), Cancellation);

        await Reliable.AnnounceAsync(group, new Announcement(AnnouncementKind.PartitionChanged, 12), Cancellation);

        Assert.Equal(new Announcement(AnnouncementKind.PartitionChanged, 12), await heard.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancellation));
    }

    [Fact]
    public async Task Entries_between_two_ids_are_counted_up_to_a_limit()
    {
        Assert.Equal(new EntryCount(0, true, null), await Broker.CountAsync(Partition, EntryId.Zero, new EntryId(5, 5), 10, Cancellation));
        var ids = await AppendAsync([.. Enumerable.Range(0, 250).Select(static number => $"{number}")]);

        Assert.Equal(new EntryCount(250, true, ids[0]), await CountAsync(EntryId.Zero, ids[249], 1000));
        Assert.Equal(new EntryCount(250, true, ids[0]), await CountAsync(EntryId.Zero, ids[249], 250));
        Assert.Equal(new EntryCount(249, false, ids[0]), await CountAsync(EntryId.Zero, ids[249], 249));
        Assert.Equal(new EntryCount(100, false, ids[0]), await CountAsync(EntryId.Zero, ids[249], 100));
        Assert.Equal(new EntryCount(1, false, ids[8]), await CountAsync(ids[7], ids[249], 1));
        Assert.Equal(new EntryCount(2, true, ids[8]), await CountAsync(ids[7], ids[9], 100));
        Assert.Equal(new EntryCount(0, true, null), await CountAsync(ids[249], ids[249], 100));

        Task<EntryCount> CountAsync(EntryId after, EntryId through, int limit)
            => Broker.CountAsync(Partition, after, through, limit, Cancellation).AsTask();
    }

    private static PauseMark Mark(string reason = "maintenance of the bank") => new(
        "ada@laptop", new DateTimeOffset(2026, 3, 29, 1, 2, 3, TimeSpan.Zero).AddTicks(1_234_567), reason);

    private async Task<ExtendStatus> ExtensionAsync(LeaseClaim claim)
        => Assert.Single(await Broker.ExtendAsync([claim], Server.Long, Cancellation)).Status;
}
