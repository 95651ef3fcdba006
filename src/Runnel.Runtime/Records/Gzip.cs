using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using Runnel.Records;

namespace Runnel;

/// <summary>Gzip (RFC 1952), the fastest level: read and written by everything. One event may hold up to 512 MiB before compression.</summary>
public sealed class Gzip : ICompressor
{
    /// <summary>No bytes as a member of its own (RFC 1952, and the empty block of RFC 1951): the platform's writer writes nothing at all then.</summary>
    private static ReadOnlySpan<byte> Nothing => [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 4, 255, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    private readonly long _limit;

    /// <summary>Creates the compressor.</summary>
    public Gzip()
        : this(Compressors.DecompressedLimit)
    {
    }

    internal Gzip(long limit) => _limit = limit;

    /// <inheritdoc/>
    public string Name => "gzip";

    /// <inheritdoc/>
    public void Compress(ReadOnlySequence<byte> input, IBufferWriter<byte> output)
    {
        if (input.IsEmpty)
        {
            output.Write(Nothing);
            return;
        }

        using var gzip = new GZipStream(new BufferWriterStream(output), CompressionLevel.Fastest);
        foreach (var segment in input) gzip.Write(segment.Span);
    }

    /// <inheritdoc/>
    public void Decompress(ReadOnlySequence<byte> input, IBufferWriter<byte> output)
    {
        var limited = new LimitedOutput(output, _limit, Name);
        var source = new SequenceStream(input);
        using var gzip = new GZipStream(source, CompressionMode.Decompress);
        var total = 0L;
        while (true)
        {
            var read = gzip.Read(limited.GetSpan(4096));
            if (read == 0) break;
            limited.Advance(read);
            total += read;
        }

        // The platform's reader stops silently at a cut or at what follows the last member: the trailer's own count tells.
        if (source.Position != input.Length || input.Length < 18 || TrailerLength(input) != (uint)total)
            throw new InvalidDataException("The gzip data is cut off, or something follows it.");
    }

    private static uint TrailerLength(ReadOnlySequence<byte> input)
    {
        Span<byte> trailer = stackalloc byte[4];
        input.Slice(input.Length - 4).CopyTo(trailer);
        return BinaryPrimitives.ReadUInt32LittleEndian(trailer);
    }
}
