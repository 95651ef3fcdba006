namespace Runnel.Brokers.Memory;

/// <summary>The leadership of one app, and what its leader-only tasks have claimed.</summary>
internal sealed class MemoryLeader
{
    public string? Owner { get; set; }

    public long Term { get; set; }

    /// <summary>By the server's clock.</summary>
    public TimeSpan Expiry { get; set; }

    public Dictionary<string, DateTimeOffset> Claimed { get; } = new(StringComparer.Ordinal);

    public bool IsHeldBy(string owner, long term) => Owner == owner && Term == term;
}
