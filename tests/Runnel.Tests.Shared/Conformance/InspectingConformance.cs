using Runnel.Brokers;
using Xunit;

namespace Runnel.Tests.Conformance;

/// <summary>What operators see: how far a processor is, and what failed last.</summary>
public abstract class InspectingConformance : BrokerConformance
{
    private static readonly StreamDeclaration Declared = new("orders", 4, "crc", "Order");

    [Fact]
    public async Task Before_its_first_acquire_a_processor_has_all_there_is_to_do()
    {
        Assert.Equal((null, 0L, null), Told(await ProgressAsync()));
        var ids = await AppendAsync("a", "b");

        var progress = await ProgressAsync();

        Assert.Equal((null, 2L, ids[0]), Told(progress));
        Assert.Equal(new PartitionState(2, ids[0], ids[1], 2), progress.Partition);
        Assert.Null(await Broker.InspectAsync(Lease, Cancellation));
    }

    [Fact]
    public async Task The_lag_is_what_stands_behind_the_cursor()
    {
        var claim = Claim(await AcquireAsync("a"), "a");
        var ids = await AppendAsync("a", "b", "c");
        Assert.Equal((EntryId.Zero, 3L, ids[0]), Told(await ProgressAsync()));

        await CommitAsync(new CommitRequest(claim, EntryId.Zero, ids[1], 2));
        var behind = await ProgressAsync();
        await CommitAsync(new CommitRequest(claim, ids[1], ids[2], 1));
        var done = await ProgressAsync();

        Assert.Equal((ids[1], 1L, ids[2]), Told(behind));
        Assert.Equal((ids[2], 0L, null), Told(done));
        Assert.Equal(("a", claim.Epoch, 3L, 0L), (done.Lease?.Owner, done.Lease?.Epoch, done.Lease?.Position, done.Lost));
        Assert.True(done.Lease!.Remaining > TimeSpan.Zero);
    }

    [Fact]
    public async Task The_instant_is_one_of_the_brokers_clock()
    {
        var id = (await AppendAsync("a"))[0];

        var first = (await ProgressAsync()).Now;
        var second = (await ProgressAsync()).Now;

        Assert.InRange(first, id.Timestamp, second);
    }

    [Fact]
    public async Task What_was_trimmed_before_it_was_handled_is_told()
    {
        var ids = await AppendAsync("a", "b", "c");
        var claim = Claim(await AcquireAsync("a"), "a");
        await CommitAsync(new CommitRequest(claim, EntryId.Zero, ids[1], 2));
        var more = await AppendAsync("d", "e", "f");
        await Server.TrimAsync(Partition, 2);

        var progress = await ProgressAsync();

        Assert.Equal((ids[1], 2L, more[1]), Told(progress));
        Assert.Equal(2, progress.Lost);
        Assert.Equal(new PartitionState(2, more[1], more[2], 6), progress.Partition);
        await Server.TrimAsync(Partition, 0);
        progress = await ProgressAsync();
        Assert.Equal((ids[1], 0L, null), Told(progress));
        Assert.Equal(4, progress.Lost);
    }

    [Fact]
    public async Task An_owner_that_was_overtaken_by_trimming_has_a_true_lag()
    {
        var claim = Claim(await AcquireAsync("a"), "a");
        var ids = await AppendAsync([.. Enumerable.Range(0, 50).Select(static number => $"{number}")]);
        await Server.TrimAsync(Partition, 30);

        // It saw those from 20 to 44.
        await CommitAsync(new CommitRequest(claim, EntryId.Zero, ids[44], 25));

        Assert.Equal((ids[44], 5L, ids[45]), Told(await ProgressAsync()));
    }

    [Fact]
    public async Task A_long_lag_is_told_by_the_position()
    {
        var claim = Claim(await AcquireAsync("a"), "a");
        var ids = await AppendAsync([.. Enumerable.Range(0, 250).Select(static number => $"{number}")]);

        foreach (var handled in (int[])[1, 50, 149, 150, 151, 249])
        {
            var cursor = (await StateAsync()).Cursor!.Value;
            var before = ids.Count(id => id <= cursor);
            await CommitAsync(new CommitRequest(claim, cursor, ids[handled - 1], handled - before));
            Assert.Equal((ids[handled - 1], 250L - handled, ids[handled]), Told(await ProgressAsync()));
        }
    }

    [Fact]
    public async Task Another_stream_in_the_place_of_the_one_it_knew_is_all_to_be_done()
    {
        var ids = await AppendAsync("a", "b");
        var claim = Claim(await AcquireAsync("a"), "a");
        await CommitAsync(new CommitRequest(claim, EntryId.Zero, ids[1], 2));
        await Server.DeleteAsync(Partition);
        Assert.Equal((ids[1], 0L, null), Told(await ProgressAsync()));

        await Server.AddAsync(Partition, Fields("x"), new EntryId(5, 0));

        Assert.Equal((ids[1], 1L, new EntryId(5, 0)), Told(await ProgressAsync()));
    }

