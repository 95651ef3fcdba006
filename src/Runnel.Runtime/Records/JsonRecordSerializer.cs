using System.Buffers;
using System.ComponentModel;
using Runnel.Records;

namespace Runnel;

/// <summary>The default serializer: the record's own generated JSON form, UTF-8, without white space.</summary>
/// <remarks>Reading refuses whatever is not exactly one JSON value: comments, trailing commas, anything but white space after it.</remarks>
/// <typeparam name="T">The record.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class JsonRecordSerializer<T> : ISerializer<T>
    where T : IRecord<T>
{
    /// <inheritdoc/>
    public void Serialize(T value, IBufferWriter<byte> output) => RecordJson.Write(value, output);

    /// <inheritdoc/>
    public T Deserialize(ReadOnlySequence<byte> input) => RecordJson.Read<T>(input);
}
