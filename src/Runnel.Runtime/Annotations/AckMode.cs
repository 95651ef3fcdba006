namespace Runnel;

/// <summary>When a partition's cursor is committed, relative to handing out the next event.</summary>
public enum AckMode
{
    /// <summary>The default. The commit of a delivery is confirmed before the next one is handed out: a crash repeats at most the delivery in hand.</summary>
    BeforeNext,

    /// <summary>
    /// Commits run while processing goes on, one in flight per worker, the newest cursors next: faster, and a crash may repeat what was
    /// handled but not yet committed.
    /// </summary>
    Background,
}
