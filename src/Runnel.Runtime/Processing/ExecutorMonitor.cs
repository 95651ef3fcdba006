using Runnel.Brokers;
using Runnel.Coordination;
using Runnel.Telemetry;

namespace Runnel.Processing;

/// <summary>What an executor tells of itself while it runs; may be asked at any time, from any thread.</summary>
/// <param name="pulses">Its loops.</param>
/// <param name="membership">Its part in the group.</param>
/// <param name="partitions">Its partitions.</param>
internal sealed class ExecutorMonitor(LoopPulse[] pulses, Membership membership, PartitionSet partitions)
{
    /// <summary>Its loops: reading, committing, heartbeat, leases.</summary>
    public LoopPulse[] Pulses => pulses;

    /// <summary>Whether its group has heard of it lately.</summary>
    public bool IsJoined => membership.IsJoined;

    /// <summary>The partitions that are its own now; none once it stops.</summary>
    public SharedPartition[] Share() => partitions.Share();
}

/// <summary>A partition that is an executor's. (No record and no struct: what these bring along is much code in a native file.)</summary>
internal sealed class SharedPartition(GroupId group, int index, QuarantineMark? quarantine)
{
    /// <summary>The stream and the processor.</summary>
    public GroupId Group => group;

    /// <summary>Which one.</summary>
    public int Index => index;

    /// <summary>Why it stands still; null: it does not.</summary>
    public QuarantineMark? Quarantine => quarantine;
}
