using System.ComponentModel;
using System.Text.Json;
using Runnel.Records;

namespace Runnel;

/// <summary>
/// What the source generator implements for a record that another one names in a <see cref="VariantAttribute">[Variant]</see>: its fields by
/// themselves, for the base's encoder and decoder.
/// </summary>
/// <typeparam name="TSelf">The record itself.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface IVariantRecord<TSelf> : IRecord<TSelf>
    where TSelf : IVariantRecord<TSelf>
{
    /// <summary>Writes the record's own fields into the object that the writer is in: no braces, and no discriminator of its own.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="value">The record; exactly of this type.</param>
    [EditorBrowsable(EditorBrowsableState.Never)]
    static abstract void WriteJsonFields(ref JsonRecordWriter writer, TSelf value);

    /// <summary>Reads exactly this record, none of its own variants, from the JSON object whose first token the reader stands on.</summary>
    /// <param name="reader">The reader.</param>
    /// <returns>The record.</returns>
    [EditorBrowsable(EditorBrowsableState.Never)]
    static abstract TSelf ReadJsonFields(ref Utf8JsonReader reader);
}
