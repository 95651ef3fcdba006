using Runnel.Brokers;
using Runnel.Processing;

namespace Runnel.Hosting;

/// <summary>How far a processor is behind on one partition.</summary>
/// <param name="Group">The stream and the processor.</param>
/// <param name="Partition">Which one.</param>
/// <param name="Events">
/// How many events wait; where nobody can tell without counting more than <see cref="ProcessorProgress.LongestCount"/>, that many; null: unknown.
/// </param>
/// <param name="Behind">How old the oldest of them is; null: unknown.</param>
/// <param name="At">When that was asked, by the monotonic clock.</param>
internal sealed record LagFigure(GroupId Group, int Partition, long? Events, TimeSpan? Behind, long At)
{
    public static LagFigure Of(GroupId group, int partition, ProcessorProgress progress, long at)
    {
        // A number that is too low still has alarms ring and workers added; none at all would look like no lag.
        var events = progress.Lag ?? (progress.Next is null ? null : ProcessorProgress.LongestCount);
        return new LagFigure(group, partition, events, progress.Behind, at);
    }
}

/// <summary>A partition that is a worker's own.</summary>
/// <param name="Group">The stream and the processor.</param>
/// <param name="Partition">Which one, and whether it is quarantined.</param>
internal sealed record OwnPartition(GroupId Group, SharedPartition Partition);
