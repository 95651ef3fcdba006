using Runnel.Brokers;
using Xunit;

namespace Runnel.Tests.Conformance;

/// <summary>Quarantine, resuming and resetting: what policies and operators do to a partition.</summary>
public abstract class QuarantineConformance : BrokerConformance
{
    [Fact]
    public async Task A_mark_is_kept_as_it_was_given_and_keeps_every_owner_away()
    {
        var (_, mark) = await QuarantineAsync();

        var mine = await TryAcquireAsync("a");
        var other = await TryAcquireAsync("b");

        Assert.Equal((AcquireStatus.Quarantined, mark), (mine.Status, mine.Quarantine));
        Assert.Equal((AcquireStatus.Quarantined, mark), (other.Status, other.Quarantine));
        var state = await StateAsync();
        Assert.Equal((null, mark, EntryId.Zero), (state.Owner, state.Quarantine, state.Cursor));
    }

    [Fact]
    public async Task A_quarantined_lease_is_released()
    {
        var (claim, _) = await QuarantineAsync();

        Assert.False(await ExtendAsync(claim));
        Assert.Equal(CommitStatus.Fenced, (await CommitAsync(new CommitRequest(claim, EntryId.Zero, new EntryId(1, 1), 1))).Status);
    }

    [Fact]
    public async Task Only_the_owner_can_mark()
    {
        var old = await CrashAsync("a");
        var mine = await AcquireAsync("b");

        Assert.False(await Broker.QuarantineAsync(Claim(old, "a"), Mark(new EntryId(1, 1), new EntryId(1, 1)), Cancellation));
        Assert.False(await Broker.QuarantineAsync(new LeaseClaim(Lease with { Processor = "none" }, "a", 1), Mark(default, default), Cancellation));

        var state = await StateAsync();
        Assert.Null(state.Quarantine);
        Assert.Equal(("b", mine.Epoch), (state.Owner, state.Epoch));
    }

    [Fact]
    public async Task Neither_an_older_lease_of_the_owner_nor_anybody_under_its_epoch_nor_a_released_lease_can_mark()
    {
        var ids = await AppendAsync("a");
        var old = await AcquireAsync("a");
        var mine = await AcquireAsync("a");
        var mark = Mark(ids[0], ids[0]);

        Assert.False(await Broker.QuarantineAsync(Claim(old, "a"), mark, Cancellation));
        Assert.False(await Broker.QuarantineAsync(Claim(mine, "b"), mark, Cancellation));
        Assert.Equal("a", (await StateAsync()).Owner);
        await CommitAsync(new CommitRequest(Claim(mine, "a"), EntryId.Zero, EntryId.Zero, 0, Release: true));
        Assert.False(await Broker.QuarantineAsync(Claim(mine, "a"), mark, Cancellation));

        Assert.Null((await StateAsync()).Quarantine);
    }

    [Fact]
    public async Task Marking_can_be_repeated_when_the_answer_was_lost()
    {
        var (claim, mark) = await QuarantineAsync();

        Assert.True(await Broker.QuarantineAsync(claim, mark, Cancellation));
        Assert.False(await Broker.QuarantineAsync(claim, mark with { Exception = "another" }, Cancellation));
        Assert.Equal(mark, (await StateAsync()).Quarantine);
    }

    [Fact]
    public async Task Resuming_removes_the_mark_and_the_events_are_tried_again_under_a_higher_epoch()
    {
        var (claim, mark) = await QuarantineAsync();

        Assert.True(await Reliable.ResumeAsync(Lease, mark, skip: false, Cancellation));

        Assert.True((await StateAsync()).Epoch > claim.Epoch);
        var next = await AcquireAsync("b");
        Assert.Equal((EntryId.Zero, 0, false), (next.Cursor, next.Crashes, next.TakenOver));
        Assert.True(next.Epoch > claim.Epoch);
    }

    [Fact]
    public async Task Resuming_compares_the_mark()
    {
        var (_, mark) = await QuarantineAsync();

        Assert.False(await Reliable.ResumeAsync(Lease, mark with { At = mark.At.AddSeconds(1) }, skip: true, Cancellation));
        Assert.Equal(mark, (await StateAsync()).Quarantine);

        Assert.True(await Reliable.ResumeAsync(Lease, expected: null, skip: false, Cancellation));
        Assert.Null((await StateAsync()).Quarantine);
        Assert.False(await Reliable.ResumeAsync(Lease, expected: null, skip: false, Cancellation));
        Assert.False(await Reliable.ResumeAsync(Lease with { Processor = "none" }, expected: null, skip: false, Cancellation));
    }

