namespace Runnel.Brokers;

/// <summary>One record to append; without an id the broker gives the next one.</summary>
internal readonly record struct AppendEntry(RawFields Fields, EntryId? Id = null);

/// <summary>
/// One producer's next batch for one partition. The broker keeps, per producer and partition, the last sequence and its answer: the same
/// sequence again returns the stored answer and appends nothing; a lower one is stale.
/// </summary>
/// <param name="Producer">The producer's id, new each run.</param>
/// <param name="Sequence">1, 2, 3 … per producer and partition.</param>
/// <param name="Entries">At most 256, either all with explicit ids or none.</param>
/// <param name="MaxLength">The partition's approximate greatest length; 0: unbounded.</param>
/// <param name="AnswerLifetime">How long the answer is kept, by the broker's clock.</param>
internal sealed record AppendBatch(string Producer, long Sequence, IReadOnlyList<AppendEntry> Entries, long MaxLength, TimeSpan AnswerLifetime)
{
    /// <summary>
    /// Whether <see cref="MaxLength"/> is a limit: what does not fit is not appended (<see cref="AppendStatus.Full"/>). Else the oldest
    /// entries are trimmed for it.
    /// </summary>
    public bool IsLimited { get; init; }
}

internal enum AppendStatus
{
    /// <summary>All entries are in the stream, <c>First</c> to <c>Last</c>.</summary>
    Appended,

    /// <summary>
    /// The entries before <c>FailedIndex</c> are in the stream; that one was refused; those after it were not tried. The answer is stored: go on with a new sequence. (A
    /// reason that lies with the whole partition, such as a key of another type, is a <see cref="BrokerException"/> instead, and nothing was appended.)
    /// </summary>
    Partial,

    /// <summary>
    /// A higher sequence of this producer was seen before: nothing was appended. <c>First</c> and <c>Last</c> are those of that sequence.
    /// </summary>
    Stale,

    /// <summary>
    /// The partition has no room: the entries before <c>FailedIndex</c> (0: none) are in the stream, that one and those after it are not.
    /// The answer is stored: go on with a new sequence when there is room.
    /// </summary>
    Full,
}

/// <summary>The broker's answer to a batch.</summary>
/// <param name="Status">What became of the batch.</param>
/// <param name="First">The id of the first appended entry; <see cref="EntryId.Zero"/> where none was.</param>
/// <param name="Last">The id of the last appended entry. Ids the broker gave within a batch share the milliseconds and count up by one.</param>
/// <param name="FailedIndex">The index of the refused entry, or of the first that found no room; or -1.</param>
/// <param name="Error">Why it was refused.</param>
/// <param name="Repeated">Whether this is the stored answer to a sequence that had been carried out before.</param>
internal readonly record struct AppendReply(AppendStatus Status, EntryId First, EntryId Last, int FailedIndex = -1, string? Error = null, bool Repeated = false);
