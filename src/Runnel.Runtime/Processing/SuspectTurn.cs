using System.Diagnostics.CodeAnalysis;

namespace Runnel.Processing;

/// <summary>
/// Lets one suspect delivery of a process go on at a time. When a process dies, whatever was in hand on any partition may have been the cause. What was
/// in hand at every death so far gets its last chance alone, so that the next death tells the cause from what only happened to be there.
/// </summary>
[SuppressMessage(
    "Reliability", "CA1001",
    Justification = "No wait handle is made of the semaphore, and code that ignores its cancellation may give its turn back after all else has ended.")]
internal sealed class SuspectTurn
{
    private readonly SemaphoreSlim _one = new(1);

    /// <summary>Waits for the turn; disposing gives it back.</summary>
    public async ValueTask<IDisposable> TakeAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        return new Turn(_one);
    }

    private sealed class Turn(SemaphoreSlim one) : IDisposable
    {
        private int _isOver;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isOver, 1) == 0) one.Release();
        }
    }
}
