using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Runnel.Telemetry;

namespace Runnel.Pipeline;

/// <summary>
/// Tells that a delivery failed and is handed out again in place: a count, and an event of its span. All tries of a delivery share one span, the one
/// that its middleware runs in, which is called once; so what the user sees as one delivery is one span, waits included.
/// </summary>
internal static class RetryTelemetry
{
    /// <param name="delivery">It still has the number of the try that failed.</param>
    /// <param name="error">What that try threw.</param>
    /// <param name="logger">Where it is told that a listener threw.</param>
    public static void Note(Delivery delivery, Exception error, ILogger logger)
    {
        if (delivery.Span is { IsAllDataRequested: true } span)
        {
            span.AddEvent(new ActivityEvent(TelemetryNames.Retry, tags: new ActivityTagsCollection
            {
                [TelemetryNames.Attempt] = delivery.Attempt,
                [TelemetryNames.ErrorType] = TelemetryNames.ErrorTypeOf(error),
                [TelemetryNames.ExceptionMessage] = error.Message,
            }));
        }

        if (!Instruments.Retried.Enabled) return;
        KeyValuePair<string, object?>[] tags =
        [
            new(TelemetryNames.Destination, delivery.Stream), new(TelemetryNames.Group, delivery.Processor),
            new(TelemetryNames.ErrorType, TelemetryNames.ErrorTypeOf(error)),
        ];
        Instruments.Retried.Count(delivery.Count, tags, logger);
    }
}
