using System.ComponentModel;

namespace Runnel;

/// <summary>Turns records of one stream into stream fields and back: the record's own field map, or serializer and compressor.</summary>
/// <typeparam name="T">The record.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface IEventCodec<T>
{
    /// <summary>Encodes a record.</summary>
    /// <param name="record">The record.</param>
    /// <returns>Its fields, at least one.</returns>
    RawFields Encode(T record);

    /// <summary>Decodes a record.</summary>
    /// <param name="fields">The fields as stored.</param>
    /// <returns>The record.</returns>
    /// <exception cref="RecordFormatException">The fields are not what the record expects.</exception>
    T Decode(RawFields fields);
}
