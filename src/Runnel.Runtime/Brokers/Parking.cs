namespace Runnel.Brokers;

/// <summary>An event that is parked: all that is needed to hand it out again, wherever else it may be gone by then.</summary>
/// <param name="Id">Its id in the partition it came from.</param>
/// <param name="Letter">The id of its dead letter in the sink; <see cref="EntryId.Zero"/>: it has none.</param>
/// <param name="Fields">Its fields as they are stored.</param>
internal sealed record ParkedEvent(EntryId Id, EntryId Letter, RawFields Fields);

/// <summary>An event and its key's canonical text.</summary>
internal sealed record ParkEntry(byte[] Key, ParkedEvent Event);

/// <summary>
/// Parks events, each behind the others of its key, and moves the cursor over them in the same step: a server that forgets the one forgets the other.
/// </summary>
/// <param name="Claim">The lease; another owner or epoch stored means fenced.</param>
/// <param name="Expected">The cursor the holder believes is stored.</param>
/// <param name="Next">The cursor to store.</param>
/// <param name="Count">How many entries lie between the two, for the position.</param>
/// <param name="Entries">
/// The events in id order. One that is parked already is not parked again; one before the last of its key, to which an operator has set the cursor back, is
/// put in its place.
/// </param>
/// <param name="Follows">Only if all the keys are parked already: none of it failed.</param>
/// <param name="MaxKeys">How many keys may be parked on the partition.</param>
/// <param name="MaxEvents">How many events may be parked on the partition.</param>
internal sealed record ParkRequest(
    LeaseClaim Claim, EntryId Expected, EntryId Next, long Count, IReadOnlyList<ParkEntry> Entries, bool Follows, int MaxKeys, int MaxEvents);

internal enum ParkStatus
{
    /// <summary>All is parked, and the cursor stands at <c>Next</c>: now, or by an earlier try whose answer was lost.</summary>
    Parked,

    /// <summary>The lease is lost: drop the partition; never retry.</summary>
    Fenced,

    /// <summary>The stored cursor is neither expected nor next: nothing was done; see <see cref="CommitStatus.Moved"/>.</summary>
    Moved,

    /// <summary>As much is parked as may be; nothing was done.</summary>
    Full,

    /// <summary>A key that was to be followed is not parked any more; nothing was done.</summary>
    Free,
}

/// <summary>The broker's answer to <see cref="ParkRequest"/>.</summary>
/// <param name="Status">What became of it; all or nothing.</param>
/// <param name="Stored">Moved: the cursor that is stored.</param>
internal sealed record ParkReply(ParkStatus Status, EntryId Stored = default);

/// <summary>A key whose events are parked on one partition.</summary>
/// <param name="Key">The key's canonical text.</param>
/// <param name="Count">How many events are parked.</param>
/// <param name="First">The oldest of them.</param>
/// <param name="Last">The last one that came.</param>
/// <param name="Since">When the key was parked, by the broker's clock.</param>
/// <param name="IsReleasing">Whether it was asked to be released, and is not yet.</param>
internal sealed record ParkedKey(byte[] Key, long Count, EntryId First, EntryId Last, DateTimeOffset Since, bool IsReleasing);

/// <summary>Keys are equal when their bytes are.</summary>
internal sealed class KeyComparer : IEqualityComparer<byte[]>
{
    public static KeyComparer Instance { get; } = new();

    public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

    public int GetHashCode(byte[] key)
    {
        var hash = default(HashCode);
        hash.AddBytes(key);
        return hash.ToHashCode();
    }
}
