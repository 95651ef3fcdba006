namespace Runnel.Threading;

/// <summary>Waits that stay in the context they began in.</summary>
internal static class Waits
{
    /// <summary>Goes on where it stood, however the task ended. (To suppress throwing alone would leave the context.)</summary>
    public const ConfigureAwaitOptions Quietly = ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext;

    /// <summary>
    /// For a task of a source that runs its continuations asynchronously, where it is to be waited for with a bound or among others: what .NET hangs
    /// on it for that would run on the thread pool.
    /// </summary>
    public static async Task Follow(Task task) => await task;

    /// <inheritdoc cref="Follow(Task)"/>
    public static async Task<T> Follow<T>(Task<T> task)
        where T : class?
        => await task;
}
