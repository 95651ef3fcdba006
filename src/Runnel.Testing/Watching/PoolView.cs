namespace Runnel.Testing.Watching;

/// <summary>
/// Who works on the thread pool, as one instant shows it. A thread that has taken work, but has not come to the code that would tell whose
/// it is, is seen only as one that works for nobody known: so whoever asks for rest must wait until there is none.
/// </summary>
internal static class PoolView
{
    private static int _known;
    private static long _version;

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

    /// <summary>Looks. The thread that does must have entered, if it is one of the pool.</summary>
    public static Look Take()
    {
        var version = Interlocked.Read(ref _version);
        var known = Volatile.Read(ref _known);
        var isDeserted = ThreadPool.PendingWorkItemCount == 0;
        ThreadPool.GetMaxThreads(out var all, out _);
        ThreadPool.GetAvailableThreads(out var free, out _);
        var look = new Look(version == Interlocked.Read(ref _version), isDeserted, Math.Max(0, all - free - known));
        if (look.IsSharp) Strangers.See(look.Unknown);
        return look;
    }
}

/// <summary>What the thread pool looks like.</summary>
/// <param name="IsSharp">No thread began or ended to work for a host meanwhile.</param>
/// <param name="IsDeserted">Nothing waits for a thread.</param>
/// <param name="Unknown">Threads that work for nobody known.</param>
internal readonly record struct Look(bool IsSharp, bool IsDeserted, int Unknown)
{
    /// <summary>Nothing waits for a thread, and no thread works that is not known, but for strangers.</summary>
    public bool IsCertain => IsSharp && IsDeserted && (Unknown == 0 || Unknown <= Strangers.Count);

    /// <summary>The same, but for strangers of late.</summary>
    public bool IsLikely => IsSharp && IsDeserted && Unknown <= Strangers.Recent;
}
