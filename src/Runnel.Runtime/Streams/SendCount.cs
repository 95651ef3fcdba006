using Microsoft.Extensions.Logging;
using Runnel.Telemetry;

namespace Runnel.Streams;

/// <summary>Counts what a lane has sent, once per batch and before the callers are told: what has ended is counted.</summary>
internal sealed class SendCount(string stream, ILogger logger)
{
    private readonly KeyValuePair<string, object?>[] _tags =
    [
        new(TelemetryNames.System, TelemetryNames.SystemValue), new(TelemetryNames.OperationName, TelemetryNames.Send),
        new(TelemetryNames.Destination, stream),
    ];

    public static string NameOf(SendOutcome outcome) => outcome == SendOutcome.Unknown ? "unknown" : "not_appended";

    public void Appended(int count)
    {
        if (count > 0 && Instruments.Sent.Enabled) Instruments.Sent.Count(count, _tags, logger);
    }

    /// <summary>They were given to the broker, and it refused them or did not answer.</summary>
    public void Failed(int count, SendOutcome outcome)
    {
        if (!Instruments.Sent.Enabled) return;
        KeyValuePair<string, object?>[] tags =
            [.. _tags, new(TelemetryNames.ErrorType, typeof(SendException).FullName), new(TelemetryNames.SendOutcome, NameOf(outcome))];
        Instruments.Sent.Count(count, tags, logger);
    }
}
