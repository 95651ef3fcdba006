namespace Runnel.Brokers.Memory;

/// <summary>A consumer group of a partition, as Redis keeps it: what other programs see of a processor.</summary>
internal sealed class MemoryGroup(EntryId delivered, long position)
{
    /// <summary>The last id delivered.</summary>
    public EntryId Delivered { get; set; } = delivered;

    /// <summary>ENTRIESREAD; -1: unknown.</summary>
    public long Position { get; set; } = position;

    /// <summary>What consumers of another program were given and did not acknowledge. Runnel itself leaves nothing here.</summary>
    public SortedSet<EntryId> Pending { get; } = [];
}
