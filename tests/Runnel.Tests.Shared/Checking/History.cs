namespace Runnel.Tests.Checking;

/// <summary>An event as the server stores it.</summary>
public sealed record Appended(string Key, long N, int Partition, EntryId Id);

/// <summary>What became of one send.</summary>
public sealed record Sent(string Key, long N, SendResult Result);

/// <summary>How a send ended.</summary>
public enum SendResult
{
    /// <summary>Its id was returned.</summary>
    Confirmed,

    /// <summary>It failed, and surely is not in the stream.</summary>
    NotAppended,

    /// <summary>It failed, and may be in the stream.</summary>
    Unknown,
}

/// <summary>How a handling ended.</summary>
public enum HandlingEnd
{
    /// <summary>Nothing was written down: its process was killed, or it still goes on.</summary>
    None,

    /// <summary>The processor was done with it.</summary>
    Done,

    /// <summary>The processor threw.</summary>
    Failed,

    /// <summary>It was cancelled.</summary>
    Cancelled,
}

/// <summary>One event in one delivery, as the worker wrote it down. Times are nanoseconds of the machine's monotonic clock.</summary>
public sealed record Handling(string Owner, long Delivery, string Key, long N, int Partition, EntryId Id, long Epoch, bool Recovering, int Attempt, long Begin)
{
    /// <summary>When it ended; 0 when nothing was written down.</summary>
    public long End { get; init; }

    public HandlingEnd How { get; init; }
}

/// <summary>All that is known of one run.</summary>
public sealed record History
{
    /// <summary>What the producers know of their sends.</summary>
    public IReadOnlyList<Sent> Sends { get; init; } = [];

    /// <summary>What the server stores, each partition in its order.</summary>
    public IReadOnlyList<Appended> Stored { get; init; } = [];

    public IReadOnlyList<Handling> Handlings { get; init; } = [];
}

/// <summary>What the fault of a run excuses. By default nothing.</summary>
public sealed record Allowances
{
    /// <summary>The most deliveries that a new owner may repeat: the one that was in hand.</summary>
    public int Repeats { get; init; } = 1;

    /// <summary>The stored cursor may fall back, so that any run of handled events is repeated: a lagging replica, an operator's reset.</summary>
    public bool CursorFalls { get; init; }

    /// <summary>Keys are parked: their events leave the partition's order, and come back in that of their key.</summary>
    public bool Parks { get; init; }

    /// <summary>The server may forget what it had confirmed: a flush, a restart without persistence, a lagging replica.</summary>
    public bool ServerForgets { get; init; }

    /// <summary>What an operator moved the cursor over: nobody need handle it, and whoever does, after it was moved back, is late.</summary>
    public IReadOnlySet<(int Partition, EntryId Id)> Skipped { get; init; } = new HashSet<(int, EntryId)>();

    /// <summary>What counts as settled: done; with the policy Ignore, or an operator's skip, also what failed.</summary>
    public Func<Handling, bool> Settled { get; init; } = static handling => handling.How == HandlingEnd.Done;

    /// <summary>For the policy Ignore.</summary>
    public static bool DoneOrFailed(Handling handling) => handling is { How: HandlingEnd.Done or HandlingEnd.Failed };

    /// <summary>Events that nobody need handle: trimmed, or behind a poisonous one.</summary>
    public Func<Appended, bool> Unhandled { get; init; } = static _ => false;
}
