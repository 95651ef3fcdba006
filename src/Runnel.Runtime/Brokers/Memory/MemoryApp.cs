namespace Runnel.Brokers.Memory;

/// <summary>Everything that the server keeps of one app. All of it is guarded by the server's lock.</summary>
internal sealed class MemoryApp
{
    /// <summary>Partitions; null stands for a key that holds another type of value.</summary>
    public Dictionary<PartitionId, MemoryPartition?> Partitions { get; } = [];

    public Dictionary<LeaseId, MemoryLease> Leases { get; } = [];

    public MemoryProducers Producers { get; } = new();

    public MemoryWaits Waits { get; } = new();

    public MemoryLeader Leader { get; private set; } = new();

    public Dictionary<string, StreamDeclaration> Declarations { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, string> Schemas { get; } = new(StringComparer.Ordinal);

    /// <summary>When each processor was declared last, by the server's clock.</summary>
    public Dictionary<GroupId, TimeSpan> Processors { get; } = [];

    public Dictionary<GroupId, MemoryGroupMembers> Groups { get; } = [];

    public MemoryListeners Listeners { get; } = new();

    public MemoryGroupMembers Group(GroupId group)
    {
        if (!Groups.TryGetValue(group, out var found)) Groups[group] = found = new MemoryGroupMembers();
        return found;
    }

    /// <summary>The partition, or null when there is none.</summary>
    public MemoryPartition? Find(PartitionId partition)
    {
        if (!Partitions.TryGetValue(partition, out var found)) return null;
        return found ?? throw new BrokerException(
            BrokerFailure.WrongType, $"The key of partition {partition} holds another type of value than a stream. Remove the key, or give the stream another name.");
    }

    /// <summary>The partition, made when there is none.</summary>
    public MemoryPartition Get(PartitionId partition)
    {
        var found = Find(partition);
        if (found is null) Partitions[partition] = found = new MemoryPartition();
        return found;
    }

    /// <summary>Sets a group, making it, and the partition, where they are missing. True: something was missing.</summary>
    public bool SetGroup(LeaseId lease, EntryId cursor, long position)
    {
        var partition = Find(lease.Partition);
        if (partition is null)
        {
            // New ids must stay above the cursor.
            partition = Get(lease.Partition);
            (partition.Last, partition.Added) = (cursor, cursor == EntryId.Zero ? 0 : Math.Max(0, position));
        }

        if (partition.Groups.TryGetValue(lease.Processor, out var group))
        {
            (group.Delivered, group.Position) = (cursor, position);
            return false;
        }

        partition.Groups[lease.Processor] = new MemoryGroup(cursor, position);
        return true;
    }

    public void Clear()
    {
        Partitions.Clear();
        Leases.Clear();
        Producers.Clear();
        Declarations.Clear();
        Processors.Clear();
        Groups.Clear();
        Leader = new MemoryLeader();
    }
}
