namespace Runnel.Brokers.Memory;

/// <summary>Trims what is settled, and keeps the record of the processors it is kept for.</summary>
internal static class MemoryRetention
{
    public static TrimReply Trim(MemoryServer server, MemoryApp app, TrimRequest request)
    {
        var now = DateTimeOffset.UnixEpoch.AddTicks(server.UnixMicroseconds * TimeSpan.TicksPerMicrosecond);
        if (app.Find(request.Partition) is not { } partition) return new TrimReply(0, false, default, now, null, default);
        var (holder, least) = FindLeast(server, app, request, partition);
        var bound = request.UpTo;
        if (request.Age > TimeSpan.Zero)
        {
            var youngest = new EntryId((ulong)Math.Max(0, (now - request.Age).ToUnixTimeMilliseconds()), 0);
            if (youngest < bound) bound = youngest;
        }

        if (least < bound) bound = least;
        var settled = holder is null || bound == EntryId.Zero ? 0 : partition.Entries.IndexAfter(bound);
        var trimmed = Math.Min(settled, TrimReply.Portion);
        partition.Entries.RemoveFirst(trimmed);
        return new TrimReply(trimmed, trimmed < settled, partition.View(), now, holder, least);
    }

    public static IReadOnlyList<RegisteredProcessor> Register(MemoryServer server, MemoryApp app, IReadOnlyList<GroupId> processors)
    {
        for (var i = 0; i < processors.Count; i++) app.Processors[processors[i]] = server.Now;
        var registered = new List<RegisteredProcessor>(app.Processors.Count);
        foreach (var (group, declared) in app.Processors) registered.Add(new RegisteredProcessor(group, server.Now - declared));
        registered.Sort(static (left, right) => string.CompareOrdinal($"{left.Group.Stream}:{left.Group.Processor}", $"{right.Group.Stream}:{right.Group.Processor}"));
        return registered;
    }

    public static void Unregister(MemoryApp app, GroupId processor)
    {
        app.Groups.Remove(processor);
        app.Processors.Remove(processor);
    }

    public static bool Forget(MemoryServer server, MemoryApp app, LeaseId id)
    {
        if (app.Leases.GetValueOrDefault(id) is { Owner: not null } lease && lease.Expiry > server.Now) return false;
        app.Find(id.Partition)?.Groups.Remove(id.Processor);
        app.Leases.Remove(id);
        return true;
    }

    private static (string? Holder, EntryId Least) FindLeast(MemoryServer server, MemoryApp app, TrimRequest request, MemoryPartition partition)
    {
        string? holder = null;
        var least = EntryId.Zero;
        foreach (var name in request.Processors)
        {
            if (IsIgnored(server, app, request, name)) continue;
            var isGroup = partition.Groups.ContainsKey(name);
            if (app.Leases.GetValueOrDefault(new LeaseId(request.Partition, name))?.Cursor is { } cursor) Hold(name, cursor);
            else if (!isGroup) Hold(name, EntryId.Zero);
        }

        foreach (var (name, group) in partition.Groups)
        {
            if (request.Processors.Contains(name) && IsIgnored(server, app, request, name)) continue;

            // What a program left pending is not settled, nor is what comes after.
            var oldest = group.Pending.Count > 0 ? partition.Before(group.Pending.Min) : group.Delivered;
            Hold(name, oldest < group.Delivered ? oldest : group.Delivered);
        }

        return (holder, least);

        void Hold(string name, EntryId cursor)
        {
            // A cursor above the last id is of another stream that stood here: its processor begins anew.
            if (cursor > partition.Last) cursor = EntryId.Zero;
            if (holder is null || cursor < least) (holder, least) = (name, cursor);
        }
    }

    private static bool IsIgnored(MemoryServer server, MemoryApp app, TrimRequest request, string name)
    {
        if (!request.Abandoned.Contains(name)) return false;
        if (app.Leases.GetValueOrDefault(new LeaseId(request.Partition, name)) is not { } lease) return true;
        if (lease.Owner is not null && lease.Expiry > server.Now) return false;

        // The epoch is the time of the last acquire, reset or resume.
        return lease.Epoch + (request.AbandonedAfter.Ticks / TimeSpan.TicksPerMicrosecond) <= server.UnixMicroseconds;
    }
}
