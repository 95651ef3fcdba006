namespace Runnel.Pipeline;

internal sealed class EventConsumer<TTarget, T>(
    EventProcessor<TTarget, T> processor, TTarget target, EventStream<T> stream, ProcessorServices services, PartitionSession session)
    : CallConsumer(services, Demand.One, session)
    where TTarget : class
    where T : IRecord<T>
{
    protected override ValueTask Call(Delivery delivery, IServiceProvider services, CancellationToken cancellationToken)
        => processor.Method(target, stream.Decode(in delivery.First), new EventContext(delivery), services, cancellationToken);
}

internal sealed class RawEventConsumer<TTarget, T>(
    RawEventProcessor<TTarget, T> processor, TTarget target, ProcessorServices services, PartitionSession session)
    : CallConsumer(services, Demand.One, session)
    where TTarget : class
    where T : IRecord<T>
{
    protected override ValueTask Call(Delivery delivery, IServiceProvider services, CancellationToken cancellationToken)
        => processor.Method(target, delivery.First, new EventContext(delivery), services, cancellationToken);
}

internal sealed class BatchConsumer<TTarget, T>(
    BatchProcessor<TTarget, T> processor, TTarget target, EventStream<T> stream, ProcessorServices services, Demand demand, PartitionSession session)
    : CallConsumer(services, demand, session)
    where TTarget : class
    where T : IRecord<T>
{
    protected override ValueTask Call(Delivery delivery, IServiceProvider services, CancellationToken cancellationToken)
        => processor.Method(target, stream.DecodeAll(delivery), new EventContext(delivery), services, cancellationToken);
}

internal sealed class RawBatchConsumer<TTarget, T>(
    RawBatchProcessor<TTarget, T> processor, TTarget target, ProcessorServices services, Demand demand, PartitionSession session)
    : CallConsumer(services, demand, session)
    where TTarget : class
    where T : IRecord<T>
{
    protected override ValueTask Call(Delivery delivery, IServiceProvider services, CancellationToken cancellationToken)
        => processor.Method(target, delivery.Events, new EventContext(delivery), services, cancellationToken);
}
