using System.ComponentModel;
using Runnel.Contracts;

namespace Runnel.Pipeline;

/// <summary>A processor with the type that holds its method and the record of its stream.</summary>
/// <typeparam name="TTarget">The app, or the class that holds the method.</typeparam>
/// <typeparam name="T">The record.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class ProcessorDescriptor<TTarget, T> : ProcessorDescriptor
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
}
