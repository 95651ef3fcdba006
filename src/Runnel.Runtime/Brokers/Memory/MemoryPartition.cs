using System.Globalization;

namespace Runnel.Brokers.Memory;

/// <summary>One partition: its entries, what is known of its life, and the groups on it.</summary>
internal sealed class MemoryPartition
{
    public EntryLog Entries { get; } = new();

    public Dictionary<string, MemoryGroup> Groups { get; } = new(StringComparer.Ordinal);

    /// <summary>The last id ever given.</summary>
    public EntryId Last { get; set; }

    /// <summary>Entries of its whole life.</summary>
    public long Added { get; set; }

    /// <summary>Entries that are gone: trimmed or deleted.</summary>
    public long Removed => Added - Entries.Count;

    public PartitionState View() => new(Entries.Count, Entries.Count > 0 ? Entries[0].Id : default, Last, Added);

    /// <summary>Appends one entry; null when done, else why it was refused.</summary>
    public string? TryAdd(EntryId id, RawFields fields)
    {
        if (id == EntryId.Zero) return "The id 0-0 is no entry's id: ids begin at 0-1.";
        if (id <= Last) return string.Create(CultureInfo.InvariantCulture, $"The id {id} is not above the partition's last id {Last}: ids only grow.");
        if (fields.Count == 0) return "The entry has no fields.";
        Entries.Add(new StreamEntry(id, Copy(fields)));
        Last = id;
        Added++;
        return null;
    }

    public void Trim(long length)
    {
        if (Entries.Count > length) Entries.RemoveFirst(Entries.Count - (int)length);
    }

    /// <summary>Deletes an entry. False: it is not there.</summary>
    public bool Remove(EntryId id)
    {
        var index = Entries.IndexAfter(id.Previous);
        if (index >= Entries.Count || Entries[index].Id != id) return false;
        Entries.RemoveAt(index);
        return true;
    }

    public StreamEntry[] ReadAfter(EntryId after, int count)
    {
        if (Last <= after) return [];
        var from = Entries.IndexAfter(after);
        var entries = new StreamEntry[Math.Min(Math.Max(count, 0), Entries.Count - from)];
        for (var i = 0; i < entries.Length; i++) entries[i] = Entries[from + i];
        return entries;
    }

    public EntryCount Count(EntryId after, EntryId through, int limit)
    {
        var from = Entries.IndexAfter(after);
        var count = Math.Max(0, Entries.IndexAfter(through) - from);
        return new EntryCount(Math.Min(count, limit), count <= limit, count > 0 ? Entries[from].Id : null);
    }

    /// <summary>How many entries of its life stand at or before an id, as far as can be told from what is left.</summary>
    public long PositionOf(EntryId id) => Added - (Entries.Count - Entries.IndexAfter(id));

    /// <summary>Where a group that was left by another program goes on: before its oldest pending entry.</summary>
    public EntryId Before(EntryId id)
    {
        var index = Entries.IndexAfter(id.Previous);
        return index > 0 ? Entries[index - 1].Id : EntryId.Zero;
    }

    /// <summary>The sender may use its buffers again once the call has returned.</summary>
    private static RawFields Copy(RawFields fields)
    {
        var total = 0;
        for (var i = 0; i < fields.Count; i++) total += fields.NameAt(i).Length + fields.ValueAt(i).Length;
        var bytes = new byte[total];
        var parts = new ReadOnlyMemory<byte>[fields.Count * 2];
        var offset = 0;
        for (var i = 0; i < parts.Length; i++)
        {
            var part = i % 2 == 0 ? fields.NameAt(i / 2) : fields.ValueAt(i / 2);
            part.CopyTo(bytes.AsMemory(offset));
            parts[i] = bytes.AsMemory(offset, part.Length);
            offset += part.Length;
        }

        return new RawFields(parts);
    }
}
