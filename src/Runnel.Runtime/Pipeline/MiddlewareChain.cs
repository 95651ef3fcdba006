using Microsoft.Extensions.Logging;

namespace Runnel.Pipeline;

/// <summary>A processor's middleware as linked handlers, built once: app-wide, the processor's own, dead letters, circuit breaker, retries, then the processor itself.</summary>
internal static class MiddlewareChain
{
    public static DeliveryHandler Build(
        IReadOnlyList<IMiddleware> appWide,
        IReadOnlyList<IMiddleware> own,
        IMiddleware? deadLetters,
        IMiddleware? circuitBreaker,
        Func<bool>? isPaused,
        ProcessorOptions options,
        TimeProvider time,
        ILogger logger)
    {
        DeliveryHandler handler = HandleAsync;
        if (options.DeliveryTimeout > TimeSpan.Zero) handler = Link(new DeliveryTimeouts(options.DeliveryTimeout, time), handler);
        if (options.Retries > 0 || options.Rules.HasRetries) handler = Link(new Retries(options, isPaused, time, logger), handler);
        if (circuitBreaker is not null) handler = Link(circuitBreaker, handler);
        if (deadLetters is not null) handler = Link(deadLetters, handler);
        for (var i = own.Count - 1; i >= 0; i--) handler = Link(own[i], handler);
        for (var i = appWide.Count - 1; i >= 0; i--) handler = Link(appWide[i], handler);
        return handler;
    }

    private static ValueTask HandleAsync(Delivery delivery, CancellationToken cancellationToken)
        => delivery.Condemned is { } reason
            ? ValueTask.FromException(new ProcessorException(reason))
            : delivery.Consumer.HandleAsync(delivery, cancellationToken);

    private static DeliveryHandler Link(IMiddleware middleware, DeliveryHandler next) => new MiddlewareLink(middleware, next).InvokeAsync;

    private sealed class MiddlewareLink(IMiddleware middleware, DeliveryHandler next)
    {
        public ValueTask InvokeAsync(Delivery delivery, CancellationToken cancellationToken) => middleware.InvokeAsync(delivery, next, cancellationToken);
    }
}
