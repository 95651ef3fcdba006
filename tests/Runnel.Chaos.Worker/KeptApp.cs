namespace Runnel.Chaos;

/// <summary>
/// The same stream with two processors, both of which every worker runs: for streams that are kept until they are processed, which wait for
/// all that an app declares. A worker is one of this app with <c>CHAOS_APP=kept</c>.
/// </summary>
[App("chaos")]
public sealed partial class KeptApp
{
    private readonly Work _work = Work.FromEnvironment();

    [Stream("steps", PartitionBy = nameof(Step.Key), PartitionCount = 16, PartitionSize = 100, Retention = Retention.UntilProcessed)]
    public partial EventStream<Step> Steps { get; }

    [Processor(nameof(Steps))]
    public ValueTask Call(Step step, EventContext context, CancellationToken cancellationToken) => _work.HandleAsync([step], context, cancellationToken);

    /// <summary>The slower one, whose handlings nobody judges.</summary>
    [Processor(nameof(Steps))]
    public Task Audit(Step step, CancellationToken cancellationToken) => Task.Delay(step.N % 8 == 0 ? 20 : 1, cancellationToken);
}
