using Runnel.Brokers;

namespace Runnel.CommandLine;

/// <summary>What becomes of a partition, in an operator's words.</summary>
internal enum PartitionStanding
{
    /// <summary>The processor has never taken the partition.</summary>
    NeverStarted,

    /// <summary>Its owner has something to do.</summary>
    Working,

    /// <summary>Its owner has done all there is.</summary>
    Idle,

    /// <summary>Its owner is gone without a word: another takes it as soon as the lease has run out.</summary>
    WaitingForLease,

    /// <summary>A worker that runs is to take it, and has not yet.</summary>
    Assigned,

    /// <summary>Nobody works on it.</summary>
    Unassigned,

    /// <summary>It failed, and stands still until it is resumed.</summary>
    Quarantined,

    /// <summary>An operator paused it, and its owner finishes what it has in hand.</summary>
    Pausing,

    /// <summary>An operator paused it: nobody works on it until it is resumed.</summary>
    Paused,

    /// <summary>What is stored of it cannot be read.</summary>
    Unreadable,
}

internal static class PartitionStandings
{
    /// <summary>What becomes of a partition.</summary>
    /// <param name="progress">What is stored of it.</param>
    /// <param name="group">Who works on the processor.</param>
    /// <param name="assignedTo">The member that it is assigned to.</param>
    public static PartitionStanding Judge(ProcessorProgress progress, GroupState group, string? assignedTo)
    {
        if (progress.Lease is { Quarantine: not null }) return PartitionStanding.Quarantined;
        if (progress.Lease is { Pause: not null } paused)
        {
            var isInHand = paused is { Owner: { } holder, Remaining.Ticks: > 0 } && IsAlive(group, holder);
            return isInHand ? PartitionStanding.Pausing : PartitionStanding.Paused;
        }

        if (progress.Lease is not { Cursor: not null } lease) return PartitionStanding.NeverStarted;
        if (lease is { Owner: { } owner, Remaining.Ticks: > 0 })
        {
            if (!IsAlive(group, owner)) return PartitionStanding.WaitingForLease;
            return progress.Next is null ? PartitionStanding.Idle : PartitionStanding.Working;
        }

        return assignedTo is not null && IsAlive(group, assignedTo) ? PartitionStanding.Assigned : PartitionStanding.Unassigned;
    }

    /// <summary>As it stands in tables.</summary>
    public static string Text(this PartitionStanding standing) => standing switch
    {
        PartitionStanding.NeverStarted => "never started",
        PartitionStanding.WaitingForLease => "waiting for lease",
        _ => Name(standing),
    };

    /// <summary>As it stands in JSON.</summary>
    public static string Name(this PartitionStanding standing) => standing switch
    {
        PartitionStanding.NeverStarted => "never_started",
        PartitionStanding.Working => "working",
        PartitionStanding.Idle => "idle",
        PartitionStanding.WaitingForLease => "waiting_for_lease",
        PartitionStanding.Assigned => "assigned",
        PartitionStanding.Unassigned => "unassigned",
        PartitionStanding.Quarantined => "quarantined",
        PartitionStanding.Pausing => "pausing",
        PartitionStanding.Paused => "paused",
        _ => "unreadable",
    };

    /// <summary>A group that nobody ever joined (or whose data was lost) says nothing about owners: then only their leases do.</summary>
    private static bool IsAlive(GroupState group, string owner)
        => group is { Generation: 0, Members.Count: 0 } || group.Members.Any(member => member.Id == owner && member.Remaining > TimeSpan.Zero);
}