    [Fact]
    public async Task What_is_taken_over_of_another_program_is_not_known_before()
    {
        var ids = await AppendAsync("a", "b", "c");
        await Server.SetGroupAsync(Lease, ids[1], []);

        Assert.Equal((null, null, null), Told(await ProgressAsync()));

        await AcquireAsync("a");
        Assert.Equal((ids[1], 1L, ids[2]), Told(await ProgressAsync()));
    }

    [Fact]
    public async Task A_key_of_another_type_is_told_as_such()
    {
        await Server.OccupyAsync(Partition);

        var error = await Assert.ThrowsAsync<BrokerException>(async () => await Reliable.InspectProgressAsync(Lease, Cancellation));

        Assert.Equal((BrokerFailure.WrongType, false), (error.Failure, error.IsTransient));
    }

    [Fact]
    public async Task A_note_is_kept_as_it_was_given_and_the_last_one_counts()
    {
        var claim = Claim(await AcquireAsync("a"), "a");
        Assert.Null((await ProgressAsync()).Failure);

        Assert.True(await Broker.NoteFailureAsync(claim, Note("a") with { Exception = "an earlier one" }, Cancellation));
        Assert.True(await Broker.NoteFailureAsync(claim, Note("a"), Cancellation));

        Assert.Equal(Note("a"), (await ProgressAsync()).Failure);
    }

    [Fact]
    public async Task Only_the_owner_can_note_and_also_after_its_release_until_another_takes_the_lease()
    {
        var old = Claim(await CrashAsync("a"), "a");
        var mine = Claim(await AcquireAsync("b"), "b");
        Assert.False(await Broker.NoteFailureAsync(old, Note("a"), Cancellation));
        Assert.False(await Broker.NoteFailureAsync(mine with { Owner = "c" }, Note("c"), Cancellation));
        Assert.False(await Broker.NoteFailureAsync(mine with { Lease = Lease with { Processor = "none" } }, Note("b"), Cancellation));
        Assert.Null((await ProgressAsync()).Failure);

        await CommitAsync(new CommitRequest(mine, EntryId.Zero, EntryId.Zero, 0, Release: true));
        Assert.True(await Broker.NoteFailureAsync(mine, Note("b"), Cancellation));
        await AcquireAsync("c");
        Assert.False(await Broker.NoteFailureAsync(mine, Note("b") with { Exception = "late" }, Cancellation));

        Assert.Equal(Note("b"), (await ProgressAsync()).Failure);
    }

    [Fact]
    public async Task A_note_outlives_quarantine_resuming_and_resetting()
    {
        var ids = await AppendAsync("a", "b");
        var claim = Claim(await AcquireAsync("a"), "a");
        await Broker.QuarantineAsync(claim, new QuarantineMark(ids[0], ids[0], "x", Note("a").At), Cancellation);
        Assert.True(await Broker.NoteFailureAsync(claim, Note("a"), Cancellation));

        await Reliable.ResumeAsync(Lease, expected: null, skip: true, Cancellation);
        await Broker.ResetAsync(Lease, EntryId.Zero, Cancellation);
        await AcquireAsync("b");

        var progress = await ProgressAsync();
        Assert.Equal((Note("a"), null), (progress.Failure, progress.Lease?.Quarantine));
    }

    [Fact]
    public async Task Conflicts_are_found_without_recording_anything()
    {
        Assert.Empty(await Broker.FindConflictsAsync([Declared], Cancellation));
        Assert.Empty(await Broker.DeclareAsync([Declared with { PartitionCount = 8 }], Cancellation));

        var conflict = Assert.Single(await Broker.FindConflictsAsync([Declared], Cancellation));

        Assert.Equal(new DeclarationConflict("orders", "PartitionCount", "8", "4"), conflict);
        Assert.Empty(await Broker.FindConflictsAsync([Declared with { PartitionCount = 8 }], Cancellation));
    }

    private static FailureNote Note(string owner) => new(
        new EntryId(1, 2), new EntryId(3, 4), "Shop.PrintException: \"the größe\" is 'wrong' {x} | \0 ✓", owner,
        new DateTimeOffset(2026, 3, 29, 1, 2, 3, TimeSpan.Zero).AddTicks(1_234_567));

    private static (EntryId? Cursor, long? Lag, EntryId? Next) Told(ProcessorProgress progress) => (progress.Lease?.Cursor, progress.Lag, progress.Next);

    private Task<ProcessorProgress> ProgressAsync() => Broker.InspectProgressAsync(Lease, Cancellation).AsTask();
}
