using Runnel.Brokers;

namespace Runnel.Processing;

/// <summary>An event whose key is parked.</summary>
internal sealed record ParkedFollower(byte[] Key, RawEvent Event);

/// <summary>What is not handed out of a delivery.</summary>
/// <param name="Followers">The events whose keys are parked, in order.</param>
/// <param name="IsAll">Whether nothing else is in it.</param>
internal sealed record SetAside(IReadOnlyList<ParkedFollower> Followers, bool IsAll);

/// <summary>What is to be parked of one delivery.</summary>
/// <param name="follows">Whether none of it failed, and nothing else was in the delivery.</param>
internal sealed class ParkPlan(bool follows)
{
    public bool Follows => follows;

    /// <summary>In id order.</summary>
    public List<ParkEntry> Entries { get; } = [];

    /// <summary>Whether an event failed whose key cannot be read.</summary>
    public bool HasUnknown { get; set; }
}
