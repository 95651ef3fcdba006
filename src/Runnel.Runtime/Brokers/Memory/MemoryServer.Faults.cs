namespace Runnel.Brokers.Memory;

/// <content>What an operator, another program or a broken network does to a server. For tests.</content>
internal sealed partial class MemoryServer
{
    private long _outages;

    /// <summary>How often the server went away.</summary>
    public long Outages => Interlocked.Read(ref _outages);

    /// <summary>Whether brokers reach the server.</summary>
    public bool IsReachable { get; private set; } = true;

    /// <summary>Cuts every broker off: their calls and waits fail with <see cref="BrokerFailure.Unavailable"/> until <see cref="Restore"/>.</summary>
    public void CutOff()
    {
        lock (Gate)
        {
            if (!IsReachable) return;
            IsReachable = false;
            Interlocked.Increment(ref _outages);
            foreach (var app in _apps.Values) app.Waits.SignalAll();
        }
    }

    /// <summary>Ends <see cref="CutOff"/>; what was stored is still there.</summary>
    public void Restore()
    {
        lock (Gate) IsReachable = true;
    }

    /// <summary>FLUSHALL: nothing of any app is left.</summary>
    public void Flush()
    {
        lock (Gate)
        {
            foreach (var app in _apps.Values) app.Clear();
        }
    }

    /// <summary>DEL of a partition's stream with its groups; leases stay.</summary>
    public bool Delete(string app, PartitionId partition)
    {
        lock (Gate) return App(app).Partitions.Remove(partition);
    }

    /// <summary>XTRIM MAXLEN.</summary>
    public void Trim(string app, PartitionId partition, long length)
    {
        lock (Gate) App(app).Find(partition)?.Trim(length);
    }

    /// <summary>XDEL of one entry.</summary>
    public bool Delete(string app, PartitionId partition, EntryId id)
    {
        lock (Gate) return App(app).Find(partition)?.Remove(id) ?? false;
    }

    /// <summary>XADD by a program that knows nothing of Runnel.</summary>
    public EntryId Add(string app, PartitionId partition, RawFields fields, EntryId? id = null)
    {
        lock (Gate)
        {
            var found = App(app).Get(partition);
            var next = id ?? NextId(found.Last);
            var refusal = found.TryAdd(next, fields);
            if (refusal is not null) throw new BrokerException(BrokerFailure.Refused, $"Partition {partition} refused an entry: {refusal}");
            App(app).Waits.Signal(partition);
            return next;
        }
    }

    /// <summary>Puts another type of value where a partition's stream should be.</summary>
    public void Occupy(string app, PartitionId partition)
    {
        lock (Gate)
        {
            App(app).Partitions[partition] = null;
            App(app).Waits.Signal(partition);
        }
    }

    /// <summary>XGROUP CREATE or SETID, and what consumers of another program left unacknowledged.</summary>
    public void SetGroup(string app, LeaseId lease, EntryId delivered, long position, IEnumerable<EntryId> pending)
    {
        lock (Gate)
        {
            App(app).Get(lease.Partition);
            App(app).SetGroup(lease, delivered, position);
            App(app).Get(lease.Partition).Groups[lease.Processor].Pending.UnionWith(pending);
        }
    }

    /// <summary>XGROUP DESTROY.</summary>
    public bool DeleteGroup(string app, LeaseId lease)
    {
        lock (Gate) return App(app).Find(lease.Partition)?.Groups.Remove(lease.Processor) ?? false;
    }

    /// <summary>Another takes a lease, as if it had run out, and gives it up at once. False: nobody held it.</summary>
    public bool TakeLease(string app, LeaseId id)
    {
        lock (Gate)
        {
            if (App(app).Leases.GetValueOrDefault(id) is not { Owner: not null } lease) return false;
            lease.Epoch = MemoryLeasing.NextEpoch(this, lease.Epoch);
            lease.Release();
            return true;
        }
    }

    /// <summary>XINFO GROUPS: the last delivered id, ENTRIESREAD (-1: unknown) and the number of pending entries; null: no such group.</summary>
    public (EntryId Delivered, long Position, int Pending)? FindGroup(string app, LeaseId lease)
    {
        lock (Gate)
        {
            var group = App(app).Find(lease.Partition)?.Groups.GetValueOrDefault(lease.Processor);
            return group is null ? null : (group.Delivered, group.Position, group.Pending.Count);
        }
    }

    /// <summary>The id that <c>XADD *</c> gives.</summary>
    public EntryId NextId(EntryId last)
    {
        var milliseconds = (ulong)(UnixMicroseconds / 1000);
        if (milliseconds > last.Milliseconds) return new EntryId(milliseconds, 0);
        return last.Sequence < ulong.MaxValue ? last with { Sequence = last.Sequence + 1 } : new EntryId(last.Milliseconds + 1, 0);
    }
}
