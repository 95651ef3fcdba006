using Microsoft.Extensions.Logging;
using Runnel.Telemetry;

namespace Runnel.Coordination;

// Values are passed as objects: see EventIds.
internal static partial class TrimmerLog
{
    [LoggerMessage(EventIds.Coordination + 70, LogLevel.Debug, "Trimmed {Count} processed events of {Partition}; {Length} are left")]
    public static partial void Trimmed(this ILogger logger, object count, object partition, object length);

    [LoggerMessage(EventIds.Coordination + 71, LogLevel.Warning, "Processed events could not be trimmed; it is tried again each {Interval}")]
    public static partial void CouldNotTrim(this ILogger logger, Exception error, object interval);

    [LoggerMessage(EventIds.Coordination + 72, LogLevel.Information, "Processed events are trimmed again")]
    public static partial void TrimsAgain(this ILogger logger);

    [LoggerMessage(EventIds.Coordination + 73, LogLevel.Warning, "{Partition} could not be trimmed")]
    public static partial void CouldNotTrimPartition(this ILogger logger, Exception error, object partition);

    [LoggerMessage(
        EventIds.Coordination + 74, LogLevel.Warning,
        "Nobody has run processor '{Processor}' for {Absence}, and {Count} events of '{Stream}' are kept for it. Start it, or, if it is no more, forget it: processor forget")]
    public static partial void HoldsBack(this ILogger logger, string processor, object absence, object count, string stream);

    [LoggerMessage(
        EventIds.Coordination + 75, LogLevel.Warning,
        "Nothing of '{Stream}' is kept for processor '{Processor}' any more: nobody has run it for {Absence}, and no program has declared it for {Limit} "
        + "(RetentionAbandonedAfterSeconds). Forget it: processor forget")]
    public static partial void Abandoned(this ILogger logger, string stream, string processor, object absence, object limit);
}
