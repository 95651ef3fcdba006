using System.Buffers;
using System.ComponentModel;
using Runnel.Records;

namespace Runnel;

/// <summary>The codec of a structured record: a serializer's bytes, compressed or not, in the one field <c>data</c>.</summary>
/// <typeparam name="T">The record.</typeparam>
/// <param name="serializer">Turns the record into bytes and back.</param>
/// <param name="compressor">Compresses the bytes; null: not.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class StructuredCodec<T>(ISerializer<T> serializer, ICompressor? compressor) : IEventCodec<T>
    where T : IRecord<T>
{
    private readonly ISerializer<T> _serializer = serializer ?? throw new ArgumentNullException(nameof(serializer));

    /// <inheritdoc/>
    /// <exception cref="RecordFormatException">The serializer or the compressor threw.</exception>
    public RawFields Encode(T record)
    {
        var buffer = ReusableBuffer.Take();
        try
        {
            Serialize(record, buffer);
            return StructuredField.Of(compressor is null ? buffer.WrittenSpan.ToArray() : Compress(compressor, buffer.WrittenMemory));
        }
        finally
        {
            ReusableBuffer.Return(buffer);
        }
    }

    /// <inheritdoc/>
    public T Decode(RawFields fields)
    {
        if (!StructuredField.TryGet(fields, out var data))
            throw new RecordFormatException(T.Descriptor.Name, StructuredField.Name, "the stream field of a structured record", StructuredField.Describe(fields));
        if (compressor is null) return Deserialize(data);

        var buffer = ReusableBuffer.Take();
        try
        {
            Decompress(compressor, data, buffer);
            return Deserialize(buffer.WrittenMemory);
        }
        finally
        {
            ReusableBuffer.Return(buffer);
        }
    }

    private void Serialize(T record, ArrayBufferWriter<byte> output)
    {
        try
        {
            _serializer.Serialize(record, output);
        }
        catch (Exception error) when (error is not RecordFormatException)
        {
            throw Failure($"a record that {Named(_serializer)} can write", error);
        }
    }

    private T Deserialize(ReadOnlyMemory<byte> data)
    {
        try
        {
            return _serializer.Deserialize(new ReadOnlySequence<byte>(data));
        }
        catch (Exception error) when (error is not RecordFormatException)
        {
            throw Failure($"{data.Length} bytes that {Named(_serializer)} can read", error);
        }
    }

    private static byte[] Compress(ICompressor compressor, ReadOnlyMemory<byte> data)
    {
        var buffer = ReusableBuffer.Take();
        try
        {
            compressor.Compress(new ReadOnlySequence<byte>(data), buffer);
            return buffer.WrittenSpan.ToArray();
        }
        catch (Exception error)
        {
            throw Failure($"bytes that the compressor '{compressor.Name}' can compress", error);
        }
        finally
        {
            ReusableBuffer.Return(buffer);
        }
    }

    private static void Decompress(ICompressor compressor, ReadOnlyMemory<byte> data, ArrayBufferWriter<byte> output)
    {
        try
        {
            compressor.Decompress(new ReadOnlySequence<byte>(data), output);
        }
        catch (Exception error)
        {
            throw Failure($"{data.Length} bytes compressed by '{compressor.Name}'", error);
        }
    }

    private static RecordFormatException Failure(string expected, Exception error)
        => new(T.Descriptor.Name, StructuredField.Name, expected, $"{error.GetType().Name}: {error.Message}", inner: error);

    private static string Named(ISerializer<T> serializer) => $"the serializer {serializer.GetType().Name}";
}
