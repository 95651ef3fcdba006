namespace Runnel;

/// <summary>What happens when a processor throws, after its <c>Retries</c> are used up.</summary>
public enum ExceptionPolicy
{
    /// <summary>
    /// The default. The event stays uncommitted, its partition's lease is released, and the worker drains the rest and exits
    /// with code 1. Guarantees that no event is handled out of order.
    /// </summary>
    Halt,

    /// <summary>
    /// The partition is marked in the broker with the failing event and the exception; every worker leaves it alone until it is
    /// resumed; all other partitions go on.
    /// </summary>
    Quarantine,

    /// <summary>The failed delivery is committed and processing goes on. Combine with dead letters to lose nothing.</summary>
    Ignore,
}
