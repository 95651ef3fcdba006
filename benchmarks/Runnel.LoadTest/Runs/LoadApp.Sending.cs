namespace Runnel.LoadTest.Runs;

// What is only sent to.
internal sealed partial class LoadApp
{
    [Stream("structured", PartitionBy = nameof(StructuredReading.Sensor), PartitionCount = Server.Partitions, PartitionSize = 1_000_000)]
    public partial EventStream<StructuredReading> Structured { get; }
}
