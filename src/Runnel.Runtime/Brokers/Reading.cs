namespace Runnel.Brokers;

/// <summary>Asks for up to <paramref name="Count"/> entries of a partition that stand after an id.</summary>
internal readonly record struct ReadRequest(PartitionId Partition, EntryId After, int Count);

/// <summary>What one partition answered: entries in id order (none: caught up), or why it could not be read while others could.</summary>
internal readonly record struct PartitionEntries(PartitionId Partition, IReadOnlyList<StreamEntry> Entries, BrokerException? Error = null);

/// <summary>The answer to a read.</summary>
/// <param name="Generation">
/// The connection generation that was current when the read was <em>sent</em>. A reader that has seen a newer one throws the answer away:
/// it may come from a server that lags behind the cursor.
/// </param>
/// <param name="Partitions">One per request that had entries or an error; requests with nothing new may be absent.</param>
internal readonly record struct ReadReply(long Generation, IReadOnlyList<PartitionEntries> Partitions);
