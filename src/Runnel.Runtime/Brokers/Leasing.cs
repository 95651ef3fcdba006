namespace Runnel.Brokers;

/// <summary>Asks for the lease of one processor on one partition.</summary>
/// <param name="Lease">What.</param>
/// <param name="Owner">The executor's id, new each run.</param>
/// <param name="Expiry">How long the lease lasts by the broker's clock unless extended.</param>
/// <param name="MinimumEpoch">The highest epoch this worker has seen: the new one will be higher.</param>
/// <param name="LastChance">
/// From so many crashes on, another is counted only if the owner that vanished had said that it begins (<see cref="IBroker.BeginAsync"/>): many
/// partitions may have had something in hand when a process died, and one of them was the cause. 0: each is counted.
/// </param>
internal readonly record struct AcquireRequest(LeaseId Lease, string Owner, TimeSpan Expiry, long MinimumEpoch, int LastChance = 0);

internal enum AcquireStatus
{
    Acquired,

    /// <summary>Another owner holds it; <see cref="AcquireReply.Remaining"/> says for how long at most.</summary>
    Held,

    /// <summary>The partition is quarantined; <see cref="AcquireReply.Quarantine"/> says why.</summary>
    Quarantined,

    /// <summary>An operator paused the processor on the partition; <see cref="AcquireReply.Pause"/> says who, when and why.</summary>
    Paused,
}

/// <summary>What acquiring found beside the ordinary; each is logged and counted.</summary>
[Flags]
internal enum AcquireNotes
{
    None = 0,

    /// <summary>A consumer group of another program (the Python original) was taken over: its pending entries will be handled.</summary>
    Adopted = 1,

    /// <summary>The group or the stream was missing and was made anew at the stored cursor.</summary>
    Recreated = 2,

    /// <summary>The stream's last id is below the cursor: another stream stands there now; it is read from its start.</summary>
    Replaced = 4,

    /// <summary>The processor is new here, and as many entries as <see cref="AcquireReply.Position"/> says were trimmed before it came.</summary>
    Begins = 8,
}

/// <summary>The broker's answer to <see cref="AcquireRequest"/>.</summary>
internal sealed record AcquireReply(AcquireStatus Status)
{
    /// <summary>The fencing token of the new lease.</summary>
    public long Epoch { get; init; }

    /// <summary>The last id that this processor has settled: reading goes on after it.</summary>
    public EntryId Cursor { get; init; }

    /// <summary>The number of entries of the stream's life up to the cursor (the group's ENTRIESREAD), or -1 when unknown.</summary>
    public long Position { get; init; }

    /// <summary>Entries that were trimmed before this processor saw them, found at this acquire (already added to <see cref="Position"/>).</summary>
    public long Lost { get; init; }

    /// <summary>
    /// How often in a row an owner vanished without release while the cursor stood where it stands and entries came after it, or parked ones were being
    /// released. Progress, a release of the lease, a reset and a resume end the row.
    /// </summary>
    public int Crashes { get; init; }

    /// <summary>Held: how long the present lease lasts at most.</summary>
    public TimeSpan Remaining { get; init; }

    /// <summary>Held: who holds it.</summary>
    public string? Holder { get; init; }

    /// <summary>
    /// Acquired: an owner before it had not released it, and the cursor stands where it stood, so what that one had in hand may be handled
    /// again (<c>EventContext.Recovering</c>). Said again when the same owner acquires again, since the first answer may have been lost.
    /// </summary>
    public bool TakenOver { get; init; }

    public AcquireNotes Notes { get; init; }

    /// <summary>Acquired: whether events of any key are parked here; see <see cref="IBroker.ParkAsync"/>.</summary>
    public bool HasParked { get; init; }

    public QuarantineMark? Quarantine { get; init; }

    public PauseMark? Pause { get; init; }

    /// <summary>The connection generation in which this answer was given.</summary>
    public long Generation { get; init; }
}

internal enum ExtendStatus
{
    /// <summary>It is extended. One that had run out and that nobody took counts as held.</summary>
    Held,

    /// <summary>
    /// It is extended too, and an operator has paused the partition: finish what is in hand, hand nothing more out, commit, and release.
    /// </summary>
    Pausing,

    /// <summary>Another owner or epoch holds it, or it was released: drop the partition; never retry.</summary>
    Lost,

    /// <summary>
    /// Where this lease stands nobody answered (<see cref="ExtendReply.Error"/> says why), so it may have been extended or not; the others of the call
    /// are not touched. Retry.
    /// </summary>
    Unknown,
}

/// <summary>The broker's answer about one lease that was to be extended.</summary>
internal readonly record struct ExtendReply(ExtendStatus Status, BrokerException? Error = null);

/// <summary>Moves one cursor forward under its lease, or releases the lease, or both.</summary>
/// <param name="Claim">The lease; another owner or epoch stored means fenced.</param>
/// <param name="Expected">The cursor the holder believes is stored.</param>
/// <param name="Next">The cursor to store; equal to <paramref name="Expected"/> when only releasing.</param>
/// <param name="Count">How many entries lie between the two, for the position.</param>
/// <param name="Release">
/// Give the lease up in the same step, and end the row of crashes. Repeated after its answer was lost, it is committed still, until another takes the lease.
/// </param>
internal readonly record struct CommitRequest(LeaseClaim Claim, EntryId Expected, EntryId Next, long Count, bool Release = false);

internal enum CommitStatus
{
    /// <summary>The cursor stands at <c>Next</c>: moved now, or by an earlier try whose answer was lost.</summary>
    Committed,

    /// <summary>The lease is lost: drop the partition; never retry.</summary>
    Fenced,

    /// <summary>The stored cursor is neither expected nor next: discard the buffer, acquire again, go on from the stored one.</summary>
    Moved,

    /// <summary>This partition failed for a reason of its own; the others of the call are not touched. Retry.</summary>
    Failed,
}

internal readonly record struct CommitReply(CommitStatus Status, EntryId Stored = default, BrokerException? Error = null);

/// <summary>Why a partition is left alone: what failed, when, and with which exception.</summary>
/// <param name="First">The failed event, or the first of the failed batch.</param>
/// <param name="Last">The last of the failed batch; the same as <paramref name="First"/> for one event.</param>
/// <param name="Exception">The exception's type and message.</param>
/// <param name="At">When, by the worker's clock.</param>
internal sealed record QuarantineMark(EntryId First, EntryId Last, string Exception, DateTimeOffset At);
