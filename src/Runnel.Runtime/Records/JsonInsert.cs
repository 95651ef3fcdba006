using System.Buffers;
using System.Text.Json;

namespace Runnel.Records;

/// <summary>
/// A value inside a record that System.Text.Json writes: into a buffer of its own, by a writer that stands as deep as the record's, so that
/// the greatest depth is the same. Then it is moved into the record.
/// </summary>
internal readonly struct JsonInsert : IDisposable
{
    private readonly ArrayBufferWriter<byte> _buffer;
    private readonly int _start;

    public JsonInsert(in JsonRecordWriter record)
    {
        _buffer = ReusableBuffer.Take();
        Writer = ReusableJsonWriter.Take(_buffer);
        for (var i = 0; i < record.Depth; i++) Writer.WriteStartArray();
        Writer.Flush();
        _start = _buffer.WrittenCount;
    }

    public Utf8JsonWriter Writer { get; }

    public void MoveTo(ref JsonRecordWriter record)
    {
        Writer.Flush();
        record.WriteRawValue(_buffer.WrittenSpan[_start..]);
    }

    public void Dispose()
    {
        ReusableJsonWriter.Return(Writer);
        ReusableBuffer.Return(_buffer);
    }
}
