namespace Runnel.Testing.Watching;

/// <summary>
/// Who works on the thread pool, as one instant shows it. A thread that has taken work, but has not come to the code that would tell whose
/// it is, is seen only as one that works for nobody known: so whoever asks for rest must wait until there is none.
/// </summary>
internal static class PoolView
{
    private static int _known;
    private static int _strangers;
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

    /// <summary>Looks. The thread that does must have entered.</summary>
    public static Look Take()
    {
        var version = Interlocked.Read(ref _version);
        var known = Volatile.Read(ref _known);
        var isDeserted = ThreadPool.PendingWorkItemCount == 0;
        ThreadPool.GetMaxThreads(out var all, out _);
        ThreadPool.GetAvailableThreads(out var free, out _);
        var unknown = Math.Max(0, all - free - known);
        if (version != Interlocked.Read(ref _version)) return new Look(false, false, isDeserted, unknown);

        // One that had been there for long has gone.
        if (unknown < Volatile.Read(ref _strangers)) Volatile.Write(ref _strangers, unknown);
        return new Look(isDeserted && unknown == 0, isDeserted && unknown <= Volatile.Read(ref _strangers), isDeserted, unknown);
    }

    /// <summary>So many threads work for others, and have done so for long: a test runner that blocks one, say.</summary>
    public static void Tolerate(int strangers) => Volatile.Write(ref _strangers, strangers);
}

/// <summary>What the thread pool looks like.</summary>
/// <param name="IsCertain">Nothing waits for a thread, and no thread works that is not known.</param>
/// <param name="IsTolerated">
/// Nothing waits for a thread, and no more threads work that are not known than have done so for long; but one of those may have gone at this very
/// moment, and one that is about to work for a host may have come.
/// </param>
/// <param name="IsDeserted">Nothing waits for a thread.</param>
/// <param name="Unknown">Threads that work for nobody known.</param>
internal readonly record struct Look(bool IsCertain, bool IsTolerated, bool IsDeserted, int Unknown);
