using System.Buffers;

namespace Runnel;

/// <summary>Compresses the bytes of a structured record's <c>data</c> field. Used from many threads at once.</summary>
public interface ICompressor
{
    /// <summary>The name it is known by in settings and in the app's recorded declaration: <c>gzip</c>, <c>brotli</c>, <c>lz4</c>, or your own.</summary>
    string Name { get; }

    /// <summary>Compresses.</summary>
    /// <param name="input">The bytes to compress; valid only during the call.</param>
    /// <param name="output">Where the compressed bytes go.</param>
    void Compress(ReadOnlySequence<byte> input, IBufferWriter<byte> output);

    /// <summary>Undoes <see cref="Compress"/>.</summary>
    /// <param name="input">The compressed bytes; valid only during the call.</param>
    /// <param name="output">Where the original bytes go.</param>
    /// <exception cref="InvalidDataException">The bytes are not what <see cref="Compress"/> writes.</exception>
    void Decompress(ReadOnlySequence<byte> input, IBufferWriter<byte> output);
}
