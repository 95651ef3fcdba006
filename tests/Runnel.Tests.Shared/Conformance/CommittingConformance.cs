using Runnel.Brokers;
using Xunit;

namespace Runnel.Tests.Conformance;

/// <summary>Commits: fenced by owner and epoch, safe to repeat, each partition for itself.</summary>
public abstract class CommittingConformance : BrokerConformance
{
    [Fact]
    public async Task A_commit_moves_the_cursor_the_position_and_the_group()
    {
        var ids = await AppendAsync("a", "b", "c");
        var mine = await AcquireAsync("a");

        var reply = await CommitAsync(new CommitRequest(Claim(mine, "a"), EntryId.Zero, ids[1], 2));

        Assert.Equal((CommitStatus.Committed, ids[1]), (reply.Status, reply.Stored));
        var state = await StateAsync();
        Assert.Equal((ids[1], 2L, "a"), (state.Cursor, state.Position, state.Owner));
        Assert.Equal(new GroupView(ids[1], 2, 0), await Server.FindGroupAsync(Lease));
    }

    [Fact]
    public async Task A_commit_whose_answer_was_lost_is_committed_again_without_being_counted_twice()
    {
        var ids = await AppendAsync("a", "b", "c");
        var mine = await AcquireAsync("a");
        var request = new CommitRequest(Claim(mine, "a"), EntryId.Zero, ids[1], 2);

        await CommitAsync(request);
        var again = await CommitAsync(request);

        Assert.Equal(CommitStatus.Committed, again.Status);
        Assert.Equal(2, (await StateAsync()).Position);
    }

    [Fact]
    public async Task A_commit_from_another_place_than_the_stored_cursor_moves_nothing_and_says_what_is_stored()
    {
        var ids = await AppendAsync("a", "b", "c");
        var mine = await AcquireAsync("a");
        await CommitAsync(new CommitRequest(Claim(mine, "a"), EntryId.Zero, ids[1], 2));

        var late = await CommitAsync(new CommitRequest(Claim(mine, "a"), EntryId.Zero, ids[0], 1));
        var early = await CommitAsync(new CommitRequest(Claim(mine, "a"), ids[0], ids[2], 2));

        Assert.Equal((CommitStatus.Moved, ids[1]), (late.Status, late.Stored));
        Assert.Equal((CommitStatus.Moved, ids[1]), (early.Status, early.Stored));
        Assert.Equal((ids[1], 2L), ((await StateAsync()).Cursor, (await StateAsync()).Position));
    }

    [Fact]
    public async Task A_commit_under_an_older_epoch_or_by_another_owner_is_fenced()
    {
        var ids = await AppendAsync("a", "b");
        var old = await AcquireAsync("a");
        var mine = await AcquireAsync("a");

        var older = await CommitAsync(new CommitRequest(Claim(old, "a"), EntryId.Zero, ids[0], 1));
        var other = await CommitAsync(new CommitRequest(Claim(mine, "b"), EntryId.Zero, ids[0], 1));
        var unknown = await CommitAsync(new CommitRequest(new LeaseClaim(Lease with { Processor = "none" }, "a", 1), EntryId.Zero, ids[0], 1));

        Assert.All([older, other, unknown], reply => Assert.Equal(CommitStatus.Fenced, reply.Status));
        Assert.Equal(EntryId.Zero, (await StateAsync()).Cursor);
        Assert.Equal(EntryId.Zero, (await Server.FindGroupAsync(Lease))?.Delivered);
    }

    [Fact]
    public async Task A_zombie_cannot_commit_or_release_after_another_took_over()
    {
        var ids = await AppendAsync("a", "b");
        var zombie = await CrashAsync("a");
        var mine = await AcquireAsync("b");

        var commit = await CommitAsync(new CommitRequest(Claim(zombie, "a"), EntryId.Zero, ids[1], 2));
        var release = await CommitAsync(new CommitRequest(Claim(zombie, "a"), EntryId.Zero, EntryId.Zero, 0, Release: true));

        Assert.Equal((CommitStatus.Fenced, CommitStatus.Fenced), (commit.Status, release.Status));
        var state = await StateAsync();
        Assert.Equal((EntryId.Zero, "b", mine.Epoch), (state.Cursor, state.Owner, state.Epoch));
    }

