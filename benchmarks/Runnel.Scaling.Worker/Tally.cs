using System.Diagnostics;

namespace Runnel.Scaling.Worker;

/// <summary>How many events came, the sum of their numbers, and from when to when; it stands still at the target or when time is up.</summary>
internal sealed class Tally(Order order)
{
    private long _first;
    private long _last;
    private long _end;
    private long _count;
    private long _sum;
    private long _seen;
    private long _greatestHeap;

    public long Count => Interlocked.Read(ref _count);

    public bool HasEnded => Interlocked.Read(ref _end) != 0;

    public void Add(long number)
    {
        if (_end != 0) return;
        if (_first == 0) Interlocked.CompareExchange(ref _first, Stopwatch.GetTimestamp(), 0);
        Interlocked.Add(ref _sum, number);
        if (Interlocked.Increment(ref _count) == order.Target) Interlocked.CompareExchange(ref _end, Stopwatch.GetTimestamp(), 0);
    }

    /// <summary>Starts the time of a sender, whose first event is on its way before it is counted.</summary>
    public void Start() => _first = Stopwatch.GetTimestamp();

    /// <summary>Counts what a sender sent, and ends.</summary>
    public void End(long count)
    {
        _count = count;
        _end = Stopwatch.GetTimestamp();
    }

    /// <summary>
    /// Called every few milliseconds. With several workers none knows the last event of all: the time of the look that saw it is exact enough.
    /// </summary>
    public void Look()
    {
        _greatestHeap = Math.Max(_greatestHeap, GC.GetTotalMemory(forceFullCollection: false));
        var count = Count;
        if (count == _seen) return;
        (_seen, _last) = (count, Stopwatch.GetTimestamp());
        if (!order.Sends && Stopwatch.GetElapsedTime(_first) > order.Limit) Interlocked.CompareExchange(ref _end, Stopwatch.GetTimestamp(), 0);
    }

    /// <summary>First and last moment (of the machine's monotonic clock, in nanoseconds), count, sum, greatest resident and managed bytes.</summary>
    public string Report()
    {
        var last = HasEnded ? _end : _last;
        return $"{Nanoseconds(_first)} {Nanoseconds(last)} {Count} {_sum} {GreatestResidentBytes()} {_greatestHeap}";
    }

    private static long Nanoseconds(long timestamp) => (long)(timestamp * (1e9 / Stopwatch.Frequency));

    private static long GreatestResidentBytes()
    {
        var line = File.ReadLines("/proc/self/status").First(each => each.StartsWith("VmHWM:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], System.Globalization.CultureInfo.InvariantCulture) * 1024;
    }
}
