using System.Buffers;
using K4os.Compression.LZ4;
using K4os.Compression.LZ4.Streams;
using Runnel.Records;

namespace Runnel;

/// <summary>
/// LZ4 in its frame format, with a checksum of the content, so that other programs' LZ4 tools read it: the fastest of the three. One
/// event may hold up to 512 MiB before compression.
/// </summary>
public sealed class Lz4 : ICompressor
{
    private const int Chunk = 4096;

    /// <summary>No bytes as a frame of its own: header (independent blocks, content checksum), end mark, checksum. The library writes nothing at all then.</summary>
    private static ReadOnlySpan<byte> Nothing => [0x04, 0x22, 0x4d, 0x18, 0x64, 0x40, 0xa7, 0, 0, 0, 0, 0x05, 0x5d, 0xcc, 0x02];

    private static readonly LZ4EncoderSettings Settings = new() { ContentChecksum = true, CompressionLevel = LZ4Level.L00_FAST };
    private readonly long _limit;

    /// <summary>Creates the compressor.</summary>
    public Lz4()
        : this(Compressors.DecompressedLimit)
    {
    }

    internal Lz4(long limit) => _limit = limit;

    /// <inheritdoc/>
    public string Name => "lz4";

    /// <inheritdoc/>
    public void Compress(ReadOnlySequence<byte> input, IBufferWriter<byte> output)
    {
        if (input.IsEmpty) output.Write(Nothing);
        else LZ4Frame.Encode(input, output, Settings);
    }

    /// <inheritdoc/>
    public void Decompress(ReadOnlySequence<byte> input, IBufferWriter<byte> output)
    {
        var limited = new LimitedOutput(output, _limit, Name);
        var source = new SequenceStream(input);
        using var frame = LZ4Frame.Decode(source);
        try
        {
            if (!frame.OpenFrame()) throw new InvalidDataException("There is no LZ4 frame.");
            while (true)
            {
                var read = frame.ReadManyBytes(limited.GetSpan(Chunk), interactive: true);
                if (read == 0) break;
                limited.Advance(read);
            }

            if (source.Position != source.Length) throw new InvalidDataException("Something follows the LZ4 frame.");
        }
        catch (Exception error) when (error is not InvalidDataException)
        {
            throw new InvalidDataException($"The LZ4 frame is damaged: {error.Message}", error);
        }
    }
}
