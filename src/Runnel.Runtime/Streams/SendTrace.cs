using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Runnel.Telemetry;

namespace Runnel.Streams;

/// <summary>The trace that a send belongs to: its span, and the context that its events carry.</summary>
/// <param name="span">The send's own; null: nobody wants one, and the events carry the context of the caller's.</param>
/// <param name="parent">What stands in the event's header; null: nothing.</param>
/// <param name="state">What tracing systems added.</param>
/// <param name="logger">Where it is told that a listener threw: that must not stop a lane, which has other callers too.</param>
internal sealed class SendTrace(Activity? span, byte[]? parent, byte[]? state, ILogger logger)
{
    public RawFields Mark(RawFields fields) => parent is null ? fields : TraceContext.With(fields, parent, state);

    public void Succeeded(EntryId id)
    {
        if (span is null) return;
        if (span.IsAllDataRequested) span.SetTag(TelemetryNames.MessageId, id.ToString());
        Stop();
    }

    /// <summary>Many were sent.</summary>
    public void Succeeded(long count)
    {
        if (span is null) return;
        span.SetTag(TelemetryNames.BatchCount, count);
        Stop();
    }

    public void Failed(Exception error)
    {
        if (span is null) return;
        if (span.IsAllDataRequested)
        {
            RunnelActivities.Fail(span, error);
            if (error is SendException sent) span.SetTag(TelemetryNames.SendOutcome, SendCount.NameOf(sent.Outcome));
        }

        Stop();
    }

    /// <summary>Many were to be sent; so many were.</summary>
    public void Failed(Exception error, long count)
    {
        span?.SetTag(TelemetryNames.BatchCount, count);
        Failed(error);
    }

    /// <summary>The caller took it back before its turn: nothing failed.</summary>
    public void Withdrawn()
    {
        if (span is null) return;
        span.SetTag(TelemetryNames.SendOutcome, "withdrawn");
        Stop();
    }

    private void Stop()
    {
        try
        {
            RunnelActivities.StopAside(span!);
        }
        catch (Exception error)
        {
            logger.ListenerThrew(error, span!.DisplayName);
        }
    }
}
