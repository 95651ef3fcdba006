using System.Buffers;

namespace Runnel.Records;

/// <summary>
/// Where decompressed bytes go, up to a limit: a few kilobytes may claim to be gigabytes (a decompression bomb), and must not take the
/// worker's memory.
/// </summary>
internal ref struct LimitedOutput(IBufferWriter<byte> output, long limit, string compressor)
{
    private long _written;

    public readonly Span<byte> GetSpan(int sizeHint) => output.GetSpan(sizeHint);

    public void Advance(int count)
    {
        _written += count;
        if (_written > limit) throw new InvalidDataException($"The '{compressor}' data holds more than {limit} bytes: the limit for one event.");
        output.Advance(count);
    }
}
