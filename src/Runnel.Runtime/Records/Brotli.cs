using System.Buffers;
using System.IO.Compression;
using Runnel.Records;

namespace Runnel;

/// <summary>Brotli (RFC 7932), quality 4: the smallest of the three for text. One event may hold up to 512 MiB before compression.</summary>
public sealed class Brotli : ICompressor
{
    private const int Quality = 4;
    private const int LargestWindow = 22;
    private const int Chunk = 4096;
    private readonly long _limit;

    /// <summary>Creates the compressor.</summary>
    public Brotli()
        : this(Compressors.DecompressedLimit)
    {
    }

    internal Brotli(long limit) => _limit = limit;

    /// <inheritdoc/>
    public string Name => "brotli";

    /// <inheritdoc/>
    public void Compress(ReadOnlySequence<byte> input, IBufferWriter<byte> output)
    {
        var encoder = new BrotliEncoder(Quality, WindowFor(input.Length));
        try
        {
            foreach (var segment in input) Write(ref encoder, segment.Span, output, isFinalBlock: false);
            Write(ref encoder, [], output, isFinalBlock: true);
        }
        finally
        {
            encoder.Dispose();
        }
    }

    /// <inheritdoc/>
    public void Decompress(ReadOnlySequence<byte> input, IBufferWriter<byte> output)
    {
        var decoder = default(BrotliDecoder);
        try
        {
            var limited = new LimitedOutput(output, _limit, Name);
            var status = OperationStatus.NeedMoreData;
            foreach (var segment in input)
            {
                if (segment.Length > 0) status = Read(ref decoder, segment.Span, status, ref limited);
            }

            if (status != OperationStatus.Done) throw new InvalidDataException("The brotli data is cut off.");
        }
        finally
        {
            decoder.Dispose();
        }
    }

    private static OperationStatus Read(ref BrotliDecoder decoder, ReadOnlySpan<byte> source, OperationStatus status, ref LimitedOutput output)
    {
        do
        {
            if (status == OperationStatus.Done) throw new InvalidDataException("Something follows the brotli data.");
            status = decoder.Decompress(source, output.GetSpan(Chunk), out var consumed, out var written);
            source = source[consumed..];
            output.Advance(written);
            if (status == OperationStatus.InvalidData) throw new InvalidDataException("The bytes are no brotli data.");
        }
        while (status == OperationStatus.DestinationTooSmall || source.Length > 0);
        return status;
    }

    private static void Write(ref BrotliEncoder encoder, ReadOnlySpan<byte> source, IBufferWriter<byte> output, bool isFinalBlock)
    {
        OperationStatus status;
        do
        {
            status = encoder.Compress(source, output.GetSpan(Chunk), out var consumed, out var written, isFinalBlock);
            output.Advance(written);
            source = source[consumed..];
            if (status == OperationStatus.InvalidData) throw new InvalidDataException("The brotli encoder refused its input.");
        }
        while (status == OperationStatus.DestinationTooSmall || source.Length > 0);
    }

    /// <summary>A window no wider than the data: the encoder's memory grows with it.</summary>
    private static int WindowFor(long length)
    {
        var bits = 10;
        while (bits < LargestWindow && (1L << bits) < length + 16) bits++;
        return bits;
    }
}
