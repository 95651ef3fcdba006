namespace Runnel.Processing;

/// <summary>What a failure made of the circuit, and so of its delivery.</summary>
internal enum CircuitEffect
{
    /// <summary>The exception policy is to judge the delivery: whatever else succeeds, it fails.</summary>
    Judge,

    /// <summary>The delivery waits for others to tell whether it alone fails.</summary>
    Suspect,

    /// <summary>This failure opened the circuit: the delivery waits.</summary>
    Open,

    /// <summary>The delivery was the one that was tried: the circuit stays open for longer.</summary>
    StayOpen,

    /// <summary>The circuit was open: the delivery waits.</summary>
    Hold,
}
