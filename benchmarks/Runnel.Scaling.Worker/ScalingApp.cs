namespace Runnel.Scaling.Worker;

/// <summary>One stream, and a processor for each way of consuming it; one of them is on.</summary>
[App("scaling")]
internal sealed partial class ScalingApp(Tally tally, Order order)
{
    [Stream("samples", PartitionBy = nameof(Sample.Key), PartitionSize = 10_000_000)]
    public partial EventStream<Sample> Samples { get; }

    [Processor(nameof(Samples))]
    public async Task BeforeNext(Events<Sample> events)
    {
        await foreach (var sample in events.Records())
            tally.Add(sample.Number);
    }

    [Processor(nameof(Samples), AckMode = AckMode.Background)]
    public async Task Background(Events<Sample> events)
    {
        await foreach (var sample in events.Records())
            tally.Add(sample.Number);
    }

    [Processor(nameof(Samples))]
    public async Task Batches(Events<Sample> events)
    {
        await foreach (var samples in events.Take(order.Batch, within: TimeSpan.FromMilliseconds(50)).Records())
        {
            foreach (var sample in samples) tally.Add(sample.Number);
        }
    }
}
