namespace Runnel;

/// <summary>One event, or one batch, on its way to a processor, undecoded. A batch is one unit: one delivery, one acknowledgement, one failure.</summary>
public sealed class Delivery
{
    internal Delivery()
    {
    }

    /// <summary>The events in id order: one, or the batch.</summary>
    public required IReadOnlyList<RawEvent> Events { get; init; }

    /// <summary>Whether the processor asked for a batch (which may hold one event).</summary>
    public required bool IsBatch { get; init; }

    /// <summary>The stream's name.</summary>
    public required string Stream { get; init; }

    /// <summary>The partition, from 0.</summary>
    public required int Partition { get; init; }

    /// <summary>The processor's name.</summary>
    public required string Processor { get; init; }

    /// <summary>1 at the first try, one more at each retry in place.</summary>
    public int Attempt { get; internal set; } = 1;

    /// <summary>Whether an owner before this one may have begun the delivery already: it vanished, or lost its lease, without settling it.</summary>
    public bool Recovering { get; init; }

    /// <summary>The epoch of the partition's lease: higher at every change of owner, so that a store can refuse writes with a lower one.</summary>
    public long FencingToken { get; init; }

    /// <summary>The first event's id.</summary>
    public EntryId FirstId => Events[0].Id;

    /// <summary>The last event's id: the cursor once the delivery is settled.</summary>
    public EntryId LastId => Events[^1].Id;
}

/// <summary>The rest of the pipeline, down to the processor.</summary>
/// <param name="delivery">The delivery.</param>
/// <param name="cancellationToken">Cancelled when the lease is lost, the grace period ends or the delivery times out.</param>
/// <returns>Ends when the processor is done with the delivery; throws what it threw.</returns>
public delegate ValueTask DeliveryHandler(Delivery delivery, CancellationToken cancellationToken);

/// <summary>Shared logic around every delivery of a processor; one instance per processor, called for its partitions side by side.</summary>
public interface IMiddleware
{
    /// <summary>
    /// Handles a delivery. Not calling <paramref name="next"/> skips it (it is acknowledged); an exception that is not rethrown counts as
    /// handled; calling <paramref name="next"/> again hands the same delivery out again.
    /// </summary>
    /// <param name="delivery">One event or one batch.</param>
    /// <param name="next">The rest of the pipeline.</param>
    /// <param name="cancellationToken">Cancelled when the lease is lost, the grace period ends or the delivery times out.</param>
    /// <returns>When the delivery is done with.</returns>
    ValueTask InvokeAsync(Delivery delivery, DeliveryHandler next, CancellationToken cancellationToken);
}

/// <summary>A middleware that an attribute names, with parameters: put a class derived from this one on a processor method.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public abstract class MiddlewareAttribute : Attribute
{
    /// <summary>Makes the middleware, once per processor.</summary>
    /// <param name="services">The app's services.</param>
    /// <returns>The middleware.</returns>
    public abstract IMiddleware Create(IServiceProvider services);
}
