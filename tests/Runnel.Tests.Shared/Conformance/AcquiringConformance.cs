using Runnel.Brokers;
using Xunit;

namespace Runnel.Tests.Conformance;

/// <summary>Taking, keeping and losing leases.</summary>
public abstract class AcquiringConformance : BrokerConformance
{
    [Fact]
    public async Task The_first_acquire_starts_before_the_first_entry()
    {
        Assert.Null(await Broker.InspectAsync(Lease, Cancellation));

        var reply = await Reliable.AcquireAsync(new AcquireRequest(Lease, "a", Server.Long, 0), Cancellation);

        Assert.Equal(AcquireStatus.Acquired, reply.Status);
        Assert.True(reply.Epoch > 0);
        Assert.Equal((EntryId.Zero, 0L, 0L, 0, false), (reply.Cursor, reply.Position, reply.Lost, reply.Crashes, reply.TakenOver));
        Assert.Equal(AcquireNotes.None, reply.Notes);
        Assert.Equal(Reliable.Generation, reply.Generation);
        var state = await StateAsync();
        Assert.Equal(("a", reply.Epoch), (state.Owner, state.Epoch));
        Assert.InRange(state.Remaining, TimeSpan.FromMinutes(1), Server.Long);
    }

    [Fact]
    public async Task A_lease_that_another_holds_is_refused_with_what_is_left_of_it()
    {
        await AcquireAsync("a");

        var reply = await TryAcquireAsync("b");

        Assert.Equal((AcquireStatus.Held, "a"), (reply.Status, reply.Holder));
        Assert.InRange(reply.Remaining, TimeSpan.FromMinutes(1), Server.Long);
        Assert.Equal("a", (await StateAsync()).Owner);
    }

    [Fact]
    public async Task An_owner_takes_its_own_lease_again_under_a_higher_epoch_which_fences_the_old_one()
    {
        var first = await AcquireAsync("a");

        var second = await AcquireAsync("a");

        Assert.True(second.Epoch > first.Epoch);
        Assert.Equal((0, false), (second.Crashes, second.TakenOver));
        Assert.False(await ExtendAsync(Claim(first, "a")));
        Assert.True(await ExtendAsync(Claim(second, "a")));
    }

    [Fact]
    public async Task A_lease_that_ran_out_goes_to_the_next_owner_and_the_vanished_one_is_counted()
    {
        await AppendAsync("x");
        var crashed = await CrashAsync("a");
        var taken = await CrashAsync("b");
        var last = await AcquireAsync("c");

        Assert.Equal((0, false), (crashed.Crashes, crashed.TakenOver));
        Assert.Equal((1, true), (taken.Crashes, taken.TakenOver));
        Assert.Equal((2, true), (last.Crashes, last.TakenOver));
        Assert.True(crashed.Epoch < taken.Epoch && taken.Epoch < last.Epoch);
        Assert.False(await ExtendAsync(Claim(crashed, "a")));
        Assert.False(await ExtendAsync(Claim(taken, "b")));
    }

    [Fact]
    public async Task From_the_last_chance_on_only_an_owner_that_had_begun_is_counted()
    {
        await AppendAsync("x");
        await CrashAsync("a");
        await CrashAsync("b");
        Assert.Equal(2, await VanishAsync("c", begins: false));
        Assert.Equal(2, await VanishAsync("d", begins: true));
        Assert.Equal(3, await VanishAsync("e", begins: false));

        // Under a new epoch the same owner goes on with what it had begun.
        Assert.Equal(3, await VanishAsync("f", begins: true, again: true));
        Assert.Equal(4, await VanishAsync("g", begins: false));
        Assert.Equal(4, await VanishAsync("h", begins: false));
        Assert.False(await Broker.BeginAsync(new LeaseClaim(Lease, "a", 1), Cancellation));
    }

    [Fact]
    public async Task An_owner_that_vanished_with_nothing_in_hand_is_not_counted()
    {
        var ids = await AppendAsync("x");
        await CrashAsync("a");
        var taken = await AcquireAsync("b", Server.Short);
        await CommitAsync(new CommitRequest(Claim(taken, "b"), EntryId.Zero, ids[0], 1));
        await ExpireAsync(Lease, Server.Short);
        await CrashAsync("c");

        var next = await AcquireAsync("d");

        Assert.Equal((0, false), (next.Crashes, next.TakenOver));
    }

    [Fact]
    public async Task An_owner_that_acquires_again_is_still_told_that_it_took_over()
    {
        await AppendAsync("x");
        await CrashAsync("a");
        await AcquireAsync("b");

        var again = await AcquireAsync("b");

        Assert.Equal((1, true), (again.Crashes, again.TakenOver));
    }

    [Fact]
    public async Task Progress_ends_the_row_of_crashes()
    {
        var ids = await AppendAsync("x", "y");
        await CrashAsync("a");
        var taken = await AcquireAsync("b", Server.Short);
        await CommitAsync(new CommitRequest(Claim(taken, "b"), EntryId.Zero, ids[0], 1));
        Assert.Equal(0, (await StateAsync()).Crashes);
        await ExpireAsync(Lease, Server.Short);

        Assert.Equal(1, (await AcquireAsync("c")).Crashes);
    }

