namespace Runnel.Threading;

/// <summary>What is to run elsewhere than on the caller's thread: on the thread pool, or where a <see cref="DeterministicContext"/> says.</summary>
internal static class Background
{
    public static Task Run(Func<Task> work) => SynchronizationContext.Current is DeterministicContext ? RunLaterAsync(work) : Task.Run(work);

    public static Task<T> Run<T>(Func<Task<T>> work)
        where T : class?
        => SynchronizationContext.Current is DeterministicContext ? RunLaterAsync(work) : Task.Run(work);

    /// <summary>Without the caller's execution context.</summary>
    public static void Queue(Action work)
    {
        if (SynchronizationContext.Current is DeterministicContext context) context.Post(static work => ((Action)work!)(), work);
        else ThreadPool.UnsafeQueueUserWorkItem(static work => work(), work, preferLocal: false);
    }

    /// <inheritdoc cref="Queue(Action)"/>
    public static void Queue(IThreadPoolWorkItem work)
    {
        if (SynchronizationContext.Current is DeterministicContext context) context.Post(static work => ((IThreadPoolWorkItem)work!).Execute(), work);
        else ThreadPool.UnsafeQueueUserWorkItem(work, preferLocal: false);
    }

    /// <summary>Cancels now; the callbacks run elsewhere.</summary>
    public static Task CancelAsync(CancellationTokenSource source)
        => SynchronizationContext.Current is DeterministicContext context ? context.CancelAsync(source) : source.CancelAsync();

    private static async Task RunLaterAsync(Func<Task> work)
    {
        await Task.Yield();
        await work();
    }

    private static async Task<T> RunLaterAsync<T>(Func<Task<T>> work)
    {
        await Task.Yield();
        return await work();
    }
}
