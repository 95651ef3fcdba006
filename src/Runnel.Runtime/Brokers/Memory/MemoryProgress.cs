namespace Runnel.Brokers.Memory;

/// <summary>How far processors are, for operators, and what failed last.</summary>
internal static class MemoryProgress
{
    public static bool Note(MemoryApp app, LeaseClaim claim, FailureNote note)
    {
        // Without an owner the epoch is that of the last one, who released the lease.
        if (app.Leases.GetValueOrDefault(claim.Lease) is not { } lease || lease.Epoch != claim.Epoch) return false;
        if (lease.Owner is not null && lease.Owner != claim.Owner) return false;
        lease.Failure = note;
        return true;
    }

    public static ProcessorProgress Inspect(MemoryServer server, MemoryApp app, LeaseId id)
    {
        var lease = app.Leases.GetValueOrDefault(id);
        var progress = new ProcessorProgress
        {
            Now = DateTimeOffset.UnixEpoch.AddTicks(server.UnixMicroseconds * TimeSpan.TicksPerMicrosecond),
            Lease = MemoryLeasing.Inspect(server, app, id),
            Failure = lease?.Failure,
            Lag = 0,
            ParkedKeys = lease?.Parking?.Keys.Count ?? 0,
            ParkedEvents = lease?.Parking?.Events ?? 0,
        };
        if (app.Find(id.Partition) is not { } partition) return progress;
        progress = progress with { Partition = partition.View() };

        // A group of another program: what the processor will take over of it shows when it starts.
        if (lease?.Cursor is null && partition.Groups.ContainsKey(id.Processor)) return progress with { Lag = null };
        var entries = partition.Entries;
        var settled = lease?.Cursor is { } cursor && cursor <= partition.Last ? entries.IndexAfter(cursor) : 0;
        return progress with
        {
            Lag = entries.Count - settled,
            Next = settled < entries.Count ? entries[settled].Id : null,
            Lost = lease is { Position: >= 0 } && lease.Cursor < partition.Last && settled == 0 ? Math.Max(0, partition.Removed - lease.Position) : 0,
        };
    }
}
