using Runnel.Brokers;
using Runnel.Brokers.Memory;

namespace Runnel.Testing;

/// <summary>Looks at what the embedded server holds of an app; changes nothing.</summary>
internal sealed class ServerView(MemoryServer server, string app)
{
    /// <summary>The partition's events, in order.</summary>
    public IReadOnlyList<RawEvent> Events(PartitionId partition)
    {
        lock (server.Gate)
        {
            var entries = server.App(app).Find(partition)?.ReadAfter(EntryId.Zero, int.MaxValue) ?? [];
            return [.. entries.Select(entry => new RawEvent(partition.Stream, partition.Index, entry.Id, entry.Fields))];
        }
    }

    /// <summary>The events of all partitions in the order of their ids.</summary>
    public IReadOnlyList<RawEvent> Events(EventStream stream) => InOrder(Partitions(stream).SelectMany(Events));

    /// <summary>What a processor has committed of a stream, in the order of ids.</summary>
    public IReadOnlyList<RawEvent> Committed(EventStream stream, string processor) => InOrder(Partitions(stream).SelectMany(partition =>
    {
        var cursor = Progress(new LeaseId(partition, processor)).Lease?.Cursor ?? EntryId.Zero;
        return Events(partition).Where(raw => raw.Id <= cursor);
    }));

    public ProcessorProgress Progress(LeaseId lease)
    {
        lock (server.Gate) return MemoryProgress.Inspect(server, server.App(app), lease);
    }

    /// <summary>What is parked of a processor on a partition: each key, whether it is being released, and its events.</summary>
    public IReadOnlyList<(byte[] Key, bool IsReleasing, IReadOnlyList<RawEvent> Events)> Parked(LeaseId lease)
    {
        lock (server.Gate)
        {
            if (server.App(app).Leases.GetValueOrDefault(lease)?.Parking is not { } parking) return [];
            return
            [
                .. parking.Keys.Select(each => (each.Key, each.Value.IsReleasing, (IReadOnlyList<RawEvent>)
                    [.. each.Value.Events.Select(parked => new RawEvent(lease.Partition.Stream, lease.Partition.Index, parked.Id, parked.Fields))])),
            ];
        }
    }

    public static IEnumerable<PartitionId> Partitions(EventStream stream) => Enumerable.Range(0, stream.PartitionCount).Select(index => new PartitionId(stream.Name, index));

    private static List<RawEvent> InOrder(IEnumerable<RawEvent> events) => [.. events.OrderBy(raw => raw.Id).ThenBy(raw => raw.Partition)];
}
