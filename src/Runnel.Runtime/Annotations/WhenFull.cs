namespace Runnel;

/// <summary>What becomes of a send to a partition that is full; only with <see cref="Retention.UntilProcessed"/>.</summary>
public enum WhenFull
{
    /// <summary>
    /// The default. It waits for room, in its turn, for as long as the setting <c>SendTimeoutSeconds</c>; then it fails. It may be
    /// cancelled.
    /// </summary>
    Wait,

    /// <summary>It fails at once. What is sent after it is tried by itself.</summary>
    Fail,
}
