namespace Runnel.Simulation.Tests.Harness;

/// <summary>What happens to a run, besides what the network does to each call.</summary>
internal enum FaultKind
{
    /// <summary>A worker is killed; sometimes another takes its place.</summary>
    Crash,

    /// <summary>A worker stands still for less than two thirds of a lease.</summary>
    ShortPause,

    /// <summary>A worker stands still for up to three leases.</summary>
    LongPause,

    /// <summary>A worker more.</summary>
    Join,

    /// <summary>A worker is told to stop.</summary>
    Leave,

    /// <summary>A worker's connection breaks, and is there again at once.</summary>
    Break,

    /// <summary>A worker is refused for a while.</summary>
    CutOff,

    /// <summary>Nothing that a worker sends arrives for a while, nor anything that is sent to it.</summary>
    Silence,

    /// <summary>The server refuses everybody for a while.</summary>
    Outage,

    /// <summary>The server stands still for a while.</summary>
    Freeze,

    /// <summary>A replica takes the server's place that knows the leases and cursors of a moment ago.</summary>
    Failover,

    /// <summary>An operator sets a cursor to some place before or after where it stands.</summary>
    Reset,

    /// <summary>An operator sets a cursor forward, over events that nobody has handled, and wants it so.</summary>
    Skip,

    /// <summary>An operator pauses a partition, and ends that after a while, or when peace comes.</summary>
    Pause,
}
