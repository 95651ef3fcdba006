using System.ComponentModel;
using Runnel.Contracts;

namespace Runnel.Pipeline;

/// <summary>A processor with the type that holds its method and the record of its stream.</summary>
/// <typeparam name="TTarget">The app, or the class that holds the method.</typeparam>
/// <typeparam name="T">The record.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class ProcessorDescriptor<TTarget, T> : ProcessorDescriptor, IPipelineProcessor
    where TTarget : class
    where T : IRecord<T>
{
    private protected ProcessorDescriptor()
    {
    }

    /// <summary>Makes the object that holds the method, once per worker; null: it is the app itself (or the method is static).</summary>
    public Func<IServiceProvider, TTarget>? CreateTarget { get; init; }

    /// <summary>Makes the processor's own middleware, outermost first; dead letters and retries are not among them.</summary>
    public IReadOnlyList<Func<IServiceProvider, IMiddleware>> Middleware { get; init; } = [];

    ProcessorShape IPipelineProcessor.CreateShape(object app, IServiceProvider services, EventStream stream, ProcessorOptions options)
    {
        var target = CreateTarget is null ? app as TTarget : CreateTarget(services);
        if (target is null) throw new InvalidOperationException($"{Source} lives in {typeof(TTarget)}, but the table says neither how to make one nor is the app one.");
        var middleware = new IMiddleware[Middleware.Count];
        for (var i = 0; i < middleware.Length; i++) middleware[i] = Middleware[i](services);
        var provider = new ProcessorServices(services, NeedsServices);
        var typed = (EventStream<T>)stream;
        return new ProcessorShape<TTarget>(target, (it, session) => CreateConsumer(it, typed, provider, options, session)) { Middleware = middleware };
    }

    private protected abstract PartitionConsumer CreateConsumer(
        TTarget target, EventStream<T> stream, ProcessorServices services, ProcessorOptions options, PartitionSession session);
}

/// <summary>The loop shape: the method enumerates its events.</summary>
/// <typeparam name="TTarget">The app, or the class that holds the method.</typeparam>
/// <typeparam name="T">The record.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class LoopProcessor<TTarget, T> : ProcessorDescriptor<TTarget, T>
    where TTarget : class
    where T : IRecord<T>
{
    /// <summary>Calls the method.</summary>
    public required Func<TTarget, Events<T>, IServiceProvider, CancellationToken, ValueTask> Method { get; init; }

    private protected override PartitionConsumer CreateConsumer(
        TTarget target, EventStream<T> stream, ProcessorServices services, ProcessorOptions options, PartitionSession session)
        => new LoopConsumer<TTarget, T>(this, target, stream, services.Root, session);
}

/// <summary>The event shape: a call per event, decoded.</summary>
/// <typeparam name="TTarget">The app, or the class that holds the method.</typeparam>
/// <typeparam name="T">The record.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class EventProcessor<TTarget, T> : ProcessorDescriptor<TTarget, T>
    where TTarget : class
    where T : IRecord<T>
{
    /// <summary>Calls the method.</summary>
    public required Func<TTarget, T, EventContext, IServiceProvider, CancellationToken, ValueTask> Method { get; init; }

    private protected override PartitionConsumer CreateConsumer(
        TTarget target, EventStream<T> stream, ProcessorServices services, ProcessorOptions options, PartitionSession session)
        => new EventConsumer<TTarget, T>(this, target, stream, services, session);
}

/// <summary>The event shape, undecoded.</summary>
/// <typeparam name="TTarget">The app, or the class that holds the method.</typeparam>
/// <typeparam name="T">The record.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class RawEventProcessor<TTarget, T> : ProcessorDescriptor<TTarget, T>
    where TTarget : class
    where T : IRecord<T>
{
    /// <summary>Calls the method.</summary>
    public required Func<TTarget, RawEvent, EventContext, IServiceProvider, CancellationToken, ValueTask> Method { get; init; }

    private protected override PartitionConsumer CreateConsumer(
        TTarget target, EventStream<T> stream, ProcessorServices services, ProcessorOptions options, PartitionSession session)
        => new RawEventConsumer<TTarget, T>(this, target, services, session);
}

/// <summary>The batch shape: a call per batch, decoded.</summary>
/// <typeparam name="TTarget">The app, or the class that holds the method.</typeparam>
/// <typeparam name="T">The record.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class BatchProcessor<TTarget, T> : ProcessorDescriptor<TTarget, T>
    where TTarget : class
    where T : IRecord<T>
{
    /// <summary>Calls the method.</summary>
    public required Func<TTarget, IReadOnlyList<T>, EventContext, IServiceProvider, CancellationToken, ValueTask> Method { get; init; }

    private protected override PartitionConsumer CreateConsumer(
        TTarget target, EventStream<T> stream, ProcessorServices services, ProcessorOptions options, PartitionSession session)
        => new BatchConsumer<TTarget, T>(this, target, stream, services, Demand.Batch(options), session);
}

/// <summary>The batch shape, undecoded.</summary>
/// <typeparam name="TTarget">The app, or the class that holds the method.</typeparam>
/// <typeparam name="T">The record.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class RawBatchProcessor<TTarget, T> : ProcessorDescriptor<TTarget, T>
    where TTarget : class
    where T : IRecord<T>
{
    /// <summary>Calls the method.</summary>
    public required Func<TTarget, IReadOnlyList<RawEvent>, EventContext, IServiceProvider, CancellationToken, ValueTask> Method { get; init; }

    private protected override PartitionConsumer CreateConsumer(
        TTarget target, EventStream<T> stream, ProcessorServices services, ProcessorOptions options, PartitionSession session)
        => new RawBatchConsumer<TTarget, T>(this, target, services, Demand.Batch(options), session);
}
