using Runnel.Brokers;
using Xunit;

namespace Runnel.Tests.Conformance;

/// <summary>Deleting by an operator's hand: what is gone is gone, and nobody misses it.</summary>
public abstract class DeletingConformance : BrokerConformance
{
    [Fact]
    public async Task Deleted_entries_are_gone_and_the_others_stay()
    {
        var ids = await AppendAsync("a", "b", "c", "d");

        await Broker.DeleteAsync(Partition, [ids[2], ids[0], new EntryId(1, 1)], Cancellation);

        Assert.Equal(["b", "d"], await ValuesAsync(Partition));
        var state = await Broker.InspectAsync(Partition, Cancellation);
        Assert.Equal((2L, ids[1], ids[3], 4L), (state.Length, state.First, state.Last, state.Added));
    }

    [Fact]
    public async Task Where_nothing_is_nothing_is_deleted_and_nothing_made()
    {
        await Broker.DeleteAsync(Partition, [new EntryId(1, 1)], Cancellation);
        await Broker.DeleteAsync(Partition, [], Cancellation);

        Assert.Equal(default, await Broker.InspectAsync(Partition, Cancellation));
        Assert.Null(await Broker.InspectAsync(Lease, Cancellation));
    }

    [Fact]
    public async Task A_partition_without_entries_left_goes_on()
    {
        var ids = await AppendAsync("a", "b");

        await Broker.DeleteAsync(Partition, ids, Cancellation);
        var next = await AppendAsync("c");

        Assert.True(next[0] > ids[1]);
        Assert.Equal(["c"], await ValuesAsync(Partition));
    }

    [Fact]
    public async Task A_key_of_another_type_is_told()
    {
        await Server.OccupyAsync(Partition);

        var error = await Assert.ThrowsAsync<BrokerException>(async () => await Broker.DeleteAsync(Partition, [new EntryId(1, 1)], Cancellation));

        Assert.Equal((BrokerFailure.WrongType, false), (error.Failure, error.IsTransient));
    }

    [Fact]
    public async Task What_an_owner_had_not_seen_is_not_lost_to_it()
    {
        var ids = await AppendAsync([.. Enumerable.Range(0, 20).Select(i => $"{i}")]);
        var claim = Claim(await AcquireAsync("a"), "a");
        await CommitAsync(new CommitRequest(claim, default, ids[4], 5));

        await Broker.DeleteAsync(Partition, [ids[0], ids[4], ids[5], ids[9]], Cancellation);

        Assert.Equal(0, await Reliable.CountLostAsync(claim, Cancellation));
        Assert.Equal((13L, 0L), await LagAsync());
        await CommitAsync(new CommitRequest(claim, ids[4], ids[11], 5));
        Assert.Equal(0, await Reliable.CountLostAsync(claim, Cancellation));
        await CommitAsync(new CommitRequest(claim, ids[11], ids[19], 8));
        Assert.Equal(0, await Reliable.CountLostAsync(claim, Cancellation));
        Assert.Equal(new GroupView(ids[19], 20, 0), await Server.FindGroupAsync(Lease));
    }

    [Fact]
    public async Task Nor_to_the_next_owner()
    {
        var ids = await AppendAsync("a", "b", "c", "d");
        var claim = Claim(await AcquireAsync("a"), "a");
        await CommitAsync(new CommitRequest(claim, default, ids[0], 1, Release: true));

        await Broker.DeleteAsync(Partition, [ids[0], ids[1]], Cancellation);
        var next = await Reliable.AcquireAsync(new AcquireRequest(Lease, "b", Server.Long, 0), Cancellation);

        Assert.Equal((ids[0], 2L, 0L), (next.Cursor, next.Position, next.Lost));
    }

    [Fact]
    public async Task What_was_trimmed_beside_it_is_lost_all_the_same()
    {
        var ids = await AppendAsync([.. Enumerable.Range(0, 10).Select(i => $"{i}")]);
        var claim = Claim(await AcquireAsync("a"), "a");
        await CommitAsync(new CommitRequest(claim, default, ids[1], 2, Release: true));

        await Broker.DeleteAsync(Partition, [ids[8]], Cancellation);
        await Server.TrimAsync(Partition, 4);
        var next = await Reliable.AcquireAsync(new AcquireRequest(Lease, "b", Server.Long, 0), Cancellation);

        // Of ten, two were handled and one deleted; of the seven that were left, three were trimmed.
        Assert.Equal((ids[1], 3L), (next.Cursor, next.Lost));
    }

    [Fact]
    public async Task Each_processor_goes_past_what_it_had_not_seen()
    {
        var other = Lease with { Processor = "bury" };
        var ids = await AppendAsync("a", "b", "c");
        var (first, second) = (Claim(await AcquireAsync("a"), "a"), Claim(await AcquireAsync("a", lease: other), "a", other));
        await CommitAsync(new CommitRequest(first, default, ids[2], 3));

        await Broker.DeleteAsync(Partition, [ids[1]], Cancellation);

        Assert.Equal((3L, 1L), ((await StateAsync()).Position, (await StateAsync(other)).Position));
        await CommitAsync(new CommitRequest(second, default, ids[2], 2));
        Assert.Equal((0L, 0L), (await Reliable.CountLostAsync(first, Cancellation), await Reliable.CountLostAsync(second, Cancellation)));
    }

    [Fact]
    public async Task A_group_of_another_program_does_not_stand_in_the_way()
    {
        var ids = await AppendAsync("a", "b", "c");
        await Server.SetGroupAsync(Lease, ids[0], [ids[0]]);

        await Broker.DeleteAsync(Partition, [ids[1]], Cancellation);

        Assert.Equal(["a", "c"], await ValuesAsync(Partition));
        Assert.Equal((EntryId.Zero, 0L), ((await AcquireAsync("a")).Cursor, (await StateAsync()).Crashes));
    }

    private async Task<(long? Lag, long Lost)> LagAsync()
    {
        var progress = await Broker.InspectProgressAsync(Lease, Cancellation);
        return (progress.Lag, progress.Lost);
    }
}
