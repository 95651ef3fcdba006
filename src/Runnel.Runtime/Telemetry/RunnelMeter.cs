using System.Diagnostics.Metrics;

namespace Runnel.Telemetry;

/// <summary>The one meter of Runnel, by whose name people subscribe to all its instruments.</summary>
internal static class RunnelMeter
{
    /// <summary>The meter's name: <c>Runnel</c>.</summary>
    public const string Name = "Runnel";

    /// <summary>What all rooms make their instruments from.</summary>
    public static Meter Meter { get; } = new(Name);
}
