using Runnel.Brokers;
using Runnel.Brokers.Memory;

namespace Runnel.Simulation.Tests.Harness;

/// <summary>A replica that knows the leases and cursors of the moment at which it was made, and no later ones.</summary>
internal sealed class Standby
{
    private readonly Dictionary<LeaseId, MemoryLease> _leases = [];
    private readonly TrimLedger _trims;
    private readonly int _trimmed;

    public Standby(MemoryApp app, TrimLedger trims)
    {
        (_trims, _trimmed) = (trims, trims.Removed.Count);
        foreach (var (id, lease) in app.Leases) _leases[id] = Copy(lease);
    }

    /// <summary>It takes the server's place; every connection breaks.</summary>
    public void Promote(MemoryServer server, MemoryApp app)
    {
        server.CutOff();
        foreach (var id in app.Leases.Keys.ToList())
        {
            var groups = app.Find(id.Partition)?.Groups;
            if (_leases.TryGetValue(id, out var lease) && lease.Cursor is { } cursor)
            {
                app.Leases[id] = Copy(lease);
                app.SetGroup(id, cursor, lease.Position);
            }
            else
            {
                app.Leases.Remove(id);
                groups?.Remove(id.Processor);
            }
        }

        Untrim(app, _trims.Removed.Skip(_trimmed));
        server.Restore();
    }

    /// <summary>
    /// A replica knows of trims what it knows of cursors: what went meanwhile is there again, with all that came meanwhile.
    /// </summary>
    private static void Untrim(MemoryApp app, IEnumerable<(PartitionId Partition, StreamEntry Entry)> removed)
    {
        foreach (var partition in removed.GroupBy(static each => each.Partition))
        {
            var entries = app.Find(partition.Key)!.Entries;
            var all = new SortedDictionary<EntryId, StreamEntry>();
            foreach (var (_, entry) in partition) all[entry.Id] = entry;
            for (var i = 0; i < entries.Count; i++) all[entries[i].Id] = entries[i];
            entries.RemoveFirst(entries.Count);
            foreach (var entry in all.Values) entries.Add(entry);
        }
    }

    private static MemoryLease Copy(MemoryLease lease) => new()
    {
        Owner = lease.Owner,
        Epoch = lease.Epoch,
        Expiry = lease.Expiry,
        Cursor = lease.Cursor,
        Position = lease.Position,
        Crashes = lease.Crashes,
        Begun = lease.Begun,
        Quarantine = lease.Quarantine,
        Pause = lease.Pause,
        Failure = lease.Failure,
        Parking = lease.Parking?.Copy(),
    };
}
