namespace Runnel.Brokers.Memory;

/// <summary>The leadership of one app, and what its leader-only tasks have claimed.</summary>
internal sealed class MemoryLeader
{
    public string? Owner { get; set; }

    public long Term { get; set; }

    /// <summary>By the server's clock.</summary>
    public TimeSpan Expiry { get; set; }

    /// <summary>The last claimed instant of each task, and the term that claimed it.</summary>
    public Dictionary<string, (DateTimeOffset Instant, long Term)> Claimed { get; } = new(StringComparer.Ordinal);

    /// <summary>The schedule of each task that asks what it missed, and since when it has it.</summary>
    public Dictionary<string, (string Schedule, DateTimeOffset Since)> Recalled { get; } = new(StringComparer.Ordinal);

    public bool IsHeldBy(string owner, long term) => Owner == owner && Term == term;
}
