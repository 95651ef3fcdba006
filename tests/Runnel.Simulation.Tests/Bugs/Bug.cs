namespace Runnel.Simulation.Tests;

/// <summary>A fence that is taken out, to see that a run without it is found out.</summary>
public enum Bug
{
    None,

    /// <summary>The server carries commits out whoever holds the lease.</summary>
    NoOwnerCheck,

    /// <summary>The server carries commits out wherever the cursor stands.</summary>
    NoCursorCheck,

    /// <summary>Workers do not notice that they stood still.</summary>
    NoLocalDeadline,

    /// <summary>Workers do not verify their leases on a new connection.</summary>
    NoVerification,

    /// <summary>The server extends leases whoever holds them.</summary>
    NoOwnerCheckInRenewal,

    /// <summary>The server parks and plays back whoever holds the lease.</summary>
    NoOwnerCheckInParking,

    /// <summary>Events are committed that were not parked.</summary>
    NoParking,

    /// <summary>The server appends a batch each time it comes.</summary>
    NoSequence,

    /// <summary>The server gives paused partitions to whoever asks.</summary>
    NoPauseCheck,

    /// <summary>Workers that own a partition do not care that it is paused.</summary>
    NoPauseHeeded,

    /// <summary>The server trims to the greatest cursor instead of the least.</summary>
    TrimsToGreatestCursor,

    /// <summary>The leader trims what came after it had read who is registered.</summary>
    TrimsUnseen,
}
