namespace Runnel.Telemetry;

/// <summary>The attributes of one processor's measurements, made once: a measurement itself allocates nothing.</summary>
internal sealed class ProcessorTags(string stream, string processor)
{
    /// <summary>Stream and processor, for the instruments of Runnel's own.</summary>
    public KeyValuePair<string, object?>[] Own { get; } = [new(TelemetryNames.Destination, stream), new(TelemetryNames.Group, processor)];

    /// <summary>The same for the instruments of the conventions, which ask for more.</summary>
    public KeyValuePair<string, object?>[] Messaging { get; } =
    [
        new(TelemetryNames.System, TelemetryNames.SystemValue), new(TelemetryNames.OperationName, TelemetryNames.Process),
        new(TelemetryNames.Destination, stream), new(TelemetryNames.Group, processor),
    ];

    /// <summary>With one attribute more: the class of an error, or a status.</summary>
    public static KeyValuePair<string, object?>[] With(KeyValuePair<string, object?>[] tags, string name, string value) => [.. tags, new(name, value)];
}
