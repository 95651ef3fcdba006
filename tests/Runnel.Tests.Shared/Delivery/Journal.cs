namespace Runnel.Tests.Delivery;

/// <summary>What processors of a test have handled, in order.</summary>
internal sealed class Journal
{
    private readonly Lock _gate = new();
    private readonly List<(int Partition, int Number)> _handled = [];
    private readonly List<string> _notes = [];

    public int Count
    {
        get
        {
            lock (_gate) return _handled.Count;
        }
    }

    public IReadOnlyList<string> Notes
    {
        get
        {
            lock (_gate) return [.. _notes];
        }
    }

    public void Add(int partition, int number)
    {
        lock (_gate) _handled.Add((partition, number));
    }

    public void Note(string note)
    {
        lock (_gate) _notes.Add(note);
    }

    public IReadOnlyList<int> Of(int partition)
    {
        lock (_gate) return [.. _handled.Where(handled => handled.Partition == partition).Select(static handled => handled.Number)];
    }

    public override string ToString()
    {
        lock (_gate)
        {
            return $"Handled: {string.Join(' ', _handled.Select(static handled => $"{handled.Partition}:{handled.Number}"))}. "
                + $"Notes: {string.Join(", ", _notes)}.";
        }
    }
}
