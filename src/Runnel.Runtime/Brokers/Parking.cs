namespace Runnel.Brokers;

/// <summary>An event that is parked: all that is needed to hand it out again, wherever else it may be gone by then.</summary>
/// <param name="Id">Its id in the partition it came from.</param>
/// <param name="Letter">The id of its dead letter in the sink; <see cref="EntryId.Zero"/>: it has none.</param>
/// <param name="Fields">Its fields as they are stored.</param>
internal sealed record ParkedEvent(EntryId Id, EntryId Letter, RawFields Fields);

/// <summary>Parks an event behind the others of its key.</summary>
/// <param name="Claim">The lease; another owner or epoch stored means fenced.</param>
/// <param name="Key">The key's canonical text.</param>
/// <param name="Event">The event.</param>
/// <param name="Follows">Only if the key is parked already: it is not the event that failed.</param>
/// <param name="MaxKeys">How many keys may be parked on the partition.</param>
/// <param name="MaxEvents">How many events may be parked on the partition.</param>
internal sealed record ParkRequest(LeaseClaim Claim, byte[] Key, ParkedEvent Event, bool Follows, int MaxKeys, int MaxEvents);

internal enum ParkStatus
{
    /// <summary>The event is parked: now, or by an earlier try. An event that was settled meanwhile (parked, and perhaps released) counts as that too.</summary>
    Parked,

    /// <summary>The lease is lost: drop the partition; never retry.</summary>
    Fenced,

    /// <summary>As much is parked as may be; nothing was done.</summary>
    Full,

    /// <summary>The key of a follower is not parked any more; nothing was done.</summary>
    Free,
}

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
