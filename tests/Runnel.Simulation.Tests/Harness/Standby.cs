using Runnel.Brokers;
using Runnel.Brokers.Memory;

namespace Runnel.Simulation.Tests.Harness;

/// <summary>A replica that knows the leases and cursors of the moment at which it was made, and no later ones.</summary>
internal sealed class Standby
{
    private readonly Dictionary<LeaseId, MemoryLease> _leases = [];
    private readonly Dictionary<PartitionId, List<StreamEntry>> _entries = [];

    public Standby(MemoryApp app)
    {
        foreach (var (id, lease) in app.Leases) _leases[id] = Copy(lease);
        foreach (var (id, partition) in app.Partitions) _entries[id] = List(partition!.Entries);
    }

    /// <summary>It takes the server's place; every connection breaks.</summary>
    public void Promote(MemoryServer server, MemoryApp app)
    {
        server.CutOff();
        foreach (var id in app.Leases.Keys.ToList())
        {
            var groups = app.Find(id.Partition)!.Groups;
            if (_leases.TryGetValue(id, out var lease) && lease.Cursor is { } cursor)
            {
                app.Leases[id] = Copy(lease);
                app.SetGroup(id, cursor, lease.Position);
            }
            else
            {
                app.Leases.Remove(id);
                groups.Remove(id.Processor);
            }
        }

        foreach (var (id, entries) in _entries) Untrim(app.Find(id)!.Entries, entries);
        server.Restore();
    }

    /// <summary>A replica knows of a trim what it knows of the cursors: what went meanwhile is there again, and what came meanwhile is still there.</summary>
    private static void Untrim(EntryLog present, List<StreamEntry> known)
    {
        var later = List(present);
        var first = later.Count > 0 ? later[0].Id : new EntryId(ulong.MaxValue, ulong.MaxValue);
        known.RemoveAll(entry => entry.Id >= first);
        if (known.Count == 0) return;
        present.RemoveFirst(present.Count);
        foreach (var entry in known) present.Add(entry);
        foreach (var entry in later) present.Add(entry);
    }

    private static List<StreamEntry> List(EntryLog entries)
    {
        var list = new List<StreamEntry>(entries.Count);
        for (var i = 0; i < entries.Count; i++) list.Add(entries[i]);
        return list;
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
        Failure = lease.Failure,
    };
}
