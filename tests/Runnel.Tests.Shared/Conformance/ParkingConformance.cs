using System.Text;
using Runnel.Brokers;
using Xunit;

namespace Runnel.Tests.Conformance;

/// <summary>Parked keys: kept in order under the lease, and played back by whoever holds it.</summary>
public abstract class ParkingConformance : BrokerConformance
{
    private static readonly byte[] Key = "seven"u8.ToArray();

    // No text at all.
    private static readonly byte[] Odd = [0, 255, 32, 58, 10];

    [Fact]
    public async Task Events_are_kept_in_order_with_all_that_they_hold()
    {
        var claim = Claim(await AcquireAsync("a"), "a");
        var fields = new RawFields(Odd, ReadOnlyMemory<byte>.Empty, "name"u8.ToArray(), "12:34"u8.ToArray());

        Assert.Equal(ParkStatus.Parked, await ParkAsync(claim, Odd, new ParkedEvent(new EntryId(1, 1), new EntryId(9, 7), fields)));
        Assert.Equal(ParkStatus.Parked, await ParkAsync(claim, Odd, Event(2), follows: true));
        Assert.Equal(ParkStatus.Parked, await ParkAsync(claim, Key, Event(3)));

        var read = await Broker.ReadParkedAsync(Lease, Odd, 10, Cancellation);
        Assert.Equal([new EntryId(1, 1), new EntryId(2, 1)], read.Select(static parked => parked.Id));
        Assert.Equal([new EntryId(9, 7), EntryId.Zero], read.Select(static parked => parked.Letter));
        Assert.Equal(fields.Select(static field => (Convert.ToHexString(field.Key.Span), Convert.ToHexString(field.Value.Span))),
            read[0].Fields.Select(static field => (Convert.ToHexString(field.Key.Span), Convert.ToHexString(field.Value.Span))));
        Assert.Equal(new EntryId(1, 1), Assert.Single(await Broker.ReadParkedAsync(Lease, Odd, 1, Cancellation)).Id);
        var keys = (await Broker.InspectParkedAsync(Lease, Cancellation)).OrderBy(static key => key.First).ToList();
        Assert.Equal([Convert.ToHexString(Odd), Convert.ToHexString(Key)], keys.Select(static key => Convert.ToHexString(key.Key)));
        Assert.Equal((2L, new EntryId(1, 1), new EntryId(2, 1), false), (keys[0].Count, keys[0].First, keys[0].Last, keys[0].IsReleasing));
        Assert.NotEqual(default, keys[0].Since);
        var progress = await Broker.InspectProgressAsync(Lease, Cancellation);
        Assert.Equal((2L, 3L), (progress.ParkedKeys, progress.ParkedEvents));
    }

    [Fact]
    public async Task Nothing_is_parked_where_nothing_ever_was()
    {
        Assert.False((await AcquireAsync("a")).HasParked);
        Assert.Empty(await Broker.InspectParkedAsync(Lease, Cancellation));
        Assert.Empty(await Broker.ReadParkedAsync(Lease, Key, 10, Cancellation));
        Assert.False(await Broker.ReleaseParkedAsync(Lease, Key, discard: false, Cancellation));
        Assert.False(await Broker.ReleaseParkedAsync(Lease with { Processor = "none" }, Key, discard: true, Cancellation));
        var progress = await Broker.InspectProgressAsync(Lease, Cancellation);
        Assert.Equal((0L, 0L), (progress.ParkedKeys, progress.ParkedEvents));
    }

    [Fact]
    public async Task Only_the_owner_parks_and_plays_back()
    {
        var old = Claim(await CrashAsync("a"), "a");
        var mine = Claim(await AcquireAsync("b"), "b");
        Assert.Equal(ParkStatus.Parked, await ParkAsync(mine, Key, Event(1)));

        Assert.Equal(ParkStatus.Fenced, await ParkAsync(old, Key, Event(2), follows: true));
        Assert.Equal(ParkStatus.Fenced, await ParkAsync(mine with { Epoch = mine.Epoch - 1 }, Key, Event(2), follows: true));
        Assert.False(await Broker.UnparkAsync(old, Key, new EntryId(1, 1), 1, Cancellation));
        Assert.False(await Broker.UnparkAsync(old, Key, EntryId.Zero, 0, Cancellation));

        Assert.Equal(new EntryId(1, 1), Assert.Single(await Broker.ReadParkedAsync(Lease, Key, 10, Cancellation)).Id);
    }

