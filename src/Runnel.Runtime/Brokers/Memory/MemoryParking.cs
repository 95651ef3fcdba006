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

    public static ParkStatus Park(MemoryServer server, MemoryApp app, ParkRequest request)
    {
        if (app.Leases.GetValueOrDefault(request.Claim.Lease) is not { } lease || !lease.IsHeldBy(request.Claim)) return ParkStatus.Fenced;

        // What is settled is not parked again by a call that comes late.
        if (request.Event.Id <= lease.Cursor) return ParkStatus.Parked;
        var parking = lease.Parking ??= new MemoryParking();
        if (parking.Keys.TryGetValue(request.Key, out var key))
        {
            if (request.Event.Id <= key.Last) return ParkStatus.Parked;
        }
        else
        {
            if (request.Follows) return ParkStatus.Free;
            if (parking.Keys.Count >= request.MaxKeys) return ParkStatus.Full;
        }

        if (parking.Events >= request.MaxEvents) return ParkStatus.Full;
        if (key is null) parking.Keys[request.Key] = key = new MemoryParkedKey(DateTimeOffset.UnixEpoch.AddTicks(server.UnixMicroseconds * TimeSpan.TicksPerMicrosecond));
        key.Events.Add(request.Event);
        key.Last = request.Event.Id;
        parking.Events++;
        return ParkStatus.Parked;
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
}
