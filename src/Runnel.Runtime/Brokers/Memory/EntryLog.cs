namespace Runnel.Brokers.Memory;

/// <summary>The entries of one partition in id order: a ring, so that appending at the end and trimming at the front cost the same at any length.</summary>
internal sealed class EntryLog
{
    private StreamEntry[] _ring = new StreamEntry[16];
    private int _start;

    public int Count { get; private set; }

    public ref readonly StreamEntry this[int index] => ref _ring[Slot(index)];

    public void Add(in StreamEntry entry)
    {
        if (Count == _ring.Length) Grow();
        _ring[Slot(Count)] = entry;
        Count++;
    }

    public void RemoveFirst(int count)
    {
        for (var i = 0; i < count; i++) _ring[Slot(i)] = default;
        _start = Slot(count);
        Count -= count;
    }

    public void RemoveAt(int index)
    {
        for (var i = index; i < Count - 1; i++) _ring[Slot(i)] = _ring[Slot(i + 1)];
        _ring[Slot(Count - 1)] = default;
        Count--;
    }

    /// <summary>The index of the first entry that stands after an id; <see cref="Count"/> when there is none.</summary>
    public int IndexAfter(EntryId id)
    {
        var low = 0;
        var high = Count;
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            if (this[middle].Id <= id) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    // The ring's length is a power of two.
    private int Slot(int index) => (_start + index) & (_ring.Length - 1);

    private void Grow()
    {
        var larger = new StreamEntry[_ring.Length * 2];
        for (var i = 0; i < Count; i++) larger[i] = this[i];
        _ring = larger;
        _start = 0;
    }
}
