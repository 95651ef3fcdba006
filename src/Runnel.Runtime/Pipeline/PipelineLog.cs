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

    [LoggerMessage(EventIds.Pipeline + 3, LogLevel.Warning,
        "Processor '{Processor}' retries event {Id} of {Stream}/{Partition} no more after attempt {Attempt}: the next would begin later than RetryBudgetSeconds ({Budget}) after the first failure.")]
    public static partial void RetryTimeUsedUp(this ILogger logger, string processor, object id, string stream, object partition, object attempt, object budget);

    [LoggerMessage(EventIds.Pipeline + 4, LogLevel.Warning,
        "Processor '{Processor}' retries event {Id} of {Stream}/{Partition} no more after attempt {Attempt}: RetriesPerMinute ({Rate}) is used up in this worker.")]
    public static partial void RetryRateUsedUp(this ILogger logger, string processor, object id, string stream, object partition, object attempt, object rate);
}
