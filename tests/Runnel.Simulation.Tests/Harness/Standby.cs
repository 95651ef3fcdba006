using Runnel.Brokers;
using Runnel.Brokers.Memory;

namespace Runnel.Simulation.Tests.Harness;

/// <summary>A replica that knows the leases and cursors of the moment at which it was made, and no later ones.</summary>
internal sealed class Standby
{
    private readonly Dictionary<LeaseId, MemoryLease> _leases = [];

    public Standby(MemoryApp app)
    {
        foreach (var (id, lease) in app.Leases) _leases[id] = Copy(lease);
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

        server.Restore();
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
        Parking = lease.Parking?.Copy(),
    };
}