    [Fact]
    public async Task Parking_moves_the_cursor_in_the_same_step()
    {
        var ids = await AppendAsync("x", "y", "z");
        var claim = Claim(await AcquireAsync("a"), "a");
        ParkEntry[] entries = [Entry(Key, ids[0]), Entry(Odd, ids[1]), Entry(Key, ids[2])];

        Assert.Equal(ParkStatus.Parked, (await ParkAsync(claim, EntryId.Zero, ids[2], false, 9, 9, entries)).Status);
        Assert.Equal(ParkStatus.Parked, (await ParkAsync(claim, EntryId.Zero, ids[2], false, 9, 9, entries)).Status);

        var state = await StateAsync();
        Assert.Equal((ids[2], 3L), (state.Cursor, state.Position));
        Assert.Equal(ids[2], (await AcquireAsync("a")).Cursor);
        Assert.Equal([ids[0], ids[2]], (await Broker.ReadParkedAsync(Lease, Key, 10, Cancellation)).Select(static parked => parked.Id));
        Assert.Equal(ids[1], Assert.Single(await Broker.ReadParkedAsync(Lease, Odd, 10, Cancellation)).Id);
    }

    [Fact]
    public async Task A_call_that_comes_late_parks_nothing()
    {
        var ids = await AppendAsync("x", "y");
        var claim = Claim(await AcquireAsync("a"), "a");
        Assert.Equal(ParkStatus.Parked, (await ParkAsync(claim, EntryId.Zero, ids[0], false, 9, 9, Entry(Key, ids[0]))).Status);
        Assert.True(await Broker.UnparkAsync(claim, Key, ids[0], 1, Cancellation));
        Assert.Equal(CommitStatus.Committed, (await CommitAsync(new CommitRequest(claim, ids[0], ids[1], 1))).Status);

        var late = await ParkAsync(claim, EntryId.Zero, ids[0], false, 9, 9, Entry(Key, ids[0]));

        Assert.Equal(new ParkReply(ParkStatus.Moved, ids[1]), late);
        Assert.Empty(await Broker.InspectParkedAsync(Lease, Cancellation));
    }

    [Fact]
    public async Task After_a_reset_what_is_parked_is_not_parked_twice()
    {
        var ids = await AppendAsync("x", "y");
        var claim = Claim(await AcquireAsync("a"), "a");
        await ParkAsync(claim, EntryId.Zero, ids[1], false, 9, 9, Entry(Key, ids[0]), Entry(Key, ids[1]));
        await Broker.ResetAsync(Lease, EntryId.Zero, Cancellation);
        claim = Claim(await AcquireAsync("a"), "a");

        Assert.Equal(ParkStatus.Parked, (await ParkAsync(claim, EntryId.Zero, ids[0], true, 9, 9, Entry(Key, ids[0]))).Status);
        Assert.Equal(ParkStatus.Parked, (await ParkAsync(claim, ids[0], ids[1], true, 9, 9, Entry(Key, ids[1]))).Status);

        Assert.Equal(ids, (await Broker.ReadParkedAsync(Lease, Key, 10, Cancellation)).Select(static parked => parked.Id));
        Assert.Equal(2, (await Broker.InspectProgressAsync(Lease, Cancellation)).ParkedEvents);
    }

    [Fact]
    public async Task All_of_a_batch_is_parked_or_nothing()
    {
        var claim = Claim(await AcquireAsync("a"), "a");
        ParkEntry[] entries = [Entry(Key, new EntryId(1, 1)), Entry(Odd, new EntryId(2, 1)), Entry(Key, new EntryId(3, 1))];

        Assert.Equal(ParkStatus.Full, (await ParkAsync(claim, EntryId.Zero, new EntryId(3, 1), false, 1, 9, entries)).Status);
        Assert.Equal(ParkStatus.Full, (await ParkAsync(claim, EntryId.Zero, new EntryId(3, 1), false, 2, 2, entries)).Status);
        Assert.Equal(ParkStatus.Free, (await ParkAsync(claim, EntryId.Zero, new EntryId(3, 1), true, 9, 9, entries)).Status);

        Assert.Empty(await Broker.InspectParkedAsync(Lease, Cancellation));
        Assert.Equal(EntryId.Zero, (await StateAsync()).Cursor);
    }

    [Fact]
    public async Task A_follower_of_a_key_that_is_not_parked_is_told_so()
    {
        var claim = Claim(await AcquireAsync("a"), "a");

        Assert.Equal(ParkStatus.Free, await ParkAsync(claim, Key, Event(1), follows: true));

        Assert.Empty(await Broker.InspectParkedAsync(Lease, Cancellation));
    }

