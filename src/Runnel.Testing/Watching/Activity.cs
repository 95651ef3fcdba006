namespace Runnel.Testing.Watching;

/// <summary>Tells when everything that a host has started is at rest: no code of it runs, and none waits for a thread.</summary>
internal sealed class Activity
{
    // What a look is worth at which nothing has changed: while no work waits for a thread, and while some does.
    private const int Deserted = 10;
    private const int Crowded = 1;
    private const int Quiet = 300;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(1);

    private int _running;
    private long _version;

    public void Enter()
    {
        Interlocked.Increment(ref _running);
        Interlocked.Increment(ref _version);
    }

    public void Leave()
    {
        Interlocked.Increment(ref _version);
        Interlocked.Decrement(ref _running);
    }

    /// <summary>Waits for rest; false: code still ran when the bound was reached.</summary>
    public async ValueTask<bool> RestAsync(Bound bound)
    {
        // On the thread pool, whatever context the test runs in: there one can see what else is on it.
        if (!Thread.CurrentThread.IsThreadPoolThread || SynchronizationContext.Current is not null)
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        var (seen, score) = (-1L, 0);
        for (var look = 0; ; look++)
        {
            var version = Interlocked.Read(ref _version);
            if (Volatile.Read(ref _running) == 0)
            {
                var isDeserted = ThreadPool.PendingWorkItemCount == 0;
                if (isDeserted && IsAlone() && version == Interlocked.Read(ref _version)) return true;

                // Other tests work beside this one, so nobody can see that what is on the pool is not this host's: then it must be quiet for long.
                score = version == seen ? score + (isDeserted ? Deserted : Crowded) : 0;
                if (score >= Quiet) return true;
            }

            seen = version;
            if (bound.IsOver) return false;
            if (look < 500) await Task.Yield();
            else await Task.Delay(Pause).ConfigureAwait(false);
        }
    }

    /// <summary>Whether no thread of the pool but this one works.</summary>
    private static bool IsAlone()
    {
        ThreadPool.GetMaxThreads(out var all, out _);
        ThreadPool.GetAvailableThreads(out var free, out _);
        return all - free <= 1;
    }
}
