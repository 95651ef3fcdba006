using System.ComponentModel;
using System.Text.Json;
using Runnel.Records;

namespace Runnel;

/// <summary>
/// What the source generator implements for every <see cref="RecordAttribute">[Record]</see>, as explicit interface members: the record's
/// JSON form, without reflection. (The same pattern as MemoryPack's <c>IMemoryPackable</c>.)
/// </summary>
/// <typeparam name="TSelf">The record itself.</typeparam>
public interface IRecord<TSelf>
    where TSelf : IRecord<TSelf>
{
    /// <summary>The record's name and fields.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    static abstract RecordDescriptor Descriptor { get; }

    /// <summary>Writes the record as one JSON object.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="value">The record.</param>
    [EditorBrowsable(EditorBrowsableState.Never)]
    static abstract void WriteJson(ref JsonRecordWriter writer, TSelf value);

    /// <summary>Reads the record from the JSON object whose first token the reader stands on; afterwards the reader stands on its last.</summary>
    /// <param name="reader">The reader.</param>
    /// <returns>The record.</returns>
    /// <exception cref="JsonException">The text is not what the record expects. (Serializers turn it into a <see cref="RecordFormatException"/> with the path.)</exception>
    /// <exception cref="InvalidOperationException">A string is no valid UTF-8, or escapes half a surrogate pair. (They do the same with this.)</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    static abstract TSelf ReadJson(ref Utf8JsonReader reader);
}

/// <summary>What the source generator implements for a record with <c>Primitive = true</c>: its form as native stream fields.</summary>
/// <typeparam name="TSelf">The record itself.</typeparam>
public interface IPrimitiveRecord<TSelf> : IRecord<TSelf>
    where TSelf : IPrimitiveRecord<TSelf>
{
    /// <summary>Encodes the record, one field a property; a null property has no field.</summary>
    /// <param name="value">The record.</param>
    /// <returns>The fields.</returns>
    [EditorBrowsable(EditorBrowsableState.Never)]
    static abstract RawFields WriteFields(TSelf value);

    /// <summary>Decodes the record; fields it does not know are skipped.</summary>
    /// <param name="fields">The fields as stored.</param>
    /// <returns>The record.</returns>
    /// <exception cref="RecordFormatException">The fields are not what the record expects.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    static abstract TSelf ReadFields(RawFields fields);
}
