using System.Globalization;

namespace Runnel.Brokers.Memory;

/// <summary>Appending, once per producer and sequence.</summary>
internal static class MemoryAppending
{
    public static AppendReply Append(MemoryServer server, MemoryApp app, PartitionId id, AppendBatch batch)
    {
        if (app.Producers.TryGet(id, batch.Producer, server.Now, out var sequence, out var stored))
        {
            if (batch.Sequence == sequence) return stored with { Repeated = true };
            if (batch.Sequence < sequence) return stored with { Status = AppendStatus.Stale, FailedIndex = -1, Error = null };
        }

        CheckIds(batch);
        var reply = Add(server, app.Get(id), batch);
        app.Producers.Set(id, batch.Producer, batch.Sequence, reply, server.Now, batch.AnswerLifetime);
        if (reply.First != EntryId.Zero) app.Waits.Signal(id);
        return reply;
    }

    private static AppendReply Add(MemoryServer server, MemoryPartition partition, AppendBatch batch)
    {
        var first = EntryId.Zero;
        var last = EntryId.Zero;
        for (var i = 0; i < batch.Entries.Count; i++)
        {
            if (batch is { IsLimited: true, MaxLength: > 0 } && partition.Entries.Count >= batch.MaxLength) return new AppendReply(AppendStatus.Full, first, last, i);
            var entry = batch.Entries[i];
            var next = entry.Id ?? (i == 0 ? server.NextId(partition.Last) : Following(partition.Last));
            var refusal = next is null ? Exhausted(partition.Last) : partition.TryAdd(next.Value, entry.Fields);
            if (refusal is not null) return new AppendReply(AppendStatus.Partial, first, last, i, refusal);
            last = partition.Last;
            if (i == 0) first = last;
            if (batch.MaxLength > 0 && !batch.IsLimited) partition.Trim(batch.MaxLength);
        }

        return new AppendReply(AppendStatus.Appended, first, last);
    }

    /// <summary>The next id of the same millisecond, so that the ids of a batch can be told from its first and last.</summary>
    private static EntryId? Following(EntryId last) => last.Sequence < ulong.MaxValue ? last with { Sequence = last.Sequence + 1 } : null;

    private static string Exhausted(EntryId last)
        => string.Create(CultureInfo.InvariantCulture, $"The millisecond of the last id {last} has no ids left.");

    private static void CheckIds(AppendBatch batch)
    {
        for (var i = 1; i < batch.Entries.Count; i++)
        {
            if (batch.Entries[i].Id.HasValue != batch.Entries[0].Id.HasValue)
                throw new ArgumentException("Either all entries of a batch have explicit ids or none has.", nameof(batch));
        }
    }
}