    [Fact]
    public async Task Skipping_goes_on_after_the_last_event_of_the_mark()
    {
        var (_, mark) = await QuarantineAsync();

        Assert.True(await Reliable.ResumeAsync(Lease, mark, skip: true, Cancellation));

        Assert.Equal(mark.Last, (await AcquireAsync("b")).Cursor);
        Assert.Equal(mark.Last, (await Server.FindGroupAsync(Lease))?.Delivered);
        Assert.Equal(["d"], (await ReadAsync(Partition, mark.Last)).Select(Value));
    }

    [Fact]
    public async Task A_reset_moves_the_cursor_back_and_a_present_owner_must_acquire_again()
    {
        var ids = await AppendAsync("a", "b", "c");
        var mine = await AcquireAsync("a");
        await CommitAsync(new CommitRequest(Claim(mine, "a"), EntryId.Zero, ids[2], 3));

        Assert.Equal(ids[0], await Broker.ResetAsync(Lease, ids[0], Cancellation));

        Assert.Equal(ids[0], (await Server.FindGroupAsync(Lease))?.Delivered);
        Assert.False(await ExtendAsync(Claim(mine, "a")));
        Assert.Equal(CommitStatus.Fenced, (await CommitAsync(new CommitRequest(Claim(mine, "a"), ids[0], ids[2], 2))).Status);
        var again = await AcquireAsync("a");
        Assert.Equal((ids[0], 0, 0L), (again.Cursor, again.Crashes, again.Lost));
        Assert.True(again.Epoch > mine.Epoch);
    }

    [Fact]
    public async Task A_reset_goes_to_the_start_to_the_end_and_never_past_it()
    {
        var ids = await AppendAsync("a", "b", "c");

        Assert.Equal(ids[2], await Broker.ResetAsync(Lease, null, Cancellation));
        Assert.Equal(ids[2], (await StateAsync()).Cursor);
        Assert.Equal(EntryId.Zero, await Broker.ResetAsync(Lease, EntryId.Zero, Cancellation));
        Assert.Equal(EntryId.Zero, (await StateAsync()).Cursor);
        Assert.Equal(ids[2], await Broker.ResetAsync(Lease, new EntryId(ulong.MaxValue, 0), Cancellation));

        var next = await AcquireAsync("a");
        Assert.Equal((ids[2], 3L), (next.Cursor, next.Position));
        Assert.Equal(AcquireNotes.None, next.Notes & AcquireNotes.Replaced);
    }

    [Fact]
    public async Task A_reset_before_the_first_acquire_is_where_it_starts()
    {
        Assert.Equal(EntryId.Zero, await Broker.ResetAsync(Lease with { Processor = "early" }, null, Cancellation));
        var ids = await AppendAsync("a", "b", "c");
        await Broker.ResetAsync(Lease, ids[1], Cancellation);
        Assert.Null((await StateAsync()).Owner);

        var first = await AcquireAsync("a");

        Assert.Equal((ids[1], 0, false), (first.Cursor, first.Crashes, first.TakenOver));
    }

    [Fact]
    public async Task A_reset_ends_the_row_of_crashes_but_not_a_quarantine()
    {
        await CrashAsync("a");
        await AcquireAsync("b");
        await Broker.ResetAsync(Lease, EntryId.Zero, Cancellation);
        Assert.Equal(0, (await AcquireAsync("b")).Crashes);
        var (_, mark) = await QuarantineAsync("b");

        await Broker.ResetAsync(Lease, mark.Last, Cancellation);

        Assert.Equal(AcquireStatus.Quarantined, (await TryAcquireAsync("a")).Status);
    }

    private static QuarantineMark Mark(EntryId first, EntryId last) => new(
        first,
        last,
        "System.InvalidOperationException: \"the größe\" is 'wrong'\n   at Shop.Print {x} | \0 ✓",
        new DateTimeOffset(2026, 3, 29, 1, 2, 3, TimeSpan.Zero).AddTicks(1_234_567));

    private async Task<(LeaseClaim Claim, QuarantineMark Mark)> QuarantineAsync(string owner = "a")
    {
        var ids = await AppendAsync("a", "b", "c", "d");
        var claim = Claim(await AcquireAsync(owner), owner);
        var mark = Mark(ids[0], ids[2]);
        Assert.True(await Broker.QuarantineAsync(claim, mark, Cancellation));
        return (claim, mark);
    }
}
