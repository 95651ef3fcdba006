namespace Runnel.Brokers.Memory;

/// <summary>What is parked for one processor on one partition.</summary>
internal sealed class MemoryParking
{
    public Dictionary<byte[], MemoryParkedKey> Keys { get; } = new(KeyComparer.Instance);

    public long Events { get; private set; }

    public bool HasReleases
    {
        get
        {
            foreach (var key in Keys.Values)
            {
                if (key.IsReleasing) return true;
            }

            return false;
        }
    }

    public static ParkReply Park(MemoryServer server, MemoryApp app, ParkRequest request)
    {
        var id = request.Claim.Lease;
        if (app.Leases.GetValueOrDefault(id) is not { } lease || !lease.IsHeldBy(request.Claim)) return new ParkReply(ParkStatus.Fenced);
        if (lease.Cursor == request.Next) return new ParkReply(ParkStatus.Parked);
        if (lease.Cursor != request.Expected) return new ParkReply(ParkStatus.Moved, lease.Cursor ?? default);
        var parking = lease.Parking ??= new MemoryParking();
        var fresh = new HashSet<byte[]>(KeyComparer.Instance);
        var added = new List<ParkEntry>();
        foreach (var entry in request.Entries)
        {
            if (!parking.Keys.TryGetValue(entry.Key, out var known))
            {
                if (request.Follows) return new ParkReply(ParkStatus.Free);
                fresh.Add(entry.Key);
            }

            if (known is null || !known.Has(entry.Event.Id)) added.Add(entry);
        }

        if (added.Count > 0 && parking.Events + added.Count > request.MaxEvents) return new ParkReply(ParkStatus.Full);
        if (fresh.Count > 0 && parking.Keys.Count + fresh.Count > request.MaxKeys) return new ParkReply(ParkStatus.Full);
        var position = lease.Position < 0 ? -1 : lease.Position + request.Count;
        app.SetGroup(id, request.Next, position);
        (lease.Cursor, lease.Position, lease.Crashes) = (request.Next, position, 0);
        foreach (var entry in added) parking.Add(entry, server);
        return new ParkReply(ParkStatus.Parked);
    }

    public static IReadOnlyList<ParkedKey> Inspect(MemoryApp app, LeaseId id)
    {
        var found = new List<ParkedKey>();
        if (app.Leases.GetValueOrDefault(id)?.Parking is not { } parking) return found;
        foreach (var (key, parked) in parking.Keys)
            found.Add(new ParkedKey(key, parked.Events.Count, parked.Events[0].Id, parked.Last, parked.Since, parked.IsReleasing));
        return found;
    }

    public static IReadOnlyList<ParkedEvent> Read(MemoryApp app, LeaseId id, byte[] key, int count)
        => app.Leases.GetValueOrDefault(id)?.Parking?.Keys.GetValueOrDefault(key) is { } parked
            ? parked.Events.GetRange(0, Math.Min(count, parked.Events.Count))
            : [];

    public static bool Unpark(MemoryApp app, LeaseClaim claim, byte[] key, EntryId first, int count)
    {
        if (app.Leases.GetValueOrDefault(claim.Lease) is not { } lease || !lease.IsHeldBy(claim)) return false;
        lease.Crashes = 0;

        // Discarded by an operator, or an earlier answer was lost.
        if (lease.Parking?.Keys.GetValueOrDefault(key) is not { } parked) return true;
        if (count == 0)
        {
            parked.IsReleasing = false;
            return true;
        }

        if (parked.Events[0].Id != first) return true;
        var removed = Math.Min(count, parked.Events.Count);
        parked.Events.RemoveRange(0, removed);
        lease.Parking.Events -= removed;
        if (parked.Events.Count == 0) lease.Parking.Keys.Remove(key);
        return true;
    }

    public static bool Release(MemoryApp app, LeaseId id, byte[] key, bool discard)
    {
        if (app.Leases.GetValueOrDefault(id)?.Parking is not { } parking || !parking.Keys.TryGetValue(key, out var parked)) return false;
        if (!discard)
        {
            parked.IsReleasing = true;
            return true;
        }

        parking.Events -= parked.Events.Count;
        return parking.Keys.Remove(key);
    }

    private void Add(ParkEntry entry, MemoryServer server)
    {
        if (!Keys.TryGetValue(entry.Key, out var key))
            Keys[entry.Key] = key = new MemoryParkedKey(DateTimeOffset.UnixEpoch.AddTicks(server.UnixMicroseconds * TimeSpan.TicksPerMicrosecond));
        key.Add(entry.Event);
        Events++;
    }

    /// <summary>As a replica that lags keeps it. For tests.</summary>
    public MemoryParking Copy()
    {
        var copy = new MemoryParking { Events = Events };
        foreach (var (key, parked) in Keys)
        {
            var kept = new MemoryParkedKey(parked.Since) { Last = parked.Last, IsReleasing = parked.IsReleasing };
            kept.Events.AddRange(parked.Events);
            copy.Keys[key] = kept;
        }

        return copy;
    }

    /// <summary>Another stream stands in the place of the one that events were parked of.</summary>
    public void BeginAnew()
    {
        foreach (var key in Keys.Values) key.Last = EntryId.Zero;
    }
}

/// <summary>A parked key. It has at least one event.</summary>
/// <param name="since">When it was parked, by the server's clock.</param>
internal sealed class MemoryParkedKey(DateTimeOffset since)
{
    public DateTimeOffset Since => since;

    public List<ParkedEvent> Events { get; } = [];

    /// <summary>The last event that came, or zero when another stream began since.</summary>
    public EntryId Last { get; set; }

    public bool IsReleasing { get; set; }

    public bool Has(EntryId id) => id <= Last && Events.FindLastIndex(parked => parked.Id == id) >= 0;

    /// <summary>Behind the others; or in its place, where an operator has set the cursor back to before it.</summary>
    public void Add(ParkedEvent parked)
    {
        var place = Events.Count;
        if (parked.Id > Last) Last = parked.Id;
        else while (place > 0 && Events[place - 1].Id > parked.Id) place--;
        Events.Insert(place, parked);
    }
}
