namespace Runnel;

/// <summary>One event as it is stored: its place and its fields, not decoded.</summary>
/// <param name="Stream">The stream's name.</param>
/// <param name="Partition">The partition, from 0.</param>
/// <param name="Id">The entry's id within the partition.</param>
/// <param name="Fields">The fields as stored.</param>
public readonly record struct RawEvent(string Stream, int Partition, EntryId Id, RawFields Fields)
{
    /// <summary>How often the event came back from dead letters; 0: it never did.</summary>
    public int Returns => EntryHeaders.ReturnsOf(Fields);
}
