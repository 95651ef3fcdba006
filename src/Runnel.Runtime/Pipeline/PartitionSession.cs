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
}
