namespace Runnel.CommandLine;

/// <summary>What one stream keeps.</summary>
/// <param name="Name">The stream.</param>
/// <param name="Options">Its settings.</param>
/// <param name="Age">How long processed events are kept at least.</param>
/// <param name="Partitions">What each partition holds.</param>
/// <param name="Holders">Who holds partitions back that are kept until they are processed.</param>
internal sealed record StreamReport(
    string Name, Streams.StreamOptions Options, TimeSpan Age, IReadOnlyList<PartitionContent> Partitions, IReadOnlyList<RetentionHolder> Holders)
{
    public bool IsKept => Options.Retention == Retention.UntilProcessed;

    public long Length { get; } = Partitions.Sum(static partition => partition.Length);

    public long Longest { get; } = Partitions.Count == 0 ? 0 : Partitions.Max(static partition => partition.Length);

    /// <summary>How long the oldest event has been there; null: there is none, or its id holds no time.</summary>
    public TimeSpan? Oldest { get; } = Partitions.Max(static partition => partition.Oldest);

    public int FullCount => Options.IsLimited ? Partitions.Count(partition => partition.Length >= Options.PartitionSize) : 0;
}

/// <summary>What one partition holds.</summary>
/// <param name="Index">The partition.</param>
/// <param name="Length">Events in it.</param>
/// <param name="Oldest">How long the oldest has been there; null: there is none, or its id holds no time.</param>
/// <param name="HeldBy">Whose cursor is the least, where events stand after it; null: nobody's, or the stream is kept by size.</param>
/// <param name="Cursor">That cursor.</param>
/// <param name="Problem">Why it cannot be read.</param>
internal sealed record PartitionContent(int Index, long Length, TimeSpan? Oldest, string? HeldBy, EntryId Cursor, string? Problem = null);

/// <summary>A processor, or a group of another program, that holds partitions back.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Partitions">The partitions whose least cursor is its own.</param>
/// <param name="IsRegistered">Whether a program has declared it; false: a group of another program, or of a Runnel that did not record
/// it.</param>
/// <param name="Members">How many members run it.</param>
/// <param name="Silence">How long nobody was heard who runs it; null: nobody ever was.</param>
internal sealed record RetentionHolder(string Name, IReadOnlyList<int> Partitions, bool IsRegistered, int Members, TimeSpan? Silence);
