namespace Runnel.Streams;

/// <summary>One record in a lane.</summary>
/// <param name="Target">Who waits for it.</param>
/// <param name="Index">Its place in the target's source; 0 for a single record.</param>
/// <param name="Fields">What to append; none: not encoded yet.</param>
/// <param name="Id">The explicit id, if any.</param>
/// <param name="QueuedAt">When, as a timestamp of the lane's clock.</param>
internal readonly record struct QueuedSend(SendTarget Target, long Index, RawFields Fields, EntryId? Id, long QueuedAt)
{
    public bool IsEncoded => Fields.Count > 0;

    /// <summary>The bytes of names and values.</summary>
    public int Size { get; init; } = SizeOf(Fields);

    public QueuedSend Encoded()
    {
        var fields = Target.Encode();
        return this with { Fields = fields, Size = SizeOf(fields) };
    }

    private static int SizeOf(RawFields fields)
    {
        var size = 0;
        for (var i = 0; i < fields.Count; i++) size += fields.NameAt(i).Length + fields.ValueAt(i).Length;
        return size;
    }
}
