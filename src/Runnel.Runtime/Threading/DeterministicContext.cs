namespace Runnel.Threading;

/// <summary>
/// Where a test decides what runs next. What Runnel would leave to the thread pool, to chance or to a new id, it asks of this context while it
/// is the current one, so that one seed gives one run. A worker never has one.
/// </summary>
internal abstract class DeterministicContext : SynchronizationContext
{
    /// <summary>From 0 to less than 1.</summary>
    public abstract double NextDouble();

    public abstract Guid NextGuid();

    /// <summary>Cancels now; what that wakes goes on later, as after <see cref="CancellationTokenSource.CancelAsync"/>.</summary>
    public abstract Task CancelAsync(CancellationTokenSource source);
}
