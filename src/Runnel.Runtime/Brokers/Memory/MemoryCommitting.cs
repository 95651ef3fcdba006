namespace Runnel.Brokers.Memory;

/// <summary>Moving cursors: under a lease, or by an operator's hand.</summary>
internal static class MemoryCommitting
{
    public static CommitReply Commit(MemoryApp app, in CommitRequest request)
    {
        var id = request.Claim.Lease;
        if (app.Leases.GetValueOrDefault(id) is not { } lease) return new CommitReply(CommitStatus.Fenced);
        if (IsRepeatedRelease(lease, request)) return new CommitReply(CommitStatus.Committed, request.Next);
        if (!lease.IsHeldBy(request.Claim)) return new CommitReply(CommitStatus.Fenced, lease.Cursor ?? default);
        if (lease.Cursor != request.Expected && lease.Cursor != request.Next) return new CommitReply(CommitStatus.Moved, lease.Cursor ?? default);
        if (lease.Cursor != request.Next)
        {
            var position = lease.Position < 0 ? -1 : lease.Position + request.Count;
            try
            {
                app.SetGroup(id, request.Next, position);
            }
            catch (BrokerException error)
            {
                return new CommitReply(CommitStatus.Failed, lease.Cursor ?? default, error);
            }

            (lease.Cursor, lease.Position, lease.Crashes) = (request.Next, position, 0);
        }

        if (request.Release) lease.Release();
        return new CommitReply(CommitStatus.Committed, request.Next);
    }

    public static bool Quarantine(MemoryApp app, LeaseClaim claim, QuarantineMark mark)
    {
        if (app.Leases.GetValueOrDefault(claim.Lease) is not { } lease) return false;
        if (lease.Quarantine is not null) return lease.Epoch == claim.Epoch && lease.Quarantine == mark;
        if (!lease.IsHeldBy(claim)) return false;
        lease.Release();
        lease.Quarantine = mark;
        return true;
    }

    public static bool Resume(MemoryServer server, MemoryApp app, LeaseId id, QuarantineMark? expected, bool skip)
    {
        if (app.Leases.GetValueOrDefault(id) is not { Quarantine: { } mark } lease || (expected is not null && expected != mark)) return false;
        if (skip && mark.Last > lease.Cursor) MoveOver(app, id, lease, mark.Last);
        (lease.Quarantine, lease.Crashes) = (null, 0);
        lease.Epoch = MemoryLeasing.NextEpoch(server, lease.Epoch);
        return true;
    }

    public static EntryId Reset(MemoryServer server, MemoryApp app, LeaseId id, EntryId? cursor)
    {
        var partition = app.Find(id.Partition);
        var end = partition?.Last ?? cursor ?? EntryId.Zero;
        var place = cursor is { } wanted && wanted < end ? wanted : end;
        var position = partition?.PositionOf(place) ?? (place == EntryId.Zero ? 0 : -1);
        if (partition is not null) app.SetGroup(id, place, position);
        if (!app.Leases.TryGetValue(id, out var lease)) app.Leases[id] = lease = new MemoryLease();
        (lease.Cursor, lease.Position, lease.Crashes) = (place, position, 0);
        lease.Epoch = MemoryLeasing.NextEpoch(server, lease.Epoch);
        return place;
    }

    /// <summary>The answer to a release was lost, and nobody has taken the lease since.</summary>
    private static bool IsRepeatedRelease(MemoryLease lease, in CommitRequest request)
        => request.Release && lease.Owner is null && lease.Epoch == request.Claim.Epoch && lease.Cursor == request.Next && lease.Quarantine is null;

    private static void MoveOver(MemoryApp app, LeaseId id, MemoryLease lease, EntryId last)
    {
        var entries = app.Find(id.Partition)?.Entries;
        var position = lease.Position < 0 || entries is null ? -1 : lease.Position + entries.IndexAfter(last) - entries.IndexAfter(lease.Cursor ?? default);
        if (entries is not null) app.SetGroup(id, last, position);
        (lease.Cursor, lease.Position) = (last, position);
    }
}
