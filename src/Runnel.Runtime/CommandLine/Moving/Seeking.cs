using Runnel.Brokers;

namespace Runnel.CommandLine;

/// <summary>What becomes of one partition by a seek.</summary>
internal enum SeekOutcome
{
    /// <summary>Its cursor is set, or with <c>--dry-run</c> would be.</summary>
    Moved,

    /// <summary>Its cursor stands there already, and nothing is touched.</summary>
    Unchanged,

    /// <summary>Nothing was ever sent to it, or its stream was deleted: there is no place to go to.</summary>
    NoStream,

    /// <summary>The broker refuses: what stands there is no stream, say.</summary>
    Refused,
}

/// <summary>One partition's part in a seek: where the processor stands, where it is to go, and what that means.</summary>
/// <param name="Lease">The processor's place on the partition.</param>
/// <param name="Outcome">What becomes of it.</param>
/// <param name="Progress">What was stored before.</param>
/// <param name="Target">The last id that counts as handled from then on.</param>
/// <param name="Problem">Why the broker refuses.</param>
internal sealed record SeekPart(
    LeaseId Lease, SeekOutcome Outcome, ProcessorProgress Progress, EntryId Target = default, string? Problem = null)
{
    /// <summary>The cursor before; null: the processor was not started.</summary>
    public EntryId? Before => Progress.Lease?.Cursor;

    /// <summary>Whether events are skipped; false: they are handled again, or for the first time.</summary>
    public bool IsForward => Target > (Before ?? EntryId.Zero);

    /// <summary>How many events lie between the two places; null: nobody can tell.</summary>
    public EntryCount? Between { get; init; }

    /// <summary>The first event that is handled; null: the next one that is sent.</summary>
    public EntryId? Next { get; init; }
}

/// <summary>Finds out what a seek means, and carries it out.</summary>
internal static class Seeking
{
    /// <summary>More than so many events of a partition are not counted.</summary>
    public const int LongestCount = 10_000;

    /// <summary>What setting the cursors means; changes nothing. All partitions are asked at once, each with at most three calls.</summary>
    /// <param name="broker">The broker.</param>
    /// <param name="leases">The partitions.</param>
    /// <param name="cursor">The last id that is to count as handled; null: the stream's last one.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="BrokerException">The broker is not reachable.</exception>
    public static async Task<SeekPart[]> PlanAsync(
        IBroker broker, IReadOnlyList<LeaseId> leases, EntryId? cursor, CancellationToken cancellationToken)
    {
        var parts = new Task<SeekPart>[leases.Count];
        for (var i = 0; i < parts.Length; i++) parts[i] = PlanAsync(broker, leases[i], cursor, cancellationToken);
        return await Task.WhenAll(parts);
    }

    /// <summary>Sets the cursor where the plan says so, and tells workers.</summary>
    /// <exception cref="BrokerException">The broker is not reachable.</exception>
    public static async Task<SeekPart> MoveAsync(IBroker broker, SeekPart part, CancellationToken cancellationToken)
    {
        if (part.Outcome != SeekOutcome.Moved) return part;
        try
        {
            var target = await broker.ResetAsync(part.Lease, part.Target, cancellationToken);
            await PartitionSelection.AnnounceAsync(broker, part.Lease, AnnouncementKind.PartitionChanged, cancellationToken);
            return part with { Target = target };
        }
        catch (BrokerException error) when (!error.IsTransient)
        {
            return part with { Outcome = SeekOutcome.Refused, Problem = error.Message };
        }
    }

    private static async Task<SeekPart> PlanAsync(IBroker broker, LeaseId lease, EntryId? cursor, CancellationToken cancellationToken)
    {
        try
        {
            var progress = await broker.InspectProgressAsync(lease, cancellationToken);
            if (progress.Partition.Last == EntryId.Zero) return new SeekPart(lease, SeekOutcome.NoStream, progress);
            var last = progress.Partition.Last;
            var target = cursor is { } wanted && wanted < last ? wanted : last;
            if (target == progress.Lease?.Cursor) return new SeekPart(lease, SeekOutcome.Unchanged, progress, target) { Next = progress.Next };
            var part = new SeekPart(lease, SeekOutcome.Moved, progress, target);
            return part with
            {
                Between = await CountAsync(broker, part, cancellationToken),
                Next = target < last ? (await broker.CountAsync(lease.Partition, target, last, 1, cancellationToken)).First : null,
            };
        }
        catch (BrokerException error) when (!error.IsTransient)
        {
            return new SeekPart(lease, SeekOutcome.Refused, new ProcessorProgress(), Problem: error.Message);
        }
    }

    private static async ValueTask<EntryCount?> CountAsync(IBroker broker, SeekPart part, CancellationToken cancellationToken)
    {
        var (progress, partition) = (part.Progress, part.Progress.Partition);

        // What another program's group has handled shows only when the processor starts.
        if (part.Before is null && progress.Lag is null) return null;
        var before = part.Before is { } cursor && cursor <= partition.Last ? cursor : EntryId.Zero;

        // To the end it skips its lag, and from what is left of the start it handles all that it has settled: both are known without counting.
        if (part.IsForward && part.Target >= partition.Last && progress.Lag is { } lag) return new EntryCount(lag, IsExact: true, progress.Next);
        if (!part.IsForward && part.Target < partition.First && progress.Lag is { } left)
            return new EntryCount(partition.Length - left, IsExact: true, partition.First);
        var (after, through) = part.IsForward ? (before, part.Target) : (part.Target, before);
        return await broker.CountAsync(part.Lease.Partition, after, through, LongestCount, cancellationToken);
    }
}
