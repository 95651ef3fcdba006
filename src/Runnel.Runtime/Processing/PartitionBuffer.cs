using System.Numerics;
using Runnel.Brokers;
using Runnel.Coordination;

namespace Runnel.Processing;

/// <summary>What the fetch loop may do for a partition now.</summary>
internal enum FetchPlan
{
    /// <summary>Nothing: not leased, not verified, full, or to be left alone for a while.</summary>
    None,

    /// <summary>Read: more may be there already.</summary>
    Read,

    /// <summary>Wait for news: everything up to now was read.</summary>
    Wait,
}

/// <summary>
/// The events of one partition that were fetched and not yet handed out: bounded, filled by the fetch loop, emptied by the partition's
/// pump. Each time it is opened or discarded its version grows, and what was asked for under an older one is thrown away.
/// </summary>
internal sealed class PartitionBuffer(PartitionId partition, PrefetchLimit limit, AsyncSignal fetcher)
{
    private readonly Lock _gate = new();
    private readonly AsyncSignal _pump = new();
    private StreamEntry[] _ring = new StreamEntry[BitOperations.RoundUpToPowerOf2((uint)limit.Greatest)];
    private int _capacity = limit.Count;
    private uint _head;
    private uint _tail;
    private int _needed;
    private int _version;
    private long _generation;
    private EntryId _after;
    private bool _isOpen;
    private bool _isCaughtUp;
    private bool _wantsRoom;
    private long _restUntil = long.MinValue;

    public PartitionId Partition => partition;

    public int Count => (int)(Volatile.Read(ref _tail) - Volatile.Read(ref _head));

    private int LowWater => _capacity / 2;

    // ---- The pump's side.

    /// <summary>Lets the fetch loop read on after a cursor, under a connection generation in which the lease was verified.</summary>
    public void Open(EntryId after, long generation)
    {
        lock (_gate)
        {
            Empty();
            (_after, _generation, _isOpen, _isCaughtUp) = (after, generation, true, false);
        }

        fetcher.Set();
    }

    /// <summary>Throws away what was fetched and stops fetching.</summary>
    public void Discard()
    {
        lock (_gate)
        {
            Empty();
            _isOpen = false;
        }
    }

    /// <summary>Makes room for a batch, should it be larger than what is prefetched otherwise.</summary>
    public void EnsureCapacity(int count)
    {
        lock (_gate)
        {
            limit.Need(count);
            if (limit.Count <= _capacity) return;

            // Only here, on the pump's side: it takes without the lock.
            Grow(limit.Count);
            _capacity = limit.Count;
        }

        fetcher.Set();
    }

    /// <summary>Takes the next event; there must be one.</summary>
    public StreamEntry Take()
    {
        ref var slot = ref _ring[_head & (uint)(_ring.Length - 1)];
        var entry = slot;
        slot = default;
        Advance(1);
        return entry;
    }

    /// <summary>Takes a batch; there must be as many.</summary>
    public RawEvent[] Take(int count)
    {
        var batch = new RawEvent[count];
        var mask = (uint)(_ring.Length - 1);
        for (var i = 0; i < count; i++)
        {
            ref var slot = ref _ring[(_head + (uint)i) & mask];
            batch[i] = new RawEvent(partition.Stream, partition.Index, slot.Id, slot.Fields);
            slot = default;
        }

        Advance(count);
        return batch;
    }

    /// <summary>Waits until that many events are there, or <see cref="Wake"/>; the caller looks itself which.</summary>
    public ValueTask WaitAsync(int needed)
    {
        lock (_gate)
        {
            if (Count >= needed) return ValueTask.CompletedTask;
            _needed = needed;
        }

        return _pump.WaitAsync();
    }

    /// <summary>Makes the pump look again: stopping, lease lost, connection replaced, a batch's time is over.</summary>
    public void Wake() => _pump.Set();

    // ---- The fetch loop's side.

    /// <summary>What may be done, and the request for it. A partition whose connection was replaced wakes its pump, which verifies the lease.</summary>
    public FetchPlan Plan(long generation, long now, out ReadRequest request, out int version)
    {
        lock (_gate)
        {
            request = default;
            version = _version;
            if (!_isOpen || now < _restUntil) return FetchPlan.None;
            if (_generation != generation)
            {
                Wake();
                return FetchPlan.None;
            }

            if (Count > LowWater)
            {
                // The pump may be taking at this moment: it looks at the flag after it took, we look at the count after we raised it.
                _wantsRoom = true;
                Interlocked.MemoryBarrier();
                if (Count > LowWater) return FetchPlan.None;
                _wantsRoom = false;
            }

            request = new ReadRequest(partition, _after, _capacity - Count);
            return _isCaughtUp ? FetchPlan.Wait : FetchPlan.Read;
        }
    }

    /// <summary>Takes in what was read; false when it is of an older version or connection and was thrown away.</summary>
    public bool Publish(int version, long generation, int requested, IReadOnlyList<StreamEntry> entries)
    {
        lock (_gate)
        {
            if (!_isOpen || version != _version || generation != _generation) return false;
            _restUntil = long.MinValue;

            // A broker may give less than was asked for, but at least half of it while there is more.
            _isCaughtUp = entries.Count < (requested + 1) / 2;
            if (entries.Count == 0) return true;
            var mask = (uint)(_ring.Length - 1);
            var count = Math.Min(entries.Count, _ring.Length - Count);
            for (var i = 0; i < count; i++) _ring[(_tail + (uint)i) & mask] = entries[i];
            _after = entries[count - 1].Id;
            Volatile.Write(ref _tail, _tail + (uint)count);
            limit.Learn(entries);
            _capacity = limit.Count;
            if (_needed == 0 || Count < _needed) return true;
            _needed = 0;
        }

        Wake();
        return true;
    }

    /// <summary>The moment of the monotonic clock until which the partition is left alone; long past when it is not.</summary>
    public long RestUntil
    {
        get
        {
            lock (_gate) return _isOpen ? _restUntil : long.MinValue;
        }
    }

    /// <summary>Leaves the partition alone until a moment of the monotonic clock.</summary>
    public void Rest(int version, long until)
    {
        lock (_gate)
        {
            if (version == _version) _restUntil = until;
        }
    }

    private void Advance(int count)
    {
        var before = Count;
        Volatile.Write(ref _head, _head + (uint)count);
        if (before <= LowWater || before - count > LowWater) return;
        Interlocked.MemoryBarrier();
        if (!Volatile.Read(ref _wantsRoom)) return;
        Volatile.Write(ref _wantsRoom, false);
        fetcher.Set();
    }

    private void Empty()
    {
        _version++;
        Array.Clear(_ring);
        _head = _tail;
        _needed = 0;
        _wantsRoom = false;
        _restUntil = long.MinValue;
    }

    private void Grow(int count)
    {
        if (count <= _ring.Length) return;
        var ring = new StreamEntry[BitOperations.RoundUpToPowerOf2((uint)count)];
        var (from, to) = ((uint)(_ring.Length - 1), (uint)(ring.Length - 1));
        for (var i = _head; i != _tail; i++) ring[i & to] = _ring[i & from];
        _ring = ring;
    }
}
