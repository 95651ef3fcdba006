namespace Runnel.LoadTest.Runs;

/// <summary>The app under load: one stream, and a processor for each way of consuming it, of which a run has one on; and a stream of lone events beside it.</summary>
[App("load")]
internal sealed partial class LoadApp(Gauge gauge)
{
    [Stream("readings", PartitionBy = nameof(Reading.Sensor), PartitionCount = Server.Partitions, PartitionSize = 1_000_000)]
    public partial EventStream<Reading> Readings { get; }

    [Stream("warm", PartitionBy = nameof(Reading.Sensor), PartitionCount = Server.Partitions)]
    public partial EventStream<Reading> Warm { get; }

    [Stream("lone", PartitionBy = nameof(Reading.Sensor), PartitionCount = Server.Partitions)]
    public partial EventStream<Reading> Lone { get; }

    [Processor(nameof(Readings))]
    public async Task BeforeNext(Events<Reading> events)
    {
        await foreach (var reading in events.Records())
            gauge.Add(reading.Number);
    }

    [Processor(nameof(Readings), AckMode = AckMode.Background)]
    public async Task Background(Events<Reading> events)
    {
        await foreach (var reading in events.Records())
            gauge.Add(reading.Number);
    }

    [Processor(nameof(Readings), PrefetchCount = 200)]
    public async Task Batches(Events<Reading> events)
    {
        await foreach (var readings in events.Take(100, within: TimeSpan.FromMilliseconds(50)).Records())
        {
            foreach (var reading in readings) gauge.Add(reading.Number);
        }
    }

    [Processor(nameof(Readings), AckMode = AckMode.Background)]
    public Task Each(Reading reading)
    {
        gauge.Add(reading.Number);
        return Task.CompletedTask;
    }

    [Processor(nameof(Readings), BatchSize = 100, BatchWithinSeconds = 0.05, PrefetchCount = 200)]
    public Task Together(IReadOnlyList<Reading> readings)
    {
        foreach (var reading in readings) gauge.Add(reading.Number);
        return Task.CompletedTask;
    }

    [Processor(nameof(Readings))]
    public async Task Trickle(Events<Reading> events)
    {
        await foreach (var reading in events.Records())
            gauge.AddLatency(reading);
    }

    [Processor(nameof(Lone))]
    public async Task Beside(Events<Reading> events)
    {
        await foreach (var reading in events.Records())
            gauge.Beside.AddLatency(reading);
    }
}
