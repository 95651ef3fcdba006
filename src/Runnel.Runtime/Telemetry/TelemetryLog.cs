using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace Runnel.Telemetry;

/// <summary>
/// What listeners throw: they are called from the middle of sends, deliveries and commits, and must not change what becomes of those. It is told
/// here instead.
/// </summary>
internal static partial class TelemetryLog
{
    [LoggerMessage(EventIds.Telemetry, LogLevel.Error, "A listener to Runnel's telemetry threw at {What}. What it was to be told is lost; what it was told about is not touched by that.")]
    public static partial void ListenerThrew(this ILogger logger, Exception error, string what);

    /// <summary>Counts; what a listener throws is logged.</summary>
    public static void Count(this Counter<long> counter, long count, KeyValuePair<string, object?>[] tags, ILogger logger)
    {
        try
        {
            counter.Add(count, tags);
        }
        catch (Exception error)
        {
            logger.ListenerThrew(error, counter.Name);
        }
    }
}
