using Microsoft.Extensions.Logging;
using Runnel.Telemetry;

namespace Runnel.Streams;

// Values are passed as objects: see EventIds.
internal static partial class LaneLog
{
    [LoggerMessage(EventIds.Streams, LogLevel.Debug, "Sending {Count} events to {Partition} again in {Delay}, try {Attempt}: {Reason}")]
    public static partial void Retrying(this ILogger logger, object count, object partition, object delay, object attempt, string reason);

    [LoggerMessage(EventIds.Streams + 1, LogLevel.Warning, "{Count} events for {Partition} could not be sent; outcome {Outcome}: {Reason}")]
    public static partial void Failed(this ILogger logger, object count, object partition, object outcome, string reason);

    [LoggerMessage(
        EventIds.Streams + 2, LogLevel.Error,
        "The broker has seen a later batch of producer {Producer} on {Partition} than sequence {Sequence}: two senders share one producer id. Going on as {Successor}.")]
    public static partial void Stale(this ILogger logger, string producer, object partition, object sequence, string successor);

    [LoggerMessage(EventIds.Streams + 10, LogLevel.Warning, "Sending to {Partition} waits: {Reason}")]
    public static partial void WaitsForRoom(this ILogger logger, object partition, string reason);

    [LoggerMessage(EventIds.Streams + 3, LogLevel.Error, "An unexpected error while sending {Count} events to {Partition}")]
    public static partial void Unexpected(this ILogger logger, Exception error, object count, object partition);
}
