using Runnel.Brokers;
using Runnel.Tests.Checking;

namespace Runnel.Simulation.Tests.Harness;

/// <summary>
/// Stands at the server and judges each trim at the moment it is carried out: nothing goes that a processor has not settled which had
/// registered before it came. Keeps
/// what went, for the checker.
/// </summary>
internal sealed class TrimLedger(Cluster cluster)
{
    private readonly List<string> _violations = [];
    private readonly Dictionary<(string Processor, int Partition), EntryId> _registered = [];
    private readonly HashSet<(int Partition, EntryId Id)> _seen = [];
    private readonly SortedDictionary<(int Partition, EntryId Id), Appended> _trimmed = [];

    public IReadOnlyList<string> Violations => _violations;

    /// <summary>What went, in the order in which it did.</summary>
    public List<(PartitionId Partition, StreamEntry Entry)> Removed { get; } = [];

    public void See(int partition, EntryId id) => _seen.Add((partition, id));

    public StreamEntry[] Entries(int partition)
    {
        if (cluster.Stored.Find(Cluster.Partition(partition)) is not { } found) return [];
        var entries = new StreamEntry[found.Entries.Count];
        for (var i = 0; i < entries.Length; i++) entries[i] = found.Entries[i];
        return entries;
    }

    /// <summary>All that was ever stored, in order, whether it is still there or not.</summary>
    public IReadOnlyList<Appended> Stored()
    {
        var stored = new SortedDictionary<(int Partition, EntryId Id), Appended>(_trimmed);
        for (var i = 0; i < cluster.Plan.Partitions; i++)
        {
            foreach (var entry in Entries(i)) stored[(i, entry.Id)] = Describe(i, entry);
        }

        return [.. stored.Values];
    }

    public void Register(IReadOnlyList<GroupId> processors)
    {
        foreach (var (_, processor) in processors)
        {
            for (var i = 0; i < cluster.Plan.Partitions; i++)
                _registered.TryAdd((processor, i), cluster.Stored.Find(Cluster.Partition(i))?.Last ?? EntryId.Zero);
        }
    }

    public void Acquire(LeaseId lease, AcquireReply reply)
    {
        if (cluster.Plan.Limit > 0 && reply.Lost > 0) _violations.Add($"{lease} was told that it lost {reply.Lost} events.");
    }

    public void Judge(int partition, StreamEntry[] before)
    {
        var left = Entries(partition).Select(static entry => entry.Id).ToHashSet();
        foreach (var entry in before)
        {
            if (left.Contains(entry.Id)) continue;
            _trimmed[(partition, entry.Id)] = Describe(partition, entry);
            Removed.Add((Cluster.Partition(partition), entry));
            foreach (var ((processor, at), since) in _registered)
            {
                if (at != partition) continue;
                var cursor = cluster.Stored.Leases.GetValueOrDefault(new LeaseId(Cluster.Partition(partition), processor))?.Cursor;
                if (cursor is { } settled ? settled >= entry.Id : entry.Id <= since) continue;
                _violations.Add($"{entry.Id} of partition {partition} was trimmed, and '{processor}' (registered at {since}) stands at {cursor?.ToString() ?? "nothing"}.");
            }
        }
    }

    /// <summary>At the end: what the auditor should have seen and did not.</summary>
    public IEnumerable<string> Unseen()
    {
        foreach (var appended in Stored())
        {
            if (!_registered.TryGetValue((Auditor.Processor, appended.Partition), out var since) || appended.Id <= since) continue;
            if (!_seen.Contains((appended.Partition, appended.Id))) yield return $"The auditor never saw {appended.Id} of partition {appended.Partition}.";
        }
    }

    private static Appended Describe(int partition, StreamEntry entry)
    {
        var record = Cluster.Codec.Decode(entry.Fields);
        return new Appended(record.Key!, record.Number, partition, entry.Id);
    }
}
