namespace Runnel.Scaling.Series;

/// <summary>One measurement: the one thing of a series that varies, and everything else as it is usually.</summary>
internal sealed record Point(Mode Mode)
{
    public const int UsualPayloadBytes = 50;
    public const int UsualPartitions = 16;

    private const long GreatestBytes = 256_000_000;

    public int Partitions { get; init; } = UsualPartitions;

    public int PayloadBytes { get; init; } = UsualPayloadBytes;

    /// <summary>Events that are there when it starts; null: what one measurement consumes. A sender starts on an empty stream then.</summary>
    public int? Backlog { get; init; }

    public int Workers { get; init; } = 1;

    /// <summary>0: the default of this version of Runnel, twice the batch for batches.</summary>
    public int Prefetch { get; init; }

    public int Batch { get; init; } = 100;

    /// <summary>
    /// The greatest number of events that are measured: no more than fit into the server's memory, and whole batches in each partition, so that
    /// no last batch waits to fill.
    /// </summary>
    public int Events(ScalingOptions options)
    {
        var waiting = Backlog is { } backlog && !Mode.Sends ? backlog : int.MaxValue;
        var events = (int)Math.Min(waiting, Math.Min(options.Events, GreatestBytes / (PayloadBytes + 100)));
        var whole = events / (Partitions * Batch) * Partitions * Batch;
        return whole > 0 ? whole : events;
    }
}
