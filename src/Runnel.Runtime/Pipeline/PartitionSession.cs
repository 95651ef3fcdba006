namespace Runnel.Pipeline;

/// <summary>One partition while this worker holds its lease, as the pipeline sees it.</summary>
internal abstract class PartitionSession
{
    public abstract string Stream { get; }

    public abstract int Partition { get; }

    public abstract string Processor { get; }

    /// <summary>The lease's epoch. It may grow while the session goes on, when the lease was verified again after a lost connection.</summary>
    public abstract long FencingToken { get; }

    /// <summary>Cancelled when the lease is lost, the grace period is over or the session was abandoned: from then on nothing is settled.</summary>
    public abstract CancellationToken CancellationToken { get; }

    /// <summary>Cancelled when nothing more is to be handed out; what is in hand may finish.</summary>
    public abstract CancellationToken Stopping { get; }

    /// <summary>Makes the session look at its consumer again.</summary>
    public abstract void Wake();

    /// <summary>Cancels <see cref="CancellationToken"/>: what is in hand is left unsettled.</summary>
    public abstract void Abandon();

    /// <summary>Whether the lease is certainly held at this moment; if not, <see cref="CancellationToken"/> is cancelled.</summary>
    public abstract bool IsCertain();

    /// <summary>Notes for operators what failed, whatever becomes of it.</summary>
    public abstract void Note(Delivery delivery, Exception error);

    /// <summary>
    /// Waits in the middle of a delivery, while no user code runs, to hand it out again. When nothing more is to be handed out meanwhile, it is left for
    /// the next owner.
    /// </summary>
    public async Task WaitInHandAsync(Func<CancellationToken, Task> wait, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, Stopping);
        try
        {
            await wait(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            Abandon();
            cancellationToken.ThrowIfCancellationRequested();
            throw;
        }

        if (!IsCertain()) CancellationToken.ThrowIfCancellationRequested();
    }
}
