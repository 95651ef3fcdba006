namespace Runnel.Brokers.Memory;

/// <summary>Taking, extending and looking at leases.</summary>
internal static class MemoryLeasing
{
    public static AcquireReply Acquire(MemoryServer server, MemoryApp app, in AcquireRequest request)
    {
        var lease = app.Leases.GetValueOrDefault(request.Lease) ?? new MemoryLease();
        if (lease.Quarantine is not null) return new AcquireReply(AcquireStatus.Quarantined) { Epoch = lease.Epoch, Quarantine = lease.Quarantine };
        if (lease.Pause is not null) return new AcquireReply(AcquireStatus.Paused) { Epoch = lease.Epoch, Pause = lease.Pause };

        var now = server.Now;
        var vanished = lease.Owner is not null && lease.Owner != request.Owner;
        if (vanished && lease.Expiry > now)
            return new AcquireReply(AcquireStatus.Held) { Epoch = lease.Epoch, Remaining = lease.Expiry - now, Holder = lease.Owner };

        var partition = app.Find(request.Lease.Partition);
        var isKnown = lease.Cursor is not null;
        var notes = Place(app, request.Lease, lease, partition);
        app.Leases[request.Lease] = lease;
        var begun = lease.Begun == lease.Epoch;
        (lease.Owner, lease.Expiry) = (request.Owner, now + request.Expiry);
        lease.Epoch = NextEpoch(server, Math.Max(lease.Epoch, request.MinimumEpoch));

        // The same owner goes on under a new epoch with what it had begun.
        if (begun && !vanished) lease.Begun = lease.Epoch;

        // With nothing after the cursor, nothing was in the hands of the owner that vanished.
        var inHand = vanished && ((partition is not null && partition.Last > lease.Cursor) || lease.Parking is { HasReleases: true });
        if (inHand && (begun || request.LastChance == 0 || lease.Crashes < request.LastChance)) lease.Crashes++;

        // What was gone before the processor ever came, it did not lose: the position says how much.
        var found = app.Get(request.Lease.Partition);

        // What a group of another program counted is not known to be exact, but for what it cannot have seen.
        var lost = FindLost(lease, found, isKnown || found.Entries.Count == 0 || lease.Cursor < found.Entries[0].Id);
        if (notes == AcquireNotes.Begins) (lost, notes) = (0, lost > 0 ? notes : AcquireNotes.None);
        return new AcquireReply(AcquireStatus.Acquired)
        {
            Epoch = lease.Epoch,
            Cursor = lease.Cursor!.Value,
            Lost = lost,
            Position = lease.Position,
            Crashes = lease.Crashes,
            TakenOver = lease.Crashes > 0,
            Notes = notes,
            HasParked = lease.Parking is { Events: > 0 },
        };
    }

    public static ExtendStatus Extend(MemoryServer server, MemoryApp app, LeaseClaim claim, TimeSpan expiry)
    {
        if (app.Leases.GetValueOrDefault(claim.Lease) is not { } lease || !lease.IsHeldBy(claim)) return ExtendStatus.Lost;
        lease.Expiry = server.Now + expiry;
        return lease.Pause is null ? ExtendStatus.Held : ExtendStatus.Pausing;
    }

    public static bool Begin(MemoryApp app, LeaseClaim claim)
    {
        if (app.Leases.GetValueOrDefault(claim.Lease) is not { } lease || !lease.IsHeldBy(claim)) return false;
        lease.Begun = claim.Epoch;
        return true;
    }

    public static long CountLost(MemoryApp app, LeaseClaim claim)
    {
        if (app.Leases.GetValueOrDefault(claim.Lease) is not { } lease || !lease.IsHeldBy(claim)) return 0;
        if (app.Find(claim.Lease.Partition) is not { } partition) return 0;

        // What was read ahead of the cursor and trimmed then is not lost: only what stands at or before the cursor is counted.
        var isPast = partition.Entries.Count > 0 ? partition.Entries[0].Id <= lease.Cursor : lease.Cursor >= partition.Last;
        if (!isPast && lease.Cursor < partition.Last) return 0;
        var before = lease.Position;
        var lost = FindLost(lease, partition, isCounted: true);
        if (lease.Position != before) app.SetGroup(claim.Lease, lease.Cursor!.Value, lease.Position);
        return lost;
    }

    public static LeaseState? Inspect(MemoryServer server, MemoryApp app, LeaseId id)
    {
        if (app.Leases.GetValueOrDefault(id) is not { } lease) return null;
        return new LeaseState
        {
            Owner = lease.Owner,
            Epoch = lease.Epoch,
            Remaining = lease.Owner is null ? TimeSpan.Zero : lease.Expiry - server.Now,
            Cursor = lease.Cursor,
            Position = lease.Position,
            Crashes = lease.Crashes,
            Quarantine = lease.Quarantine,
            Pause = lease.Pause,
        };
    }

    /// <summary>Above what is stored and what the worker has seen, and above those of a time that was forgotten (a flush).</summary>
    public static long NextEpoch(MemoryServer server, long seen) => Math.Max(server.UnixMicroseconds, seen + 1);

    /// <summary>Finds where to go on, and makes what is missing there.</summary>
    private static AcquireNotes Place(MemoryApp app, LeaseId id, MemoryLease lease, MemoryPartition? partition)
    {
        var notes = AcquireNotes.None;
        var known = lease.Cursor is not null;
        if (!known)
        {
            notes = Adopt(lease, partition, partition?.Groups.GetValueOrDefault(id.Processor));
        }
        else if (partition is not null && partition.Last < lease.Cursor)
        {
            (lease.Cursor, lease.Position, notes) = (EntryId.Zero, 0, AcquireNotes.Replaced);

            // What was parked of the stream before stands before everything in this one.
            lease.Parking?.BeginAnew();
        }

        var missing = app.SetGroup(id, lease.Cursor!.Value, lease.Position);
        return missing && known && notes == AcquireNotes.None ? AcquireNotes.Recreated : notes;
    }

    /// <summary>The first acquire: goes on where a group of another program stands, before its oldest pending entry.</summary>
    private static AcquireNotes Adopt(MemoryLease lease, MemoryPartition? partition, MemoryGroup? group)
    {
        (lease.Cursor, lease.Position) = group is null ? (EntryId.Zero, 0) : (group.Delivered, group.Position);
        if (group is null) return AcquireNotes.Begins;
        if (group.Pending.Count == 0) return AcquireNotes.None;
        var before = partition!.Before(group.Pending.Min);
        if (before < lease.Cursor) (lease.Cursor, lease.Position) = (before, -1);
        group.Pending.Clear();
        return AcquireNotes.Adopted;
    }

    /// <summary>Entries that were trimmed before the processor saw them; adds them to the position.</summary>
    private static long FindLost(MemoryLease lease, MemoryPartition partition, bool isCounted)
    {
        var actual = partition.PositionOf(lease.Cursor!.Value);
        var lost = isCounted && lease.Position >= 0 ? Math.Max(0, actual - lease.Position) : 0;
        lease.Position = Math.Max(lease.Position, actual);
        if (lease.Cursor >= partition.Last) lease.Position = partition.Added;
        return lost;
    }
}
