using Runnel.Brokers;
using Runnel.Coordination;

namespace Runnel.Processing;

/// <summary>One partition's place in an executor: what outlasts the times in which the executor works on it.</summary>
internal sealed class PartitionSeat(PartitionBuffer buffer)
{
    public PartitionBuffer Buffer => buffer;

    public Recovery Recovery { get; } = new();

    /// <summary>Set when the partition's lease may be had: its owner released it, or its quarantine or pause ended.</summary>
    public AsyncSignal Freed { get; } = new();

    /// <summary>Who works on it now; null: nobody.</summary>
    public PartitionOwner? Owner { get; set; }

    /// <summary>Why it stands still, as its owner saw it last; null: it does not.</summary>
    public QuarantineMark? Quarantine { get; set; }

    /// <summary>Whether the assignment gives it to this executor.</summary>
    public bool IsWanted { get; set; }
}
