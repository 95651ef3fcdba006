using Microsoft.Extensions.Logging;
using Runnel.Telemetry;

namespace Runnel.Processing;

// Values are passed as objects: see EventIds.
internal static partial class ParkingLog
{
    [LoggerMessage(EventIds.Processing + 70, LogLevel.Error,
        "Processor '{Processor}' parked key '{Key}': event {Id} of {Stream}/{Partition} failed for good, and the later ones of its key wait behind it until 'deadletter release'.")]
    public static partial void Parked(this ILogger logger, Exception? error, string processor, string key, object id, string stream, object partition);

    [LoggerMessage(EventIds.Processing + 71, LogLevel.Debug,
        "Processor '{Processor}' parked event {Id} of {Stream}/{Partition} behind the others of its key '{Key}'.")]
    public static partial void Followed(this ILogger logger, string processor, string key, object id, string stream, object partition);

    [LoggerMessage(EventIds.Processing + 72, LogLevel.Information,
        "Processor '{Processor}' plays back what is parked of key '{Key}' on {Stream}/{Partition}: {Count} events.")]
    public static partial void Releasing(this ILogger logger, string processor, string key, string stream, object partition, object count);

    [LoggerMessage(EventIds.Processing + 73, LogLevel.Error,
        "Processor '{Processor}' failed for good again with event {Id} of {Stream}/{Partition}: key '{Key}' stays parked from it on. Repair the cause, and release it again.")]
    public static partial void ReleaseFailed(this ILogger logger, Exception error, string processor, string key, object id, string stream, object partition);

    [LoggerMessage(EventIds.Processing + 74, LogLevel.Error,
        "Processor '{Processor}' could not park event {Id} of {Stream}/{Partition}: its key cannot be read, so that nobody knows which events should wait for it. The exception policy decides.")]
    public static partial void NoKeyToPark(this ILogger logger, string processor, object id, string stream, object partition);

    [LoggerMessage(EventIds.Processing + 75, LogLevel.Error,
        "The parked events of processor '{Processor}' on {Stream}/{Partition} could not be read or written; the partition waits and tries again: {Reason}")]
    public static partial void ParkingRefused(this ILogger logger, string processor, string stream, object partition, string reason);

    [LoggerMessage(EventIds.Processing + 76, LogLevel.Warning,
        "The dead letter {Letter} of '{Sink}' could not be deleted, though processor '{Processor}' has handled its event {Id} of {Stream}/{Partition} by now: {Reason}")]
    public static partial void LetterStays(
        this ILogger logger, string processor, object letter, string sink, object id, string stream, object partition, string reason);
}
