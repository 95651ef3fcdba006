using Microsoft.Extensions.Logging;
using Runnel.Telemetry;

namespace Runnel.Scheduling;

// Values are passed as objects: see EventIds.
internal static partial class SchedulingLog
{
    [LoggerMessage(EventIds.Scheduling, LogLevel.Error, "The background task {Task} ({Source}) threw an exception")]
    public static partial void Failed(this ILogger logger, Exception error, string task, string source);

    [LoggerMessage(EventIds.Scheduling + 1, LogLevel.Information, "A run of the background task {Task} was cancelled")]
    public static partial void Cancelled(this ILogger logger, string task);

    [LoggerMessage(EventIds.Scheduling + 2, LogLevel.Debug, "A tick of the background task {Task} was left out: {Reason}")]
    public static partial void LeftOut(this ILogger logger, string task, string reason);

    [LoggerMessage(EventIds.Scheduling + 3, LogLevel.Warning, "The crontab {Task} will not run again: {Expression} has no instant left")]
    public static partial void NeverAgain(this ILogger logger, string task, string? expression);

    [LoggerMessage(EventIds.Scheduling + 4, LogLevel.Warning, "The tick {Tick} of {Task} could not be claimed; trying again")]
    public static partial void CouldNotClaim(this ILogger logger, Exception error, string task, object tick);

    [LoggerMessage(
        EventIds.Scheduling + 5, LogLevel.Error,
        "Background tasks ignored the cancellation of their token and are left behind: {Tasks}. Let them watch the CancellationToken they can take")]
    public static partial void LeftBehind(this ILogger logger, string tasks);

    [LoggerMessage(EventIds.Scheduling + 6, LogLevel.Error, "The startup task {Task} failed, so the worker stops")]
    public static partial void StartupFailed(this ILogger logger, string task);

    [LoggerMessage(EventIds.Scheduling + 7, LogLevel.Error, "A callback that the background task {Task} registered on its cancellation token threw")]
    public static partial void CallbackFailed(this ILogger logger, Exception error, string task);

    [LoggerMessage(EventIds.Scheduling + 8, LogLevel.Warning, "What {Task} missed cannot be looked up; trying again")]
    public static partial void CouldNotRecall(this ILogger logger, Exception error, string task);

    [LoggerMessage(EventIds.Scheduling + 9, LogLevel.Information, "{Task} missed a tick or more and runs once for them, for the one of {Tick}")]
    public static partial void MakesUp(this ILogger logger, string task, object tick);
}
