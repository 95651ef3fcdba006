using System.Diagnostics.Metrics;

namespace Runnel.Telemetry;

/// <summary>The one meter of Runnel, by whose name people subscribe to all its instruments.</summary>
internal static class RunnelMeter
{
    /// <summary>The meter's name: <c>Runnel</c>.</summary>
    public const string Name = "Runnel";

    /// <summary>Runnel's version, as exporters show it beside the name.</summary>
    public static string? Version { get; } = typeof(RunnelMeter).Assembly.GetName().Version?.ToString(3);

    /// <summary>What all rooms make their instruments from.</summary>
    public static Meter Meter { get; } = new(Name, Version);
}
