using Runnel.Brokers;

namespace Runnel.CommandLine;

/// <summary>Where an app stands, as far as the broker knows.</summary>
/// <param name="App">The app's name.</param>
/// <param name="Broker">Where the broker is.</param>
/// <param name="At">When, by the broker's clock; null: nothing could be read.</param>
/// <param name="Leader">Who leads the app.</param>
/// <param name="Processors">Those that were asked for.</param>
/// <param name="Streams">Their streams, or all.</param>
internal sealed record AppReport(
    string App, string Broker, DateTimeOffset? At, LeaderState Leader, IReadOnlyList<ProcessorReport> Processors, IReadOnlyList<StreamReport> Streams);

/// <summary>Where one processor stands.</summary>
internal sealed record ProcessorReport(string Name, string Stream, GroupState Group, IReadOnlyList<PartitionReport> Partitions)
{
    /// <summary>Null: it is not known of every partition.</summary>
    public long? Lag { get; } = Partitions.All(static partition => partition.Lag is not null) ? Partitions.Sum(static partition => partition.Lag) : null;

    /// <summary>That of the partition which is furthest behind; null: it is not known of every one.</summary>
    public TimeSpan? Behind { get; } = Partitions.All(static partition => partition.Behind is not null) ? Partitions.Max(static partition => partition.Behind) : null;

    public int Count(PartitionStanding standing) => Partitions.Count(partition => partition.Standing == standing);

    /// <summary>The partitions that a member is to work on.</summary>
    public IEnumerable<int> AssignedTo(string member)
        => Partitions.Where(partition => partition.AssignedTo == member).Select(static partition => partition.Index);

    /// <summary>The partitions whose lease a member holds.</summary>
    public IEnumerable<int> HeldBy(string member)
        => Partitions.Where(partition => partition.Lease?.Owner == member && partition.Lease.Remaining > TimeSpan.Zero).Select(static partition => partition.Index);
}

/// <summary>Where one processor stands on one partition.</summary>
/// <param name="Index">The partition.</param>
/// <param name="Standing">What becomes of it.</param>
/// <param name="Progress">What is stored of it.</param>
/// <param name="AssignedTo">The member that is to work on it.</param>
/// <param name="Problem">Why it cannot be read.</param>
internal sealed record PartitionReport(
    int Index, PartitionStanding Standing, ProcessorProgress Progress, string? AssignedTo = null, string? Problem = null)
{
    public LeaseState? Lease => Progress.Lease;

    public long? Lag => Problem is null ? Progress.Lag : null;

    public TimeSpan? Behind => Problem is null ? Progress.Behind : null;
}

/// <summary>What a member of a group is about.</summary>
internal enum MemberStanding
{
    /// <summary>It joined, and takes no partitions yet.</summary>
    Joining,
    Active,

    /// <summary>There is no partition for it: it takes one when another member leaves.</summary>
    StandingBy,

    /// <summary>It was not heard of in time; whoever looks next removes it.</summary>
    Gone,
}

internal static class MemberStandings
{
    public static MemberStanding Judge(ProcessorReport processor, GroupMember member)
    {
        if (member.Remaining <= TimeSpan.Zero) return MemberStanding.Gone;
        if (!member.IsActive) return MemberStanding.Joining;
        var hasWork = processor.AssignedTo(member.Id).Any() || processor.HeldBy(member.Id).Any();
        return hasWork ? MemberStanding.Active : MemberStanding.StandingBy;
    }

    public static string Name(this MemberStanding standing) => standing switch
    {
        MemberStanding.Joining => "joining",
        MemberStanding.Active => "active",
        MemberStanding.StandingBy => "standing_by",
        _ => "gone",
    };

    public static string Text(this MemberStanding standing) => standing == MemberStanding.StandingBy ? "standing by" : Name(standing);
}
