namespace Runnel.Brokers;

/// <summary>What is stored of one processor on one partition.</summary>
internal sealed record LeaseState
{
    public string? Owner { get; init; }

    public long Epoch { get; init; }

    /// <summary>What is left of the lease by the broker's clock; zero or less when expired or free.</summary>
    public TimeSpan Remaining { get; init; }

    /// <summary>Null: this processor has no state on the partition yet.</summary>
    public EntryId? Cursor { get; init; }

    public long Position { get; init; } = -1;

    public int Crashes { get; init; }

    public QuarantineMark? Quarantine { get; init; }

    public PauseMark? Pause { get; init; }
}

/// <summary>How far a processor is on a partition, as of one instant.</summary>
internal sealed record ProcessorProgress
{
    /// <summary>How many entries are counted at most where their number cannot be told otherwise.</summary>
    public const int LongestCount = 1000;

    /// <summary>Redis 5.0, the first one with streams: what an id says to be older is no time.</summary>
    private static readonly DateTimeOffset FirstStreams = new(2018, 10, 17, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The instant, by the broker's clock.</summary>
    public DateTimeOffset Now { get; init; }

    /// <summary>Null: the processor was never started on the partition.</summary>
    public LeaseState? Lease { get; init; }

    public FailureNote? Failure { get; init; }

    public PartitionState Partition { get; init; }

    /// <summary>The oldest entry that is still there and not settled; null: none.</summary>
    public EntryId? Next { get; init; }

    /// <summary>How many entries are there and not settled; null: nobody can tell without counting more than <see cref="LongestCount"/>.</summary>
    public long? Lag { get; init; }

    /// <summary>How many entries are known to have been trimmed before the processor saw them, and were not reported yet.</summary>
    public long Lost { get; init; }

    /// <summary>
    /// How long the oldest entry that is not settled has been there, from its id and the broker's clock; null: that is not known, or the id was
    /// set by hand and holds no time.
    /// </summary>
    public TimeSpan? Behind
    {
        get
        {
            if (Next is not { } next) return Lag == 0 ? TimeSpan.Zero : null;
            return AgeOf(next, Now);
        }
    }

    /// <summary>How long an entry has been there, from its id and the broker's clock; null: the id was set by hand and holds no time.</summary>
    public static TimeSpan? AgeOf(EntryId id, DateTimeOffset now)
    {
        var isTime = id.Milliseconds >= (ulong)FirstStreams.ToUnixTimeMilliseconds()
            && id.Milliseconds <= (ulong)now.AddDays(1).ToUnixTimeMilliseconds();
        if (!isTime) return null;
        var age = now - id.Timestamp;
        return age > TimeSpan.Zero ? age : TimeSpan.Zero;
    }

    /// <summary>How many keys are parked.</summary>
    public long ParkedKeys { get; init; }

    /// <summary>How many events are parked, of all these keys together.</summary>
    public long ParkedEvents { get; init; }
}

/// <summary>What is stored of one partition.</summary>
/// <param name="Length">Entries in it now.</param>
/// <param name="First">The first entry's id; zero when empty.</param>
/// <param name="Last">The last id ever given.</param>
/// <param name="Added">Entries of its whole life.</param>
internal readonly record struct PartitionState(long Length, EntryId First, EntryId Last, long Added);

/// <summary>What an app declares of one stream: workers that differ in it must not run side by side.</summary>
internal sealed record StreamDeclaration(string Stream, int PartitionCount, string Hasher, string Record);

/// <summary>A declaration that differs from what is recorded.</summary>
internal sealed record DeclarationConflict(string Stream, string Property, string Recorded, string Declared);

/// <summary>What the record of a stream looks like.</summary>
/// <param name="Stream">The stream.</param>
/// <param name="Schema">The record, as text that the broker does not look into.</param>
/// <param name="Fingerprint">Of that text, for tools: two programs agree where it is the same.</param>
internal sealed record StreamSchema(string Stream, string Schema, string Fingerprint);
