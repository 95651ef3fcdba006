using Runnel.Brokers;

namespace Runnel.Testing.Draining;

/// <summary>Events of one partition that a processor has not settled.</summary>
/// <param name="Lease">The processor's place on the partition.</param>
/// <param name="Next">The first of them.</param>
/// <param name="Count">How many.</param>
/// <param name="State">What is stored of the lease; null: it was never taken.</param>
internal sealed record OpenEvents(LeaseId Lease, EntryId Next, long Count, LeaseState? State)
{
    /// <summary>Whether nobody may take the partition until it is resumed.</summary>
    public bool IsPaused => State is { Pause: not null, Owner: null };

    /// <summary>All of a host's processors: those that a worker of it runs or ran.</summary>
    public static List<OpenEvents> Find(TestBed bed)
    {
        var found = new List<OpenEvents>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var worker in bed.Workers)
        {
            foreach (var processor in worker.Processors)
            {
                if (!seen.Add(processor.Name)) continue;
                foreach (var partition in ServerView.Partitions(worker.Runtime.Stream(processor.Stream)))
                {
                    var lease = new LeaseId(partition, processor.Name);
                    var progress = bed.View.Progress(lease);
                    if (bed.View.Parked(lease).FirstOrDefault(static key => key.IsReleasing) is { Events: { } played } && progress.Lease?.Quarantine is null)
                        found.Add(new OpenEvents(lease, played[0].Id, played.Count, progress.Lease));
                    if (progress.Next is { } next && progress.Lease?.Quarantine is null) found.Add(new OpenEvents(lease, next, progress.Lag ?? 1, progress.Lease));
                }
            }
        }

        return found;
    }
}
