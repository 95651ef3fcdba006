namespace Runnel;

/// <summary>What a stream keeps.</summary>
public enum Retention
{
    /// <summary>
    /// The default. Each partition keeps its newest <c>PartitionSize</c> events or a few more (<c>MAXLEN ~</c>): when it is longer, a send
    /// trims the oldest, whether or not they were processed.
    /// </summary>
    BySize,

    /// <summary>
    /// Nothing is trimmed that a processor of the stream has not settled. The leader trims what all have settled; <c>PartitionSize</c> is a
    /// limit, and a send to a partition that is full waits or fails (<see cref="WhenFull"/>).
    /// </summary>
    UntilProcessed,
}
