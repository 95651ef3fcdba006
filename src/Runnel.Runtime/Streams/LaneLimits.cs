namespace Runnel.Streams;

/// <summary>How much a lane takes at once.</summary>
internal static class LaneLimits
{
    /// <summary>Records of a batch.</summary>
    public const int BatchCount = 256;

    /// <summary>
    /// Payload of a batch; a larger record makes a batch of its own. A batch is one argument, and Redis may be set to take none above 1 MiB.
    /// </summary>
    public const int BatchBytes = 512 * 1024;

    /// <summary>Encoded records that wait in a lane. Further ones wait unencoded, as their callers' records.</summary>
    public const int QueueCount = 4 * BatchCount;

    /// <summary>Payload that waits in a lane.</summary>
    public const int QueueBytes = 8 * BatchBytes;

    /// <summary>Records of one call of SendManyAsync that are under way per partition: what is in flight, and as much again to follow.</summary>
    public const int WindowCountPerPartition = 2 * BatchCount;

    /// <summary>Records of one call of SendManyAsync that are under way at most.</summary>
    public const int WindowCount = 64 * BatchCount;

    /// <summary>Payload of one call of SendManyAsync that is under way at most (but for one record more).</summary>
    public const int WindowBytes = 64 * BatchBytes;

    /// <summary>The first pause before a batch is sent again; each further one is twice as long.</summary>
    public static readonly TimeSpan FirstBackoff = TimeSpan.FromMilliseconds(10);

    public static readonly TimeSpan LongestBackoff = TimeSpan.FromMilliseconds(200);
}
