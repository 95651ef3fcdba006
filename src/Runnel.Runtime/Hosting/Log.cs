using Microsoft.Extensions.Logging;
using Runnel.Telemetry;

namespace Runnel.Hosting;

/// <summary>What this room logs; the numbers are contracts.</summary>
internal static partial class Log
{
    [LoggerMessage(EventIds.Hosting + 0, LogLevel.Information, "{App} {Version} (Runnel {RunnelVersion}) starts as worker {Worker} on {Broker}.")]
    public static partial void Starting(this ILogger logger, string app, string version, string runnelVersion, string worker, string broker);

    [LoggerMessage(
        EventIds.Hosting + 1,
        LogLevel.Warning,
        "The embedded broker is in use (memory://): events live in this process only and die with it. Set RUNNEL_REDIS_URL to keep them in Redis.")]
    public static partial void Embedded(this ILogger logger);

    [LoggerMessage(EventIds.Hosting + 2, LogLevel.Information, "{Count} background tasks: {Tasks}.")]
    public static partial void BackgroundTasks(this ILogger logger, object count, string tasks);

    [LoggerMessage(EventIds.Hosting + 3, LogLevel.Warning, "Waiting for {Broker}, trying again each second: {Reason}")]
    public static partial void Unreachable(this ILogger logger, string broker, string reason);

    [LoggerMessage(EventIds.Hosting + 4, LogLevel.Information, "Connected to {Broker} after {Attempts} attempts.")]
    public static partial void ConnectedAtLast(this ILogger logger, string broker, object attempts);

    [LoggerMessage(EventIds.Hosting + 5, LogLevel.Error, "The worker finishes what is in hand elsewhere and ends, since processor '{Processor}' halted: {Reason}")]
    public static partial void Halted(this ILogger logger, string processor, string reason);

    [LoggerMessage(EventIds.Hosting + 6, LogLevel.Critical, "{Part} ended unexpectedly; the worker finishes what is in hand elsewhere and ends.")]
    public static partial void Broke(this ILogger logger, string part, Exception? error);

    [LoggerMessage(EventIds.Hosting + 7, LogLevel.Information, "Stopping: {Signal}. What is in hand is finished within the grace period; a second signal ends at once.")]
    public static partial void Stopping(this ILogger logger, string signal);

    [LoggerMessage(EventIds.Hosting + 8, LogLevel.Information, "{App} stopped.")]
    public static partial void Stopped(this ILogger logger, string app);

    [LoggerMessage(EventIds.Hosting + 9, LogLevel.Warning, "{Setting} has no effect: all commands share one multiplexed connection.")]
    public static partial void NoEffect(this ILogger logger, string setting);

    [LoggerMessage(EventIds.Hosting + 10, LogLevel.Critical, "{App} cannot run: {Reason}")]
    public static partial void CannotRun(this ILogger logger, string app, string reason);

    [LoggerMessage(EventIds.Hosting + 11, LogLevel.Warning, "Closing the connection to {Broker} failed: {Reason}")]
    public static partial void CloseFailed(this ILogger logger, string broker, string reason);

    [LoggerMessage(EventIds.Hosting + 12, LogLevel.Information, "The record {Record} of stream '{Stream}' has changed; events stored before can be read: {Changes}.")]
    public static partial void RecordChanged(this ILogger logger, string record, string stream, string changes);

    [LoggerMessage(
        EventIds.Hosting + 13,
        LogLevel.Warning,
        "The record {Record} of stream '{Stream}' has changed so that events stored before can no longer all be read: {Changes}. Processors that meet such an event fail at it.")]
    public static partial void RecordBroken(this ILogger logger, string record, string stream, string changes);

    [LoggerMessage(EventIds.Hosting + 20, LogLevel.Information, "Health and metrics are answered at http://{Address}: {Paths}.")]
    public static partial void HealthStarted(this ILogger logger, string address, string paths);

    [LoggerMessage(EventIds.Hosting + 21, LogLevel.Warning, "The health port could not take a connection, and tries again each second: {Reason}")]
    public static partial void HealthNotAccepted(this ILogger logger, string reason);

    [LoggerMessage(EventIds.Hosting + 22, LogLevel.Error, "The health port could not answer {Path}; it answered with status 500.")]
    public static partial void HealthNotAnswered(this ILogger logger, string path, Exception error);

    [LoggerMessage(EventIds.Hosting + 23, LogLevel.Debug, "The lag of processor '{Processor}' on {Stream}/{Partition} could not be read: {Reason}")]
    public static partial void LagUnknown(this ILogger logger, string processor, string stream, object partition, string reason);
}