    [Fact]
    public async Task A_lease_that_ran_out_and_that_nobody_took_may_still_commit()
    {
        var ids = await AppendAsync("a");
        var mine = await CrashAsync("a");

        Assert.Equal(CommitStatus.Committed, (await CommitAsync(new CommitRequest(Claim(mine, "a"), EntryId.Zero, ids[0], 1))).Status);
    }

    [Fact]
    public async Task A_commit_can_release_the_lease_in_the_same_step()
    {
        var ids = await AppendAsync("a", "b");
        var mine = await AcquireAsync("a");

        await CommitAsync(new CommitRequest(Claim(mine, "a"), EntryId.Zero, ids[0], 1, Release: true));
        var next = await AcquireAsync("b");

        Assert.Equal((ids[0], 1L, 0, false), (next.Cursor, next.Position, next.Crashes, next.TakenOver));
    }

    [Fact]
    public async Task Releasing_alone_moves_nothing_and_needs_no_stream()
    {
        var mine = await AcquireAsync("a");
        await Server.OccupyAsync(Partition);

        var reply = await CommitAsync(new CommitRequest(Claim(mine, "a"), EntryId.Zero, EntryId.Zero, 0, Release: true));

        Assert.Equal(CommitStatus.Committed, reply.Status);
        var state = await StateAsync();
        Assert.Equal((null, EntryId.Zero), (state.Owner, state.Cursor));
        Assert.True(state.Remaining <= TimeSpan.Zero);
    }

    [Fact]
    public async Task A_release_whose_answer_was_lost_can_be_repeated_until_another_takes_the_lease()
    {
        var ids = await AppendAsync("a", "b");
        var mine = await AcquireAsync("a");
        var request = new CommitRequest(Claim(mine, "a"), EntryId.Zero, ids[0], 1, Release: true);

        await CommitAsync(request);
        var again = await CommitAsync(request);
        await AcquireAsync("b");
        var late = await CommitAsync(request);

        Assert.Equal((CommitStatus.Committed, CommitStatus.Fenced), (again.Status, late.Status));
        Assert.Equal(("b", ids[0], 1L), ((await StateAsync()).Owner, (await StateAsync()).Cursor, (await StateAsync()).Position));
    }

    [Fact]
    public async Task A_release_is_fenced_once_another_had_the_lease_though_nobody_has_it_now()
    {
        var ids = await AppendAsync("a", "b");
        var zombie = await CrashAsync("a");
        var other = await AcquireAsync("b");
        await CommitAsync(new CommitRequest(Claim(other, "b"), EntryId.Zero, ids[0], 1, Release: true));

        var same = await CommitAsync(new CommitRequest(Claim(zombie, "a"), EntryId.Zero, ids[0], 1, Release: true));
        var further = await CommitAsync(new CommitRequest(Claim(zombie, "a"), ids[0], ids[1], 1, Release: true));

        Assert.Equal((CommitStatus.Fenced, CommitStatus.Fenced), (same.Status, further.Status));
        Assert.Equal((ids[0], 1L), ((await StateAsync()).Cursor, (await StateAsync()).Position));
    }

    [Fact]
    public async Task What_was_released_cannot_be_extended_or_moved()
    {
        var ids = await AppendAsync("a", "b");
        var mine = await AcquireAsync("a");
        await CommitAsync(new CommitRequest(Claim(mine, "a"), EntryId.Zero, ids[0], 1, Release: true));

        Assert.False(await ExtendAsync(Claim(mine, "a")));
        Assert.Equal(CommitStatus.Fenced, (await CommitAsync(new CommitRequest(Claim(mine, "a"), ids[0], ids[1], 1))).Status);
    }

