using System.Buffers;
using System.ComponentModel;
using System.Text.Json;
using Runnel.Records;

namespace Runnel;

/// <summary>The default serializer: the record's own generated JSON form, UTF-8, without white space.</summary>
/// <remarks>Reading refuses whatever is not exactly one JSON value: comments, trailing commas, anything after the value.</remarks>
/// <typeparam name="T">The record.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class JsonRecordSerializer<T> : ISerializer<T>
    where T : IRecord<T>
{
    /// <inheritdoc/>
    public void Serialize(T value, IBufferWriter<byte> output)
    {
        var writer = ReusableJsonWriter.Take(output);
        try
        {
            T.WriteJson(writer, value);
            writer.Flush();
        }
        finally
        {
            ReusableJsonWriter.Return(writer);
        }
    }

    /// <inheritdoc/>
    public T Deserialize(ReadOnlySequence<byte> input)
    {
        var reader = input.IsSingleSegment
            ? new Utf8JsonReader(input.FirstSpan, JsonLimits.ReaderOptions)
            : new Utf8JsonReader(input, JsonLimits.ReaderOptions);
        try
        {
            reader.Read();
            var record = T.ReadJson(ref reader);
            if (reader.Read()) throw new JsonException("there is more after the record");
            return record;
        }
        catch (JsonException error)
        {
            throw new RecordFormatException(T.Descriptor.Name, "", "well-formed JSON", error.Message, JsonLimits.PositionOf(input, error, reader.BytesConsumed), error);
        }
    }
}
