namespace Runnel.Testing.Watching;

/// <summary>Tells when everything that a host has started is at rest: no code of it runs, and none waits for a thread.</summary>
internal sealed class Activity
{
    // So many looks follow each other on the same thread (to change threads would wake another one each time, which then is to be seen);
    // then there are pauses, which give the thread back.
    private const int Eager = 50;

    // Where the pool is never seen clearly, since others use it too: what a look is worth at which nothing has changed, and how much is enough:
    // more than a busy machine may take to give a thread of the host its turn.
    private const int Likely = 10;
    private const int Deserted = 2;
    private const int Crowded = 1;
    private const int Enough = 200;

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
        var (seen, score, unknown) = (-1L, 0, int.MaxValue);
        for (var looks = 1; ; looks++)
        {
            var (isQuiet, version, look) = Look();
            if (isQuiet && look.IsCertain) return true;
            score = isQuiet && version == seen ? score + (looks <= Eager ? 0 : Worth(look)) : 0;
            (seen, unknown) = (version, score == 0 ? look.Unknown : Math.Min(unknown, look.Unknown));
            if (score >= Enough)
            {
                Strangers.Meet(unknown);
                return true;
            }

            if (bound.IsOver) return false;
            if (looks <= Eager) Thread.Yield();
            else await Task.Delay(Pause).ConfigureAwait(false);
        }
    }

    private static int Worth(Look look) => look.IsLikely ? Likely : look.IsDeserted ? Deserted : Crowded;

    private (bool IsQuiet, long Version, Look Look) Look()
    {
        PoolView.Enter();
        var version = Interlocked.Read(ref _version);
        var isIdle = Volatile.Read(ref _running) == 0;
        var look = PoolView.Take();
        var isQuiet = isIdle && Volatile.Read(ref _running) == 0 && version == Interlocked.Read(ref _version);
        PoolView.Leave();
        return (isQuiet, version, look);
    }
}
