using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Runnel.Telemetry;

namespace Runnel.Streams;

/// <summary>Begins the spans of one stream's sends.</summary>
internal sealed class SendSpans(string stream, ILogger logger)
{
    private readonly string _name = $"{TelemetryNames.Send} {stream}";

    private readonly KeyValuePair<string, object?>[] _tags =
    [
        new(TelemetryNames.System, TelemetryNames.SystemValue), new(TelemetryNames.OperationName, TelemetryNames.Send),
        new(TelemetryNames.OperationType, TelemetryNames.Send), new(TelemetryNames.Destination, stream),
    ];

    /// <summary>For one event; null where nobody subscribed and the caller is in no trace. It ends elsewhere, and does not become the caller's current span.</summary>
    public SendTrace? Begin(int partition)
    {
        if (!RunnelActivities.IsOn) return Activity.Current is { } current ? Carry(null, current) : null;
        var span = RunnelActivities.StartAside(_name, ActivityKind.Producer, _tags);
        if (span is { IsAllDataRequested: true }) span.SetTag(TelemetryNames.Partition, partition.ToString(CultureInfo.InvariantCulture));
        return Carry(span, Activity.Current);
    }

    /// <summary>For one call that sends many: its span is the current one while it pulls from its source. To be called by an asynchronous method, so that it does not outlast that.</summary>
    public SendTrace? BeginMany()
    {
        if (!RunnelActivities.IsOn) return Activity.Current is { } current ? Carry(null, current) : null;
        var before = Activity.Current;
        return Carry(RunnelActivities.Source.StartActivity(_name, ActivityKind.Producer, parentContext: default, _tags), before);
    }

    /// <summary>A sender that is not sampled is still in its caller's trace.</summary>
    private SendTrace? Carry(Activity? span, Activity? caller)
    {
        if ((span ?? caller) is not { } carried) return null;
        var parent = TraceContext.ParentOf(carried);
        return span is null && parent is null ? null : new SendTrace(span, parent, TraceContext.StateOf(carried), logger);
    }
}
