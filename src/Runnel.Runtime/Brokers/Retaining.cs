namespace Runnel.Brokers;

/// <summary>A processor that some program of the app has declared: events that are kept until they are processed are kept for it.</summary>
/// <param name="Group">Which.</param>
/// <param name="Undeclared">How long ago a worker or a leader declared it last, by the broker's clock.</param>
internal sealed record RegisteredProcessor(GroupId Group, TimeSpan Undeclared)
{
    /// <summary>Whether nothing is kept for it any more.</summary>
    /// <param name="quiet">How long nobody was heard of that runs it; null: nobody ever was.</param>
    /// <param name="after">How long it must be neither heard of nor declared; zero: never.</param>
    public bool IsAbandoned(TimeSpan? quiet, TimeSpan after) => after > TimeSpan.Zero && (quiet < Undeclared ? quiet.Value : Undeclared) >= after;

    /// <summary>The names of those of one stream.</summary>
    public static List<string> NamesOf(string stream, IReadOnlyList<RegisteredProcessor> registered)
    {
        List<string> names = [];
        for (var i = 0; i < registered.Count; i++)
        {
            if (registered[i].Group.Stream == stream) names.Add(registered[i].Group.Processor);
        }

        return names;
    }
}

/// <summary>
/// Asks for one partition to be trimmed to the least cursor of all its processors: those that are named, and all others of which the
/// partition holds a trace, which is a group (of whatever program). So a request that is old, or made by somebody who does not know of
/// every processor, keeps too much at most.
/// </summary>
/// <param name="Partition">What.</param>
/// <param name="Processors">The registered ones. One that has no cursor yet keeps everything.</param>
/// <param name="UpTo"> The last entry that may go. It must be one that stood there <em>before</em> the registered processors were read:
/// then nothing goes that was sent after a processor had registered, however late the request is carried out. <see cref="EntryId.Zero"/>:
/// nothing goes, this is a look.
/// </param>
internal sealed record TrimRequest(PartitionId Partition, IReadOnlyList<string> Processors, EntryId UpTo)
{
    /// <summary>Entries are kept at least this long, by their ids and the broker's clock.</summary>
    public TimeSpan Age { get; init; }

    /// <summary>
    /// Those of the processors that nothing is kept for, unless they hold the lease now, or took it or were reset within
    /// <see cref="AbandonedAfter"/>.
    /// </summary>
    public IReadOnlyList<string> Abandoned { get; init; } = [];

    public TimeSpan AbandonedAfter { get; init; }
}

/// <summary>The broker's answer to a <see cref="TrimRequest"/>.</summary>
/// <param name="Trimmed">How many entries went.</param>
/// <param name="HasMore">Whether more may go at once: a call takes some thousands, so that nobody waits for it.</param>
/// <param name="Partition">What is there now.</param>
/// <param name="Now">When, by the broker's clock.</param>
/// <param name="HeldBy">The processor or group with the least cursor; null: nobody reads the partition, so nothing goes.</param>
/// <param name="Cursor">That cursor.</param>
internal sealed record TrimReply(long Trimmed, bool HasMore, PartitionState Partition, DateTimeOffset Now, string? HeldBy, EntryId Cursor)
{
    /// <summary>The most entries that one call removes roughly, by whole nodes of the stream.</summary>
    public const int Portion = 10_000;
}
