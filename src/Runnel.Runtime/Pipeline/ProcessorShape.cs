namespace Runnel.Pipeline;

/// <summary>What the executor needs of a processor, whatever its shape and types; made once per run, it holds the target and the middleware.</summary>
internal abstract class ProcessorShape
{
    /// <summary>The processor's own middleware, outermost first.</summary>
    public required IReadOnlyList<IMiddleware> Middleware { get; init; }

    /// <summary>The end of the pipeline for one partition that was just leased.</summary>
    public abstract PartitionConsumer CreateConsumer(PartitionSession session);

    /// <summary>Disposes the middleware that was made for the processor.</summary>
    public async ValueTask DisposeAsync()
    {
        for (var i = Middleware.Count - 1; i >= 0; i--)
        {
            if (Middleware[i] is IAsyncDisposable asynchronous) await asynchronous.DisposeAsync();
            else if (Middleware[i] is IDisposable disposable) disposable.Dispose();
        }
    }
}

/// <inheritdoc/>
internal sealed class ProcessorShape<TTarget>(TTarget target, Func<TTarget, PartitionSession, PartitionConsumer> create) : ProcessorShape
    where TTarget : class
{
    public override PartitionConsumer CreateConsumer(PartitionSession session) => create(target, session);
}

/// <summary>Implemented by every kind of processor that generated code can declare.</summary>
internal interface IPipelineProcessor
{
    /// <summary>Makes the target and the middleware.</summary>
    ProcessorShape CreateShape(object app, IServiceProvider services, EventStream stream, ProcessorOptions options);
}
