namespace Runnel.Pipeline;

/// <summary>The end of the pipeline for one partition: the processor in its shape. Its members are called one after the other, never side by side.</summary>
internal abstract class PartitionConsumer(PartitionSession session)
{
    public PartitionSession Session => session;

    /// <summary>Whether user code may keep hold of the deliveries it gets, so that each needs an object of its own.</summary>
    public abstract bool ExposesDeliveries { get; }

    /// <summary>Whether what <see cref="DemandAsync"/> answered still holds: the loop that asked has not gone meanwhile.</summary>
    public abstract bool IsDemanding { get; }

    /// <summary>Whether the last call of <see cref="HandleAsync"/> is still under way, because a middleware did not await it.</summary>
    public abstract bool IsBusy { get; }

    /// <summary>What the processor asks for next; the loop's method is called for it if it is not running.</summary>
    /// <exception cref="Exception">What the loop's method threw, or its wrong use of the events, with no event in hand.</exception>
    public abstract ValueTask<Demand> DemandAsync();

    /// <summary>Gives a delivery to the processor; ends when it is done with it, and throws what it threw.</summary>
    public abstract ValueTask HandleAsync(Delivery delivery, CancellationToken cancellationToken);

    /// <summary>Waits until <see cref="IsBusy"/> no longer holds; never throws what the processor threw.</summary>
    public abstract Task WaitUntilIdleAsync();

    /// <summary>Ends a loop, so that code after it can run, and waits for its method; throws what the method threw.</summary>
    public abstract ValueTask EndAsync();
}
