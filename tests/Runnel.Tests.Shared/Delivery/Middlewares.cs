namespace Runnel.Tests.Delivery;

/// <summary>A middleware of one method.</summary>
internal sealed class Middleware(Func<Runnel.Delivery, DeliveryHandler, CancellationToken, Task> invoke) : IMiddleware
{
    public ValueTask InvokeAsync(Runnel.Delivery delivery, DeliveryHandler next, CancellationToken cancellationToken)
        => new(invoke(delivery, next, cancellationToken));
}
