using System.Diagnostics;

namespace Runnel.Telemetry;

/// <summary>The one source of Runnel's spans, by whose name people subscribe to all of them.</summary>
internal static class RunnelActivities
{
    /// <summary>The source's name: <c>Runnel</c>.</summary>
    public const string Name = "Runnel";

    public static ActivitySource Source { get; } = new(Name, RunnelMeter.Version);

    /// <summary>Whether anybody subscribed: where not, no span is made, and nothing is prepared for one.</summary>
    public static bool IsOn => Source.HasListeners();

    /// <summary>Starts a span that other code than the caller's will end: the caller's own current span stays what it is.</summary>
    public static Activity? StartAside(string name, ActivityKind kind, KeyValuePair<string, object?>[] tags)
    {
        var (context, current) = (ExecutionContext.Capture(), Activity.Current);
        var span = Source.StartActivity(name, kind, parentContext: default, tags);
        GoBack(context, current);
        return span;
    }

    /// <summary>Ends a span wherever the caller is: to end one sets what is current, and the caller's own current span stays what it is.</summary>
    public static void StopAside(Activity span)
    {
        var (context, current) = (ExecutionContext.Capture(), Activity.Current);
        span.Stop();
        GoBack(context, current);
    }

    /// <summary>Marks a span as failed, as the conventions want it.</summary>
    public static void Fail(Activity span, Exception error)
    {
        if (!span.IsAllDataRequested) return;
        span.SetStatus(ActivityStatusCode.Error, error.Message);
        span.SetTag(TelemetryNames.ErrorType, TelemetryNames.ErrorTypeOf(error));
        span.AddException(error);
    }

    /// <summary>A context that may not be captured cannot be restored either; then the current span is set, which a span that has ended cannot be.</summary>
    private static void GoBack(ExecutionContext? context, Activity? current)
    {
        if (context is not null) ExecutionContext.Restore(context);
        else Activity.Current = current is { IsStopped: true } ? null : current;
    }
}