    [Fact]
    public async Task Each_partition_of_a_call_succeeds_or_fails_for_itself()
    {
        var requests = new List<CommitRequest>();
        var ids = new List<EntryId>();
        for (var i = 0; i < 5; i++)
        {
            var lease = LeaseOn(i);
            ids.Add((await AppendAsync(lease.Partition, "a"))[0]);
            var mine = await AcquireAsync("a", lease: lease);
            requests.Add(new CommitRequest(Claim(mine, "a", lease), EntryId.Zero, ids[i], 1, Release: i == 4));
        }

        await AcquireAsync("a", lease: LeaseOn(1));
        await Reliable.CommitAsync([requests[2] with { Next = new EntryId(1, 1) }], Cancellation);
        await Server.OccupyAsync(LeaseOn(3).Partition);

        var replies = await Broker.CommitAsync(requests, Cancellation);

        Assert.Equal(
            [CommitStatus.Committed, CommitStatus.Fenced, CommitStatus.Moved, CommitStatus.Failed, CommitStatus.Committed],
            replies.Select(reply => reply.Status));
        Assert.Equal(new EntryId(1, 1), replies[2].Stored);
        Assert.Equal(BrokerFailure.WrongType, replies[3].Error?.Failure);
        Assert.Equal((EntryId.Zero, "a"), ((await StateAsync(LeaseOn(3))).Cursor, (await StateAsync(LeaseOn(3))).Owner));
        Assert.Equal((ids[0], "a"), ((await StateAsync(LeaseOn(0))).Cursor, (await StateAsync(LeaseOn(0))).Owner));
        Assert.Equal((ids[4], null), ((await StateAsync(LeaseOn(4))).Cursor, (await StateAsync(LeaseOn(4))).Owner));
    }

    [Fact]
    public async Task A_commit_that_failed_succeeds_when_the_cause_is_gone()
    {
        var ids = await AppendAsync("a");
        var mine = await AcquireAsync("a");
        await Server.OccupyAsync(Partition);
        var request = new CommitRequest(Claim(mine, "a"), EntryId.Zero, ids[0], 1);
        Assert.Equal(CommitStatus.Failed, (await CommitAsync(request)).Status);
        await Server.DeleteAsync(Partition);

        Assert.Equal(CommitStatus.Committed, (await CommitAsync(request)).Status);
        Assert.Equal(ids[0], (await StateAsync()).Cursor);
    }

    [Fact]
    public async Task A_group_that_is_missing_at_a_commit_is_made_anew()
    {
        var ids = await AppendAsync("a", "b");
        var mine = await AcquireAsync("a");
        await Server.DeleteGroupAsync(Lease);

        Assert.Equal(CommitStatus.Committed, (await CommitAsync(new CommitRequest(Claim(mine, "a"), EntryId.Zero, ids[0], 1))).Status);

        Assert.Equal(new GroupView(ids[0], 1, 0), await Server.FindGroupAsync(Lease));
    }

    [Fact]
    public async Task A_stream_that_is_missing_at_a_commit_is_made_anew_and_new_ids_stay_above_the_cursor()
    {
        var future = new EntryId(9_000_000_000_000_000, 7);
        await Broker.AppendAsync(Partition, Batch(1, new EntryId(5, 0), future), Cancellation);
        var mine = await AcquireAsync("a");
        await Server.DeleteAsync(Partition);

        Assert.Equal(CommitStatus.Committed, (await CommitAsync(new CommitRequest(Claim(mine, "a"), EntryId.Zero, future, 2))).Status);

        var next = await Broker.AppendAsync(Partition, Batch(2, "new"), Cancellation);
        Assert.True(next.First > future, $"{next.First} stands after {future}.");
        Assert.Equal(["new"], (await ReadAsync(Partition, future)).Select(Value));
    }

    [Fact]
    public async Task A_position_that_another_program_did_not_keep_is_counted()
    {
        var ids = await AppendAsync("a", "b", "c", "d");
        await Server.SetGroupAsync(Lease, ids[2], [ids[1]]);
        var mine = await AcquireAsync("a");

        await CommitAsync(new CommitRequest(Claim(mine, "a"), ids[0], ids[1], 1));

        Assert.Equal((1L, 2L), (mine.Position, (await StateAsync()).Position));
    }

    [Fact]
    public async Task After_a_flush_commits_are_fenced()
    {
        var ids = await AppendAsync("a");
        var mine = await AcquireAsync("a");
        await Server.FlushAsync();

        Assert.Equal(CommitStatus.Fenced, (await CommitAsync(new CommitRequest(Claim(mine, "a"), EntryId.Zero, ids[0], 1))).Status);
    }

    private static LeaseId LeaseOn(int partition) => Lease with { Partition = Partition with { Index = partition } };
}
