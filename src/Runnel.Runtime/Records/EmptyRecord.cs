namespace Runnel.Records;

/// <summary>
/// The field that stands for a record without fields: a stream entry must have one. The name can be no property's, so that no record
/// mistakes it for its own.
/// </summary>
internal static class EmptyRecord
{
    public static RawFields Fields { get; } = new("(empty)"u8.ToArray(), ReadOnlyMemory<byte>.Empty);

    public static RawFields Marked(RawFields fields) => fields.Count == 0 ? Fields : fields;
}
