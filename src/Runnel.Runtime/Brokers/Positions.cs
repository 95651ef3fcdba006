namespace Runnel.Brokers;

/// <summary>One partition of a stream of the broker's app.</summary>
internal readonly record struct PartitionId(string Stream, int Index)
{
    public override string ToString() => $"{Stream}/{Index}";
}

/// <summary>One processor's place on one partition: what a lease is held on and a cursor belongs to.</summary>
internal readonly record struct LeaseId(PartitionId Partition, string Processor)
{
    public override string ToString() => $"{Processor} on {Partition}";
}

/// <summary>One entry as the broker stores it.</summary>
internal readonly record struct StreamEntry(EntryId Id, RawFields Fields);

/// <summary>A lease as its holder knows it: owner and epoch (the fencing token) are what every write is checked against.</summary>
internal readonly record struct LeaseClaim(LeaseId Lease, string Owner, long Epoch);
