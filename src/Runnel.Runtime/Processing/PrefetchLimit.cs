using Runnel.Brokers;

namespace Runnel.Processing;

/// <summary>
/// How many events of one partition are fetched ahead: what is asked for, but no more than about its share of memory holds. How large
/// events are is only known from those that came, so the first are few.
/// </summary>
/// <param name="capacity">How many are asked for.</param>
/// <param name="share">Bytes that the partition's events may take; see <see cref="ShareOf"/>.</param>
internal sealed class PrefetchLimit(int capacity, long share)
{
    /// <summary>Bytes that one processor fetches ahead, over all partitions: more than enough to keep reading and handling side by side.</summary>
    private const long BytesPerProcessor = 32 * 1024 * 1024;

    /// <summary>What an event of unknown size is taken for.</summary>
    private const long SupposedSize = 64 * 1024;

    /// <summary>The name and value arrays, and the entry itself.</summary>
    private const int Overhead = 64;

    private const int Samples = 4;

    private long _size = SupposedSize;
    private int _least = 1;

    /// <summary>The limit where events are small, batches aside.</summary>
    public int Greatest => capacity;

    /// <summary>The present limit.</summary>
    public int Count { get; private set; } = Limit(capacity, 1, share, SupposedSize);

    /// <summary>Each partition's part of a processor's bytes.</summary>
    public static long ShareOf(int partitionCount) => BytesPerProcessor / partitionCount;

    /// <summary>A batch needs so many at once, however large they are.</summary>
    public void Need(int count)
    {
        if (count <= _least) return;
        _least = count;
        Count = Limit(capacity, _least, share, _size);
    }

    /// <summary>Learns from a few of those that came; large ones count at once, small ones little by little.</summary>
    public void Learn(IReadOnlyList<StreamEntry> entries)
    {
        var size = 0L;
        var samples = Math.Min(Samples, entries.Count);
        for (var i = 0; i < samples; i++) size += SizeOf(entries[i * entries.Count / samples].Fields);
        size /= samples;
        _size = _size == SupposedSize || size > _size ? size : ((3 * _size) + size) / 4;
        Count = Limit(capacity, _least, share, _size);
    }

    private static int Limit(int capacity, int least, long share, long size)
        => Math.Max(least, (int)Math.Min(capacity, share / Math.Max(1, size)));

    private static long SizeOf(RawFields fields)
    {
        long size = Overhead;
        for (var i = 0; i < fields.Count; i++) size += fields.NameAt(i).Length + fields.ValueAt(i).Length;
        return size;
    }
}
