using Microsoft.Extensions.Logging;
using Runnel.Telemetry;

namespace Runnel.Pipeline;

// Values are passed as objects: see EventIds.
internal static partial class PipelineLog
{
    [LoggerMessage(EventIds.Pipeline, LogLevel.Warning,
        "Processor '{Processor}' failed on {Stream}/{Partition} with event {Id}, attempt {Attempt}; trying again in {Delay}.")]
    public static partial void Retrying(this ILogger logger, Exception error, string processor, string stream, object partition, object id, object attempt, object delay);

    [LoggerMessage(EventIds.Pipeline + 1, LogLevel.Error,
        "The dead letter of processor '{Processor}' for event {Id} of {Stream}/{Partition} could not be appended to '{Sink}'; the partition waits and tries again: {Reason}")]
    public static partial void DeadLetterRefused(this ILogger logger, string processor, object id, string stream, object partition, string sink, string reason);

    [LoggerMessage(EventIds.Pipeline + 2, LogLevel.Warning,
        "Processor '{Processor}' gave up on event {Id} of {Stream}/{Partition}; it was appended to '{Sink}'.")]
    public static partial void DeadLettered(this ILogger logger, string processor, object id, string stream, object partition, string sink);
}
