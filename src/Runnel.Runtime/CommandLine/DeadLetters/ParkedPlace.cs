using Runnel.Brokers;
using Runnel.Hosting;

namespace Runnel.CommandLine;

/// <summary>What is parked for one processor on one partition.</summary>
internal sealed class ParkedPlace(LeaseId lease, IReadOnlyList<ParkedKey> keys)
{
    public LeaseId Lease => lease;

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<ParkedKey> Keys => keys;

    /// <summary>Reads the partitions that a processor's name and a number choose (null: all); all questions are on their way at once.</summary>
    /// <exception cref="SettingException">There is no such processor or partition.</exception>
    public static async Task<ParkedPlace[]> ReadAsync(CommandContext context, AppRuntime runtime, string? processor, int? partition)
    {
        var leases = new List<LeaseId>();
        foreach (var one in Selection.Processors(context.App, processor is null ? [] : [processor]))
        {
            if (partition is null || processor is not null) leases.AddRange(PartitionSelection.Find(context, one.Name, partition, "--partition"));
            else if (partition < runtime.Stream(one.Stream).PartitionCount) leases.AddRange(PartitionSelection.Find(context, one.Name, partition, "--partition"));
        }

        if (leases.Count == 0) throw new SettingException($"--partition is {partition}. No stream of {context.App.Name} has such a partition.");
        return await Task.WhenAll(leases.ConvertAll(lease => ReadAsync(runtime.Broker, lease, context.Signals.Token)));
    }

    /// <summary>What the processors that feed a sink have parked.</summary>
    public static async Task<ParkedPlace[]> OfSinkAsync(AppRuntime runtime, LetterSink sink, CancellationToken cancellationToken)
    {
        var reads = new List<Task<ParkedPlace>>();
        foreach (var processor in runtime.Descriptor.Processors)
        {
            if (processor.Stream != sink.Source.Name) continue;
            for (var index = 0; index < sink.Source.PartitionCount; index++)
                reads.Add(ReadAsync(runtime.Broker, new LeaseId(new PartitionId(processor.Stream, index), processor.Name), cancellationToken));
        }

        return await Task.WhenAll(reads);
    }

    /// <summary>The key among those whose event a dead letter holds; null: its event is not parked.</summary>
    public static ParkedKey? Find(IReadOnlyList<ParkedPlace> places, Letter letter)
    {
        foreach (var place in places)
        {
            if (place.Keys.Count == 0 || letter.Record.Key is not { } key) continue;
            if (letter.Dead is { } dead && (dead.Processor != place.Lease.Processor || dead.Partition != place.Lease.Partition.Index)) continue;
            foreach (var parked in place.Keys)
            {
                var isWithin = letter.Dead is not { } known || (known.EntryId >= parked.First && known.EntryId <= parked.Last);
                if (isWithin && KeyComparer.Instance.Equals(parked.Key, key)) return parked;
            }
        }

        return null;
    }

    private static async Task<ParkedPlace> ReadAsync(IBroker broker, LeaseId lease, CancellationToken cancellationToken)
    {
        var keys = new List<ParkedKey>(await broker.InspectParkedAsync(lease, cancellationToken));
        keys.Sort(static (left, right) => left.First.CompareTo(right.First));
        return new ParkedPlace(lease, keys);
    }
}
