using Microsoft.Extensions.Logging;
using Runnel.Telemetry;

namespace Runnel.Coordination;

// Values are passed as objects: see EventIds.
internal static partial class LeaseLog
{
    [LoggerMessage(EventIds.Coordination, LogLevel.Warning,
        "Processor '{Processor}' waits for the broker at {Address} ({Failure}) and goes on when it is back: {Reason}")]
    public static partial void BrokerAway(this ILogger logger, string processor, string address, object failure, string reason);

    [LoggerMessage(EventIds.Coordination + 1, LogLevel.Information, "Processor '{Processor}' has the broker at {Address} back after {Lasted}.")]
    public static partial void BrokerBack(this ILogger logger, string processor, string address, object lasted);

    [LoggerMessage(EventIds.Coordination + 2, LogLevel.Debug, "Processor '{Processor}' took {Stream}/{Partition} under epoch {Epoch}, after {Cursor}.")]
    public static partial void Acquired(this ILogger logger, string processor, string stream, object partition, object epoch, object cursor);

    [LoggerMessage(EventIds.Coordination + 3, LogLevel.Debug,
        "Processor '{Processor}' waits for {Stream}/{Partition}, which {Holder} holds for at most {Remaining}.")]
    public static partial void Held(this ILogger logger, string processor, string stream, object partition, string? holder, object remaining);

    [LoggerMessage(EventIds.Coordination + 4, LogLevel.Error,
        "Processor '{Processor}' leaves {Stream}/{Partition} alone: it was quarantined with events {First} to {Last} at {At}. Resume it once the cause is gone. {Exception}")]
    public static partial void FoundQuarantined(
        this ILogger logger, string processor, string stream, object partition, object first, object last, object at, string exception);

    [LoggerMessage(EventIds.Coordination + 5, LogLevel.Information, "Processor '{Processor}' goes on with {Stream}/{Partition}: its quarantine was ended.")]
    public static partial void Resumed(this ILogger logger, string processor, string stream, object partition);

    [LoggerMessage(EventIds.Coordination + 20, LogLevel.Warning,
        "Processor '{Processor}' is paused on {Stream}/{Partition}: {By} asked for it at {At}. It goes on when it is resumed. Reason: {Reason}")]
    public static partial void Paused(this ILogger logger, string processor, string stream, object partition, string by, object at, string reason);

    [LoggerMessage(EventIds.Coordination + 21, LogLevel.Information,
        "Processor '{Processor}' goes on with {Stream}/{Partition}: the pause that {By} asked for at {At} was ended.")]
    public static partial void PauseEnded(this ILogger logger, string processor, string stream, object partition, string by, object at);

    [LoggerMessage(EventIds.Coordination + 6, LogLevel.Error,
        "Processor '{Processor}' cannot take {Stream}/{Partition} and tries again until somebody changes it: {Reason}")]
    public static partial void AcquireRefused(this ILogger logger, string processor, string stream, object partition, string reason);

    [LoggerMessage(EventIds.Coordination + 7, LogLevel.Critical,
        "Processor '{Processor}' lost {Count} events of {Stream}/{Partition} after {Cursor}: they were trimmed before it saw them. Raise the stream's PartitionSize or add workers.")]
    public static partial void EventsLost(this ILogger logger, string processor, string stream, object partition, object count, object cursor);

    [LoggerMessage(EventIds.Coordination + 18, LogLevel.Critical,
        "Processor '{Processor}' lost {Count} events of {Stream}/{Partition}: they were trimmed while it worked and had not seen them. Raise the stream's PartitionSize or add workers.")]
    public static partial void EventsTrimmed(this ILogger logger, string processor, string stream, object partition, object count);

    [LoggerMessage(EventIds.Coordination + 19, LogLevel.Debug,
        "Processor '{Processor}' could not look for trimmed events of {Stream}/{Partition}; it looks again: {Reason}")]
    public static partial void LossUnknown(this ILogger logger, string processor, string stream, object partition, string reason);

    [LoggerMessage(EventIds.Coordination + 8, LogLevel.Warning,
        "Processor '{Processor}' took over the consumer group of another program on {Stream}/{Partition}: it goes on after {Cursor}, before what was pending there.")]
    public static partial void Adopted(this ILogger logger, string processor, string stream, object partition, object cursor);

    [LoggerMessage(EventIds.Coordination + 9, LogLevel.Warning,
        "Processor '{Processor}' made its consumer group on {Stream}/{Partition} anew, at {Cursor}: it was missing (flush, failover or a deleted stream).")]
    public static partial void Recreated(this ILogger logger, string processor, string stream, object partition, object cursor);

    [LoggerMessage(EventIds.Coordination + 10, LogLevel.Critical,
        "Processor '{Processor}' found another stream at {Stream}/{Partition}, whose last id is below its cursor: it reads it from the start.")]
    public static partial void Replaced(this ILogger logger, string processor, string stream, object partition);

    [LoggerMessage(EventIds.Coordination + 11, LogLevel.Warning,
        "Processor '{Processor}' lost {Stream}/{Partition}: epoch {Epoch} is no longer the stored one. What is in hand is left alone.")]
    public static partial void LeaseFenced(this ILogger logger, string processor, string stream, object partition, object epoch);

    [LoggerMessage(EventIds.Coordination + 12, LogLevel.Warning,
        "Processor '{Processor}' could not confirm its lease of {Stream}/{Partition} (epoch {Epoch}) before it may have run out. What is in hand is left alone; the lease is verified.")]
    public static partial void LeaseExpired(this ILogger logger, string processor, string stream, object partition, object epoch);

    [LoggerMessage(EventIds.Coordination + 13, LogLevel.Error,
        "A callback that processor '{Processor}' registered on its cancellation token threw, on {Stream}/{Partition}.")]
    public static partial void CallbackFailed(this ILogger logger, Exception error, string processor, string stream, object partition);

    [LoggerMessage(EventIds.Coordination + 14, LogLevel.Information,
        "Processor '{Processor}' is new on {Stream}/{Partition}: it starts after {Count} events that were trimmed before it came.")]
    public static partial void BeginsAfterTrimmed(this ILogger logger, string processor, string stream, object partition, object count);

    [LoggerMessage(EventIds.Coordination + 15, LogLevel.Warning,
        "Processor '{Processor}' got no answer about its lease of {Stream}/{Partition} and asks again until it runs out: {Reason}")]
    public static partial void LeaseUnanswered(this ILogger logger, string processor, string stream, object partition, string reason);

    [LoggerMessage(EventIds.Coordination + 16, LogLevel.Information, "Processor '{Processor}' has its lease of {Stream}/{Partition} confirmed again.")]
    public static partial void LeaseAnswered(this ILogger logger, string processor, string stream, object partition);
}