    [Fact]
    public async Task A_release_ends_the_row_of_crashes()
    {
        await AppendAsync("x");
        await CrashAsync("a");
        var taken = await AcquireAsync("b");
        await CommitAsync(new CommitRequest(Claim(taken, "b"), EntryId.Zero, EntryId.Zero, 0, Release: true));

        var next = await AcquireAsync("c");

        Assert.Equal((0, false), (next.Crashes, next.TakenOver));
    }

    [Fact]
    public async Task A_lease_that_ran_out_and_that_nobody_took_can_be_extended()
    {
        var mine = await CrashAsync("a");

        Assert.True(await ExtendAsync(Claim(mine, "a")));

        Assert.Equal(AcquireStatus.Held, (await TryAcquireAsync("b")).Status);
    }

    [Fact]
    public async Task Extending_answers_for_each_lease_in_order()
    {
        var other = Lease with { Processor = "bury" };
        var unknown = Lease with { Processor = "nobody" };
        var mine = await AcquireAsync("a");
        var lost = await AcquireAsync("a", lease: other);
        await AcquireAsync("a", lease: other);

        var replies = await Broker.ExtendAsync(
            [Claim(lost, "a", other), Claim(mine, "a"), new LeaseClaim(unknown, "a", 1), Claim(mine, "b")], Server.Long, Cancellation);

        Assert.Equal([ExtendStatus.Lost, ExtendStatus.Held, ExtendStatus.Lost, ExtendStatus.Lost], replies.Select(static reply => reply.Status));
        Assert.Null(await Broker.InspectAsync(unknown, Cancellation));
    }

    [Fact]
    public async Task An_extension_lasts_as_long_as_it_says()
    {
        var mine = await AcquireAsync("a", Server.Short);
        await Reliable.ExtendAsync([Claim(mine, "a")], Server.Long, Cancellation);
        Assert.InRange((await StateAsync()).Remaining, TimeSpan.FromMinutes(1), Server.Long);

        await Reliable.ExtendAsync([Claim(mine, "a")], Server.Short, Cancellation);
        await ExpireAsync(Lease, Server.Short);

        Assert.Equal(AcquireStatus.Acquired, (await TryAcquireAsync("b")).Status);
    }

    [Fact]
    public async Task The_epoch_is_above_what_the_worker_has_seen()
    {
        var seen = (await AcquireAsync("a")).Epoch + 1_000_000_000_000;

        Assert.True((await AcquireAsync("a", minimum: seen)).Epoch > seen);
    }

    [Fact]
    public async Task Epochs_keep_growing_when_the_server_forgets_everything()
    {
        var before = await AcquireAsync("a");
        await Server.FlushAsync();

        var after = await AcquireAsync("b", minimum: before.Epoch);

        Assert.True(after.Epoch > before.Epoch);
        Assert.Equal((EntryId.Zero, 0), (after.Cursor, after.Crashes));
        Assert.False(await ExtendAsync(Claim(before, "a")));
    }

    [Fact]
    public async Task Processors_and_partitions_have_leases_of_their_own()
    {
        await AcquireAsync("a");

        await AcquireAsync("b", lease: Lease with { Processor = "bury" });
        await AcquireAsync("c", lease: Lease with { Partition = Partition with { Index = 4 } });

        Assert.Equal("a", (await StateAsync()).Owner);
    }

    [Fact]
    public async Task Of_many_that_ask_at_once_one_gets_the_lease()
    {
        var brokers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => CreateBrokerAsync()));

        var replies = await Task.WhenAll(brokers.Select((broker, i) => Task.Run(
            async () => await broker.AcquireAsync(new AcquireRequest(Lease, $"owner-{i}", Server.Long, 0), Cancellation), Cancellation)));

        var winner = Assert.Single(replies, reply => reply.Status == AcquireStatus.Acquired);
        Assert.Equal($"owner-{Array.IndexOf(replies, winner)}", (await StateAsync()).Owner);
        Assert.All(replies.Where(reply => reply != winner), reply
            => Assert.Equal((AcquireStatus.Held, winner.Epoch > 0), (reply.Status, reply.Holder is not null)));
    }

    [Fact]
    public async Task A_key_of_another_type_refuses_the_acquire()
    {
        await Server.OccupyAsync(Partition);

        var error = await Assert.ThrowsAsync<BrokerException>(() => TryAcquireAsync("a"));

        Assert.Equal(BrokerFailure.WrongType, error.Failure);
    }

    /// <summary>Takes the lease with a last chance after two crashes, and lets it run out; the crashes that were counted.</summary>
    private async Task<int> VanishAsync(string owner, bool begins, bool again = false)
    {
        var request = new AcquireRequest(Lease, owner, Server.Short, 0, LastChance: 2);
        var reply = await Reliable.AcquireAsync(request, Cancellation);
        if (begins) Assert.True(await Reliable.BeginAsync(Claim(reply, owner), Cancellation));
        if (again) await Reliable.AcquireAsync(request, Cancellation);
        await ExpireAsync(Lease, Server.Short);
        return reply.Crashes;
    }
}
