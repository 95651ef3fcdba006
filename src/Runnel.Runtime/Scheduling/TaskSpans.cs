using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Runnel.Contracts;
using Runnel.Telemetry;

namespace Runnel.Scheduling;

/// <summary>The spans of background tasks: each run begins a trace of its own, and is the current span of its method.</summary>
internal static class TaskSpans
{
    /// <summary>To be called by an asynchronous method: the span is its current one, and does not outlast it.</summary>
    public static Activity? Start(BackgroundTaskDescriptor task, ILogger logger)
    {
        if (!RunnelActivities.IsOn) return null;
        try
        {
            // What was current where the worker was started has nothing to do with the run.
            Activity.Current = null;
            KeyValuePair<string, object?>[] tags = [new(TelemetryNames.TaskName, task.Name), new(TelemetryNames.TaskKind, KindOf(task.Kind))];
            return RunnelActivities.Source.StartActivity($"run {task.Name}", ActivityKind.Internal, parentContext: default, tags);
        }
        catch (Exception error)
        {
            logger.ListenerThrew(error, task.Name);
            return null;
        }
    }

    public static void End(Activity span, string outcome, ILogger logger)
    {
        try
        {
            span.SetTag(TelemetryNames.TaskOutcome, outcome);
            span.Stop();
        }
        catch (Exception error)
        {
            logger.ListenerThrew(error, span.DisplayName);
        }
    }

    private static string KindOf(BackgroundTaskKind kind) => kind switch
    {
        BackgroundTaskKind.Startup => "startup",
        BackgroundTaskKind.Timer => "timer",
        _ => "crontab",
    };
}
