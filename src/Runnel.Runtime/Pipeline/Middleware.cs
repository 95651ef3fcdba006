namespace Runnel;

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
    /// handled; calling <paramref name="next"/> again, after it ended, hands the same delivery out again. It must be awaited.
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
