using Microsoft.Extensions.Logging;
using Runnel.Pipeline;
using Runnel.Telemetry;

namespace Runnel;

/// <summary>
/// Appends every delivery that failed for good to the stream's dead-letter sink, then rethrows, so that the exception policy decides. Name
/// it on the processor: <c>Middleware = [typeof(DeadLetterMiddleware)]</c>; the sink is the app's <see cref="DeadLettersAttribute"/>
/// property for the same stream. Wherever it is named, it runs just outside circuit breaker and retries.
/// </summary>
/// <remarks>
/// The append is tried until it is done: meanwhile the partition waits, uncommitted. A crash between the append and the commit may
/// repeat a dead letter; it carries source, id and processor, so that it can be told. With <see cref="DeadLetterMode.ParkKey"/> the event is
/// appended only when it has failed through all middleware, since its key is parked with it.
/// </remarks>
public sealed class DeadLetterMiddleware : IMiddleware
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    private readonly EventStream? _sink;
    private readonly TimeProvider _time = TimeProvider.System;
    private readonly ILogger? _logger;

    /// <summary>Only names the middleware; what the attribute names is connected to its sink when the worker starts.</summary>
    public DeadLetterMiddleware()
    {
    }

    internal DeadLetterMiddleware(EventStream sink, TimeProvider time, ILogger logger)
    {
        _sink = sink;
        _time = time;
        _logger = logger;
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">It was made by hand and has no sink.</exception>
    public async ValueTask InvokeAsync(Delivery delivery, DeliveryHandler next, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(delivery);
        ArgumentNullException.ThrowIfNull(next);
        if (_sink is null)
            throw new InvalidOperationException("DeadLetterMiddleware has no sink: name it in [Processor(Middleware = [typeof(DeadLetterMiddleware)])] instead of making it.");
        try
        {
            await next(delivery, cancellationToken);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested && !delivery.IsCancelled)
        {
            foreach (var raw in delivery.Events) await AppendAsync(delivery, raw, error, cancellationToken);
            throw;
        }
    }

    private static KeyValuePair<string, object?>[] TagsOf(Delivery delivery, Exception error) =>
    [
        new(TelemetryNames.Destination, delivery.Stream), new(TelemetryNames.Group, delivery.Processor),
        new(TelemetryNames.ErrorType, TelemetryNames.ErrorTypeOf(error)),
    ];

    private async Task AppendAsync(Delivery delivery, RawEvent raw, Exception error, CancellationToken cancellationToken)
    {
        var dead = _sink is EventStream<Dead> ? Dead.Of(delivery, raw, error, _time.GetUtcNow()) : null;
        var wait = FirstWait;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                if (dead is null) await _sink!.SendRawAsync(0, raw.Fields, cancellationToken);
                else await ((EventStream<Dead>)_sink!).SendAsync(dead, cancellationToken);
                _logger!.DeadLettered(delivery.Processor, raw.Id, delivery.Stream, delivery.Partition, _sink!.Name);
                if (Instruments.DeadLettered.Enabled) Instruments.DeadLettered.Count(1, TagsOf(delivery, error), _logger!);
                return;
            }
            catch (RunnelException refused) when (refused is SendException or BrokerException)
            {
                _logger!.DeadLetterRefused(delivery.Processor, raw.Id, delivery.Stream, delivery.Partition, _sink!.Name, refused.Message);
            }

            await Task.Delay(wait, _time, cancellationToken);
            wait = wait * 2 < LongestWait ? wait * 2 : LongestWait;
        }
    }
}
