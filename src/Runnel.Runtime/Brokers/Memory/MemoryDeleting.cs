namespace Runnel.Brokers.Memory;

/// <summary>Deleting entries by an operator's hand.</summary>
internal static class MemoryDeleting
{
    public static void Delete(MemoryApp app, PartitionId id, IReadOnlyList<EntryId> entries)
    {
        if (app.Find(id) is not { } partition) return;
        for (var i = 0; i < entries.Count; i++)
        {
            if (partition.Remove(entries[i])) GoPast(app, id, entries[i]);
        }
    }

    /// <summary>What is gone counts in a position as if it stood before the cursor: so it does not look lost to those who had not seen it.</summary>
    private static void GoPast(MemoryApp app, PartitionId partition, EntryId entry)
    {
        foreach (var (id, lease) in app.Leases)
        {
            if (id.Partition != partition || lease.Position < 0 || lease.Cursor is not { } cursor || cursor >= entry) continue;
            lease.Position++;
            app.SetGroup(id, cursor, lease.Position);
        }
    }
}
