using System.Diagnostics.Metrics;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace Runnel.Telemetry;

/// <summary>
/// What the processors of this process have in hand, for instruments that are asked instead of told. Two executors of one process that run the
/// same processor (of several apps, or in tests) are told as one: measurements must differ in their attributes.
/// </summary>
internal static class PartitionGauges
{
    /// <summary>Weak: an executor that never ends (a simulated process that died) must not stay because of this.</summary>
    private static readonly ConditionalWeakTable<IPartitionFigures, object> Known = [];

    static PartitionGauges()
    {
        _ = RunnelMeter.Meter.CreateObservableUpDownCounter(
            "runnel.events.buffered", Buffered, "{event}", "Events that were fetched and wait to be handed out, by partition.");
        _ = RunnelMeter.Meter.CreateObservableUpDownCounter(
            "runnel.partitions.owned", Owned, "{partition}", "Partitions whose lease this worker holds.");
    }

    /// <summary>Tells of a processor until what is returned is disposed.</summary>
    public static IDisposable Add(IPartitionFigures figures)
    {
        Known.Add(figures, figures.GetType());
        return new Place(figures);
    }

    private static IEnumerable<Measurement<long>> Buffered()
    {
        var all = All();
        for (var i = 0; i < all.Count; i++)
        {
            if (!IsFirst(all, i)) continue;
            for (var partition = 0; partition < all[i].PartitionCount; partition++)
            {
                if (BufferedIn(all, i, partition) is not (var count and >= 0)) continue;
                yield return new Measurement<long>(
                    count, new(TelemetryNames.Destination, all[i].Stream), new(TelemetryNames.Group, all[i].Processor),
                    new(TelemetryNames.Partition, partition.ToString(CultureInfo.InvariantCulture)));
            }
        }
    }

    private static IEnumerable<Measurement<long>> Owned()
    {
        var all = All();
        for (var i = 0; i < all.Count; i++)
        {
            if (!IsFirst(all, i)) continue;
            var owned = 0L;
            for (var j = i; j < all.Count; j++)
            {
                for (var partition = 0; IsSame(all[i], all[j]) && partition < all[j].PartitionCount; partition++) owned += all[j].BufferedIn(partition) < 0 ? 0 : 1;
            }

            yield return new Measurement<long>(owned, new(TelemetryNames.Destination, all[i].Stream), new(TelemetryNames.Group, all[i].Processor));
        }
    }

    private static List<IPartitionFigures> All()
    {
        List<IPartitionFigures> all = [];
        foreach (var (figures, _) in Known) all.Add(figures);
        return all;
    }

    /// <summary>The sum of what stands from a place on; -1: nobody owns the partition.</summary>
    private static long BufferedIn(List<IPartitionFigures> all, int first, int partition)
    {
        var sum = -1L;
        for (var i = first; i < all.Count; i++)
        {
            if (!IsSame(all[first], all[i]) || partition >= all[i].PartitionCount) continue;
            if (all[i].BufferedIn(partition) is var count and >= 0) sum = Math.Max(sum, 0) + count;
        }

        return sum;
    }

    private static bool IsFirst(List<IPartitionFigures> all, int index)
    {
        for (var i = 0; i < index; i++)
        {
            if (IsSame(all[i], all[index])) return false;
        }

        return true;
    }

    private static bool IsSame(IPartitionFigures one, IPartitionFigures other) => one.Stream == other.Stream && one.Processor == other.Processor;

    private sealed class Place(IPartitionFigures figures) : IDisposable
    {
        public void Dispose() => Known.Remove(figures);
    }
}
