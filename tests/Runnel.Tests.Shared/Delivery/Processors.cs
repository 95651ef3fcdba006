using Runnel.Pipeline;

namespace Runnel.Tests.Delivery;

/// <summary>Processors as the generator would declare them.</summary>
internal static class Processors
{
    public static LoopProcessor<TestWorker, Tick> Loop(Func<Events<Tick>, Task> method, params IMiddleware[] middleware)
        => Loop((events, _) => method(events), middleware);

    public static LoopProcessor<TestWorker, Tick> Loop(Func<Events<Tick>, CancellationToken, Task> method, params IMiddleware[] middleware) => new()
    {
        Name = DeliveryTest.ProcessorName,
        Stream = DeliveryTest.StreamName,
        Source = "Test.Work",
        Middleware = [.. middleware.Select(static it => (Func<IServiceProvider, IMiddleware>)(_ => it))],
        Method = (_, events, _, cancellation) => new ValueTask(method(events, cancellation)),
    };

    public static EventProcessor<TestWorker, Tick> Event(Func<Tick, EventContext, CancellationToken, Task> method, params IMiddleware[] middleware) => new()
    {
        Name = DeliveryTest.ProcessorName,
        Stream = DeliveryTest.StreamName,
        Source = "Test.Work",
        Middleware = [.. middleware.Select(static it => (Func<IServiceProvider, IMiddleware>)(_ => it))],
        Method = (_, tick, context, _, cancellation) => new ValueTask(method(tick, context, cancellation)),
    };

    public static RawEventProcessor<TestWorker, Tick> RawEvent(Func<RawEvent, EventContext, Task> method) => new()
    {
        Name = DeliveryTest.ProcessorName,
        Stream = DeliveryTest.StreamName,
        Source = "Test.Work",
        Method = (_, raw, context, _, _) => new ValueTask(method(raw, context)),
    };

    public static BatchProcessor<TestWorker, Tick> Batch(
        Func<IReadOnlyList<Tick>, EventContext, CancellationToken, Task> method, params IMiddleware[] middleware) => new()
        {
            Name = DeliveryTest.ProcessorName,
            Stream = DeliveryTest.StreamName,
            Source = "Test.Work",
            Middleware = [.. middleware.Select(static it => (Func<IServiceProvider, IMiddleware>)(_ => it))],
            Method = (_, ticks, context, _, cancellation) => new ValueTask(method(ticks, context, cancellation)),
        };

    public static RawBatchProcessor<TestWorker, Tick> RawBatch(Func<IReadOnlyList<RawEvent>, EventContext, Task> method) => new()
    {
        Name = DeliveryTest.ProcessorName,
        Stream = DeliveryTest.StreamName,
        Source = "Test.Work",
        Method = (_, raws, context, _, _) => new ValueTask(method(raws, context)),
    };
}
