using System.Buffers;

namespace Runnel;

/// <summary>Turns a structured record into the bytes of its <c>data</c> field and back. Used from many threads at once.</summary>
/// <typeparam name="T">The record.</typeparam>
public interface ISerializer<T>
{
    /// <summary>Writes the record.</summary>
    /// <param name="value">The record.</param>
    /// <param name="output">Where to.</param>
    void Serialize(T value, IBufferWriter<byte> output);

    /// <summary>Reads the record.</summary>
    /// <param name="input">All bytes that <see cref="Serialize"/> wrote; valid only during the call.</param>
    /// <returns>The record.</returns>
    /// <exception cref="RecordFormatException">The bytes are not such a record; any other exception counts as the same failure.</exception>
    T Deserialize(ReadOnlySequence<byte> input);
}
