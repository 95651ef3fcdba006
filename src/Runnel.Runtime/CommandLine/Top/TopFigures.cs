using Runnel.Brokers;

namespace Runnel.CommandLine;

/// <summary>Figures of one processor that text and JSON have in common.</summary>
internal static class TopFigures
{
    /// <summary>How many workers hold partitions.</summary>
    public static int Owners(ProcessorReport processor)
    {
        var owners = new HashSet<string>(StringComparer.Ordinal);
        foreach (var partition in processor.Partitions)
        {
            if (partition.Lease is { Owner: { } owner, Remaining.Ticks: > 0 }) owners.Add(owner);
        }

        return owners.Count;
    }

    /// <summary>How many partitions are paused, or about to be.</summary>
    public static int Paused(ProcessorReport processor)
    {
        var paused = 0;
        foreach (var partition in processor.Partitions)
        {
            if (partition.Lease?.Pause is not null) paused++;
        }

        return paused;
    }

    /// <summary>How many members were heard of in time.</summary>
    public static int Members(ProcessorReport processor)
    {
        var members = 0;
        foreach (var member in processor.Group.Members)
        {
            if (member.Remaining > TimeSpan.Zero) members++;
        }

        return members;
    }

    /// <summary>What failed last, on whichever partition; null: nothing did.</summary>
    public static (int? Partition, FailureNote? Failure) LastError(ProcessorReport processor)
    {
        (int? Partition, FailureNote? Failure) last = default;
        foreach (var partition in processor.Partitions)
        {
            if (partition.Progress.Failure is { } failure && (last.Failure is null || failure.At > last.Failure.At)) last = (partition.Index, failure);
        }

        return last;
    }
}
