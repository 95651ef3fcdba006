using Runnel.Brokers;
using Runnel.Processing;

namespace Runnel.Hosting;

/// <summary>How far a processor is behind on one partition.</summary>
internal sealed class LagFigure(SharedPartition partition, ProcessorProgress progress, long at)
{
    /// <summary>Whose, and which.</summary>
    public SharedPartition Partition => partition;

    /// <summary>
    /// How many events wait; where nobody can tell without counting more than <see cref="ProcessorProgress.LongestCount"/>, that many: a number
    /// that is too low still has alarms ring and workers added, none at all would look like no lag. Null: unknown.
    /// </summary>
    public long? Events { get; } = progress.Lag ?? (progress.Next is null ? null : ProcessorProgress.LongestCount);

    /// <summary>How old the oldest of them is; null: unknown.</summary>
    public TimeSpan? Behind { get; } = progress.Behind;

    /// <summary>When that was asked, by the monotonic clock.</summary>
    public long At => at;
}
