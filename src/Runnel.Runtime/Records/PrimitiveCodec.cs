using System.ComponentModel;
using Runnel.Records;

namespace Runnel;

/// <summary>The codec of a primitive record: each property is one stream field.</summary>
/// <typeparam name="T">The record.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class PrimitiveCodec<T> : IEventCodec<T>
    where T : IPrimitiveRecord<T>
{
    /// <inheritdoc/>
    public RawFields Encode(T record) => EmptyRecord.Marked(T.WriteFields(record));

    /// <inheritdoc/>
    public T Decode(RawFields fields) => T.ReadFields(fields);
}
