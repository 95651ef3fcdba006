using System.Buffers;

namespace Runnel.Records;

/// <summary>A sequence of many segments, as a network buffer may be.</summary>
internal sealed class Segments : ReadOnlySequenceSegment<byte>
{
    private Segments(byte[] bytes, long index) => (Memory, RunningIndex) = (bytes, index);

    public static ReadOnlySequence<byte> Of(byte[][] parts)
    {
        var first = new Segments(parts[0], 0);
        var last = first;
        foreach (var part in parts.Skip(1))
        {
            var next = new Segments(part, last.RunningIndex + last.Memory.Length);
            last.Next = next;
            last = next;
        }

        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }
}
