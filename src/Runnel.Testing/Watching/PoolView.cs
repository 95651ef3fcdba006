namespace Runnel.Testing.Watching;

/// <summary>
/// Who works on the thread pool, as one instant shows it. A thread that has taken work, but has not come to the code that would tell whose
/// it is, is seen only as one that works for nobody known: so whoever asks for rest must wait until there is none.
/// </summary>
internal static class PoolView
{
    /// <summary>So long a thread must have worked for nobody known, before it is taken for one that will: that of a test runner who blocks it, say.</summary>
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(1);

    /// <summary>Looks that are further apart than that do not see whether it is the same thread all the time.</summary>
    private static readonly TimeSpan Gap = TimeSpan.FromMilliseconds(100);

    private static readonly Lock Gate = new();
    private static int _known;
    private static long _version;
    private static int _strangers;
    private static int _least = int.MaxValue;
    private static long _since;
    private static long _last;

    /// <summary>How deep the present thread is in code of hosts.</summary>
    [ThreadStatic]
    private static int _depth;

    /// <summary>The present thread begins to work for a host of this process.</summary>
    public static void Enter()
    {
        if (_depth++ > 0 || !Thread.CurrentThread.IsThreadPoolThread) return;
        Interlocked.Increment(ref _known);
        Interlocked.Increment(ref _version);
    }

    public static void Leave()
    {
        if (--_depth > 0 || !Thread.CurrentThread.IsThreadPoolThread) return;
        Interlocked.Increment(ref _version);
        Interlocked.Decrement(ref _known);
    }

    /// <summary>Looks. The thread that does must have entered.</summary>
    public static Look Take()
    {
        var version = Interlocked.Read(ref _version);
        var known = Volatile.Read(ref _known);
        var isDeserted = ThreadPool.PendingWorkItemCount == 0;
        ThreadPool.GetMaxThreads(out var all, out _);
        ThreadPool.GetAvailableThreads(out var free, out _);
        var unknown = Math.Max(0, all - free - known);
        return new Look(version == Interlocked.Read(ref _version) && unknown <= Strangers(unknown) && isDeserted, isDeserted);
    }

    /// <summary>
    /// How many threads have worked for others for long. Nobody can tell threads apart: where one that had worked for a moment only were counted, one of a
    /// host could take its place unseen, right before it tells whose it is.
    /// </summary>
    private static int Strangers(int unknown)
    {
        lock (Gate)
        {
            var now = TimeProvider.System.GetTimestamp();
            if (TimeProvider.System.GetElapsedTime(_last, now) > Gap) (_least, _since) = (int.MaxValue, now);
            _last = now;
            _least = Math.Min(_least, unknown);
            if (TimeProvider.System.GetElapsedTime(_since, now) < Long) return _strangers = Math.Min(_strangers, unknown);
            _strangers = _least;
            (_least, _since) = (int.MaxValue, now);
            return _strangers;
        }
    }
}

/// <summary>What the thread pool looks like.</summary>
/// <param name="IsCertain">Nothing waits for a thread, and no thread works that is not known.</param>
/// <param name="IsDeserted">Nothing waits for a thread.</param>
internal readonly record struct Look(bool IsCertain, bool IsDeserted);
