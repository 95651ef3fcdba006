namespace Runnel.Chaos;

/// <summary>
/// The app under test: one stream, read by a processor in each shape and one with dead letters. A test runs the one it wants with
/// <c>worker --processors</c>.
/// </summary>
[App("chaos")]
public sealed partial class ChaosApp
{
    private readonly Work _work = Work.FromEnvironment();

    [Stream("steps", PartitionBy = nameof(Step.Key), PartitionCount = 16, PartitionSize = 0)]
    public partial EventStream<Step> Steps { get; }

    [DeadLetters(nameof(Steps))]
    public partial EventStream<Dead> DeadSteps { get; }

    [Processor(nameof(Steps))]
    public async Task Loop(Events<Step> events)
    {
        await foreach (var (step, context) in events.WithContext())
            await _work.HandleAsync([step], context, events.CancellationToken);
    }

    [Processor(nameof(Steps))]
    public ValueTask Call(Step step, EventContext context, CancellationToken cancellationToken) => _work.HandleAsync([step], context, cancellationToken);

    [Processor(nameof(Steps), BatchSize = 10, BatchWithinSeconds = 0.05)]
    public ValueTask Batch(IReadOnlyList<Step> steps, EventContext context, CancellationToken cancellationToken)
        => _work.HandleAsync(steps, context, cancellationToken);

    [Processor(nameof(Steps), ExceptionPolicy = ExceptionPolicy.Ignore, Middleware = [typeof(DeadLetterMiddleware)])]
    public ValueTask Lettered(Step step, EventContext context, CancellationToken cancellationToken) => _work.HandleAsync([step], context, cancellationToken);

    [Processor(nameof(Steps), DeadLetterMode = DeadLetterMode.ParkKey, Middleware = [typeof(DeadLetterMiddleware)])]
    public ValueTask Parked(Step step, EventContext context, CancellationToken cancellationToken) => _work.HandleAsync([step], context, cancellationToken);

    [Processor(nameof(Steps), DeadLetterMode = DeadLetterMode.ParkKey, BatchSize = 10, BatchWithinSeconds = 0.05, Middleware = [typeof(DeadLetterMiddleware)])]
    public ValueTask ParkedBatch(IReadOnlyList<Step> steps, EventContext context, CancellationToken cancellationToken)
        => _work.HandleAsync(steps, context, cancellationToken);
}
