using System.Diagnostics.Metrics;
using System.Globalization;
using Runnel.Processing;
using Runnel.Telemetry;

namespace Runnel.Hosting;

/// <summary>
/// How far behind the workers of this process are, as instruments: for each partition that is a worker's own. Who listens wakes the
/// watches; the first figures come after that.
/// </summary>
internal static class LagMetrics
{
    private static readonly Lock Gate = new();
    private static LagWatch[] _watches = [];

    private static readonly ObservableGauge<long> Events = RunnelMeter.Meter.CreateObservableGauge(
        "runnel.partition.lag", ObserveEvents, "{event}", "Events that wait on a partition of this worker, by stream, processor and partition.");

    private static readonly ObservableGauge<double> Durations = RunnelMeter.Meter.CreateObservableGauge(
        "runnel.partition.lag.duration", ObserveDurations, "s", "Age of the oldest event that waits on a partition of this worker.");

    private static readonly ObservableGauge<long> Quarantined = RunnelMeter.Meter.CreateObservableGauge(
        "runnel.partitions.quarantined", ObserveQuarantined, "{partition}", "Whether a partition of this worker is quarantined: 1, else 0.");

    /// <summary>Whether somebody listens to figures that have to be asked for. (Quarantines a worker knows by itself.)</summary>
    public static bool IsWanted => Events.Enabled || Durations.Enabled;

    public static void Add(LagWatch watch)
    {
        _ = Quarantined;
        lock (Gate) Volatile.Write(ref _watches, [.. _watches, watch]);
    }

    public static void Remove(LagWatch watch)
    {
        lock (Gate) Volatile.Write(ref _watches, Array.FindAll(_watches, other => other != watch));
    }

    private static IEnumerable<Measurement<long>> ObserveEvents()
    {
        foreach (var figure in Figures())
        {
            if (figure.Events is { } events) yield return new Measurement<long>(events, Tags(figure.Partition));
        }
    }

    private static IEnumerable<Measurement<double>> ObserveDurations()
    {
        foreach (var figure in Figures())
        {
            if (figure.Behind is { } behind) yield return new Measurement<double>(behind.TotalSeconds, Tags(figure.Partition));
        }
    }

    private static IEnumerable<Measurement<long>> ObserveQuarantined()
    {
        foreach (var watch in Volatile.Read(ref _watches))
        {
            foreach (var partition in watch.Partitions())
                yield return new Measurement<long>(partition.Quarantine is null ? 0 : 1, Tags(partition));
        }
    }

    private static LagFigure[] Figures()
    {
        LagFigure[] figures = [];
        foreach (var watch in Volatile.Read(ref _watches))
        {
            watch.Want();
            figures = [.. figures, .. watch.Figures()];
        }

        return figures;
    }

    private static KeyValuePair<string, object?>[] Tags(SharedPartition partition) =>
    [
        new(TelemetryNames.Destination, partition.Group.Stream),
        new(TelemetryNames.Group, partition.Group.Processor),
        new(TelemetryNames.Partition, partition.Index.ToString(CultureInfo.InvariantCulture)),
    ];
}