    [Fact]
    public async Task Keys_and_events_are_bounded()
    {
        var claim = Claim(await AcquireAsync("a"), "a");
        Assert.Equal(ParkStatus.Parked, await ParkAsync(claim, Key, Event(1), maxKeys: 1, maxEvents: 2));

        Assert.Equal(ParkStatus.Full, await ParkAsync(claim, Odd, Event(2), maxKeys: 1, maxEvents: 9));
        Assert.Equal(ParkStatus.Parked, await ParkAsync(claim, Key, Event(3), follows: true, maxKeys: 1, maxEvents: 2));
        Assert.Equal(ParkStatus.Full, await ParkAsync(claim, Key, Event(4), follows: true, maxKeys: 1, maxEvents: 2));

        Assert.Equal([new EntryId(1, 1), new EntryId(3, 1)], (await Broker.ReadParkedAsync(Lease, Key, 10, Cancellation)).Select(static parked => parked.Id));
    }

    [Fact]
    public async Task Playing_back_removes_from_the_front_and_the_last_one_frees_the_key()
    {
        var claim = Claim(await AcquireAsync("a"), "a");
        for (var i = 1; i <= 4; i++) await ParkAsync(claim, Key, Event(i), follows: i > 1);
        Assert.True(await Broker.ReleaseParkedAsync(Lease, Key, discard: false, Cancellation));
        Assert.True(Assert.Single(await Broker.InspectParkedAsync(Lease, Cancellation)).IsReleasing);

        Assert.True(await Broker.UnparkAsync(claim, Key, new EntryId(1, 1), 1, Cancellation));
        Assert.True(await Broker.UnparkAsync(claim, Key, new EntryId(1, 1), 1, Cancellation));
        var key = Assert.Single(await Broker.InspectParkedAsync(Lease, Cancellation));
        Assert.Equal((3L, new EntryId(2, 1), new EntryId(4, 1), true), (key.Count, key.First, key.Last, key.IsReleasing));
        Assert.True(await Broker.UnparkAsync(claim, Key, new EntryId(2, 1), 10, Cancellation));

        Assert.Empty(await Broker.InspectParkedAsync(Lease, Cancellation));
        Assert.Equal(ParkStatus.Free, await ParkAsync(claim, Key, Event(5), follows: true));
        Assert.False((await AcquireAsync("a")).HasParked);
    }

    [Fact]
    public async Task After_a_reset_what_was_settled_or_skipped_before_is_put_in_its_place()
    {
        var ids = await AppendAsync("s", "t", "u", "v", "w", "x", "y", "z");
        var claim = Claim(await AcquireAsync("a"), "a");
        Assert.Equal(CommitStatus.Committed, (await CommitAsync(new CommitRequest(claim, EntryId.Zero, ids[1], 2))).Status);
        await ParkAsync(claim, ids[1], ids[3], false, 9, 9, Entry(Key, ids[3]));
        await ParkAsync(claim, ids[3], ids[6], true, 9, 9, Entry(Key, ids[4]), Entry(Key, ids[6]));
        await Broker.ResetAsync(Lease, EntryId.Zero, Cancellation);
        claim = Claim(await AcquireAsync("a"), "a");

        ParkEntry[] all = [Entry(Key, ids[1]), Entry(Key, ids[2]), Entry(Key, ids[3]), Entry(Key, ids[4]), Entry(Key, ids[5]), Entry(Key, ids[6]), Entry(Key, ids[7])];
        Assert.Equal(ParkStatus.Full, (await ParkAsync(claim, EntryId.Zero, ids[7], true, 9, 6, all)).Status);
        Assert.Equal(ParkStatus.Parked, (await ParkAsync(claim, EntryId.Zero, ids[7], true, 9, 7, all)).Status);

        Assert.Equal(ids.Skip(1), (await Broker.ReadParkedAsync(Lease, Key, 10, Cancellation)).Select(static parked => parked.Id));
        var key = Assert.Single(await Broker.InspectParkedAsync(Lease, Cancellation));
        Assert.Equal((7L, ids[1], ids[7]), (key.Count, key.First, key.Last));
        Assert.Equal(7, (await Broker.InspectProgressAsync(Lease, Cancellation)).ParkedEvents);
    }

