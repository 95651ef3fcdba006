using System.Diagnostics;

namespace Runnel.LoadTest.Runs;

/// <summary>What the processors tell: how many events came, the sum of their numbers, when the first came and when the last.</summary>
/// <param name="events">How many are expected.</param>
/// <param name="beside">What the processor of lone events tells, where there are some beside the others.</param>
internal sealed class Gauge(int events, Gauge? beside = null)
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<double> _latencies = [];
    private long _first;
    private long _last;
    private long _count;
    private long _sum;

    public Gauge Beside => beside ?? throw new InvalidOperationException("No lone events are expected in this run.");

    /// <summary>Ends when all events have come.</summary>
    public Task Done => _done.Task;

    public long Sum => Interlocked.Read(ref _sum);

    /// <summary>Events per second from the first to the last.</summary>
    public double Rate => events / Stopwatch.GetElapsedTime(_first, _last).TotalSeconds;

    public IReadOnlyList<double> Latencies => _latencies;

    public void Add(long number)
    {
        if (Interlocked.Read(ref _first) == 0) Interlocked.CompareExchange(ref _first, Stopwatch.GetTimestamp(), 0);
        Interlocked.Add(ref _sum, number);
        if (Interlocked.Increment(ref _count) != events) return;
        _last = Stopwatch.GetTimestamp();
        _done.TrySetResult();
    }

    public void AddLatency(Reading reading)
    {
        var latency = Stopwatch.GetElapsedTime(reading.Sent).TotalMilliseconds;
        lock (_latencies) _latencies.Add(latency);
        Add(reading.Number);
    }
}
