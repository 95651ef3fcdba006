namespace Runnel.Scaling.Series;

/// <summary>What varies, over which values, and in which ways of working.</summary>
/// <param name="Name">Also the plot's file name.</param>
/// <param name="Axis">With its unit.</param>
/// <param name="Values">From small to large.</param>
/// <param name="Reference">The value that the others are held against, in the same round.</param>
/// <param name="Modes">Measured in turn at each value.</param>
/// <param name="Vary">Sets the value.</param>
internal sealed record ScalingSeries(
    string Name, string Axis, IReadOnlyList<int> Values, int Reference, IReadOnlyList<Mode> Modes, Func<Point, int, Point> Vary)
{
    public static readonly IReadOnlyList<ScalingSeries> All =
    [
        new("partitions", "partitions", [1, 16, 256, 1024], Point.UsualPartitions, Mode.All, static (point, value) => point with { Partitions = value }),
        new("record-size", "payload of a record, bytes", [50, 1024, 65_536], Point.UsualPayloadBytes, Mode.All, static (point, value) => point with { PayloadBytes = value }),
        new("backlog", "events waiting in the stream", [1600, 16_000, 160_000, 1_000_000], 160_000, Mode.All, static (point, value) => point with { Backlog = value }),
        new("workers", "worker processes, on 2 cores", [1, 2, 4, 8], 1, Mode.All, static (point, value) => point with { Workers = value }),
        new("prefetch", "PrefetchCount, events", [1, 2, 4, 8, 16, 32, 64, 128, 1024], 64, Mode.Consuming, static (point, value) => point with { Prefetch = value }),
        new("batch-size", "events in a batch, at most", [1, 10, 100, 1000], 100, [Mode.Batches with { Name = "Take(n)" }], static (point, value) => point with { Batch = value }),
    ];

    public IEnumerable<(int Value, Point Point)> Points => Values.SelectMany(value => Modes.Select(mode => (value, Vary(new Point(mode), value))));
}