    [Fact]
    public async Task A_release_that_fails_leaves_the_rest_parked()
    {
        var claim = Claim(await AcquireAsync("a"), "a");
        await ParkAsync(claim, Key, Event(1));
        await ParkAsync(claim, Key, Event(2), follows: true);
        await Broker.ReleaseParkedAsync(Lease, Key, discard: false, Cancellation);
        await Broker.UnparkAsync(claim, Key, new EntryId(1, 1), 1, Cancellation);

        Assert.True(await Broker.UnparkAsync(claim, Key, EntryId.Zero, 0, Cancellation));

        var key = Assert.Single(await Broker.InspectParkedAsync(Lease, Cancellation));
        Assert.Equal((1L, new EntryId(2, 1), false), (key.Count, key.First, key.IsReleasing));
        Assert.Equal(ParkStatus.Parked, await ParkAsync(claim, Key, Event(3), follows: true));
    }

    [Fact]
    public async Task Discarding_forgets_the_events_of_one_key()
    {
        var claim = Claim(await AcquireAsync("a"), "a");
        await ParkAsync(claim, Key, Event(1));
        await ParkAsync(claim, Key, Event(2), follows: true);
        await ParkAsync(claim, Odd, Event(3));
        await Broker.ReleaseParkedAsync(Lease, Key, discard: false, Cancellation);

        Assert.True(await Reliable.ReleaseParkedAsync(Lease, Key, discard: true, Cancellation));

        Assert.False(await Reliable.ReleaseParkedAsync(Lease, Key, discard: true, Cancellation));
        Assert.Empty(await Broker.ReadParkedAsync(Lease, Key, 10, Cancellation));
        var progress = await Broker.InspectProgressAsync(Lease, Cancellation);
        Assert.Equal((1L, 1L), (progress.ParkedKeys, progress.ParkedEvents));
        Assert.True(await Broker.UnparkAsync(claim, Key, new EntryId(1, 1), 1, Cancellation));
    }

    [Fact]
    public async Task The_next_owner_is_told_and_a_crash_during_a_release_is_counted()
    {
        var claim = Claim(await AcquireAsync("a", Server.Short), "a");
        await ParkAsync(claim, Key, Event(1));
        await ParkAsync(claim, Key, Event(2), follows: true);
        await ExpireAsync(Lease, Server.Short);
        var idle = await AcquireAsync("b", Server.Short);
        Assert.Equal((true, 0), (idle.HasParked, idle.Crashes));
        await Broker.ReleaseParkedAsync(Lease, Key, discard: false, Cancellation);
        await ExpireAsync(Lease, Server.Short);

        var next = await AcquireAsync("c");

        Assert.Equal((true, 1), (next.HasParked, next.Crashes));
        await Broker.UnparkAsync(Claim(next, "c"), Key, new EntryId(1, 1), 1, Cancellation);
        Assert.Equal(0, (await StateAsync()).Crashes);
    }

    [Fact]
    public async Task What_is_parked_outlives_another_stream_in_the_place()
    {
        await AppendAsync("x");
        var claim = Claim(await AcquireAsync("a"), "a");
        var far = new EntryId(ulong.MaxValue / 4, 1);
        await ParkAsync(claim, Key, new ParkedEvent(far, EntryId.Zero, Fields("x")));

        // The stream's last id is below the cursor.
        var again = await Reliable.AcquireAsync(new AcquireRequest(Lease, "a", Server.Long, 0), Cancellation);

        Assert.Equal((true, AcquireNotes.Replaced), (again.HasParked, again.Notes));
        Assert.Equal(ParkStatus.Parked, await ParkAsync(Claim(again, "a"), Key, Event(5), follows: true));
        Assert.Equal([far, new EntryId(5, 1)], (await Broker.ReadParkedAsync(Lease, Key, 10, Cancellation)).Select(static parked => parked.Id));
    }

    private static ParkEntry Entry(byte[] key, EntryId id) => new(key, new ParkedEvent(id, EntryId.Zero, Fields("x")));

    private static ParkedEvent Event(int number) => new(new EntryId((ulong)number, 1), EntryId.Zero, new RawFields("n"u8.ToArray(), Encoding.UTF8.GetBytes($"{number}")));

    /// <summary>Parks one event, wherever the cursor stands.</summary>
    private async Task<ParkStatus> ParkAsync(
        LeaseClaim claim, byte[] key, ParkedEvent parked, bool follows = false, int maxKeys = 100, int maxEvents = 100)
    {
        var expected = (await StateAsync()).Cursor!.Value;
        return (await ParkAsync(claim, expected, parked.Id, follows, maxKeys, maxEvents, new ParkEntry(key, parked))).Status;
    }

    private async Task<ParkReply> ParkAsync(
        LeaseClaim claim, EntryId expected, EntryId next, bool follows, int maxKeys, int maxEvents, params ParkEntry[] entries)
        => await Broker.ParkAsync(new ParkRequest(claim, expected, next, entries.Length, entries, follows, maxKeys, maxEvents), Cancellation);
}
