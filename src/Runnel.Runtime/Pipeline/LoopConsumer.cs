using Microsoft.Extensions.DependencyInjection;

namespace Runnel.Pipeline;

/// <summary>The loop shape on one partition: calls the method, again whenever it ended, and hands it what it asks for.</summary>
internal sealed class LoopConsumer<TTarget, T>(
    LoopProcessor<TTarget, T> processor, TTarget target, EventStream<T> stream, IServiceProvider services, PartitionSession session)
    : PartitionConsumer(session)
    where TTarget : class
    where T : IRecord<T>
{
    private readonly ExecutionContext? _context = ExecutionContext.Capture();
    private HandOff? _call;
    private Task _method = Task.CompletedTask;

    public override bool ExposesDeliveries => _call is { IsAsking: true } call && call.View.ExposesDelivery;

    public override bool IsDemanding => _call is { IsAsking: true };

    public override bool IsBusy => _call is { IsBusy: true };

    public override ValueTask<Demand> DemandAsync()
        => _call is { IsAsking: true, IsCancelled: false } call ? new(call.View.Demand) : DemandAnewAsync();

    public override ValueTask HandleAsync(Delivery delivery, CancellationToken cancellationToken)
    {
        if (IsBusy) return ValueTask.FromException(new InvalidOperationException("'next' was called again before its last call had ended: await it."));
        return _call is { IsAsking: true, IsCancelled: false } call ? Hand(call, delivery, cancellationToken) : HandAnewAsync(delivery, cancellationToken);
    }

    public override Task WaitUntilIdleAsync() => _call?.WaitUntilIdleAsync() ?? Task.CompletedTask;

    public override async ValueTask EndAsync()
    {
        if (_call is not { } call) return;
        _call = null;
        try
        {
            if (call.IsAsking) await call.CloseAsync();
        }
        finally
        {
            await FinishAsync(call);
        }
    }

    private static ValueTask Hand(HandOff call, Delivery delivery, CancellationToken cancellationToken)
    {
        try
        {
            var demand = call.View.Demand;
            if (!demand.Accepts(delivery)) throw AnotherShape(delivery, demand);
            call.View.Load(delivery);
        }
        catch (Exception error)
        {
            return ValueTask.FromException(error);
        }

        return call.DeliverAsync(cancellationToken);
    }

    private static ProcessorException AnotherShape(Delivery delivery, Demand demand) => new(
        $"Processor '{delivery.Processor}' failed with {(delivery.IsBatch ? $"a batch of {delivery.Count}" : "one event")} and, called anew, asked for {demand}: "
        + "what is delivered again must be asked for in the same shape.");

    private async ValueTask<Demand> DemandAnewAsync()
    {
        if (_call is { HasLeftAsking: true } left)
        {
            _call = null;
            await FinishAsync(left);
            left.ThrowFailure();
        }

        return (await CallUntilAskingAsync(default)).View.Demand;
    }

    private async ValueTask HandAnewAsync(Delivery delivery, CancellationToken cancellationToken)
        => await Hand(await CallUntilAskingAsync(cancellationToken), delivery, cancellationToken);

    private async ValueTask<HandOff> CallUntilAskingAsync(CancellationToken cancellationToken)
    {
        if (_call is { IsAsking: true, IsCancelled: true } doomed)
        {
            // Its delivery's token was cancelled at the moment it asked for the next one: a cancelled call gets no more events.
            _call = null;
            try
            {
                await doomed.CloseAsync();
            }
            catch (OperationCanceledException) when (doomed.IsCancelled)
            {
            }
            finally
            {
                await FinishAsync(doomed);
            }
        }

        if (_call is { HasEnded: true } ended) await FinishAsync(ended);
        var call = _call = Call(cancellationToken);
        if (await call.WaitForControlAsync()) return call;

        _call = null;
        await FinishAsync(call);
        call.ThrowFailure();
        call.CancellationToken.ThrowIfCancellationRequested();
        throw new ProcessorException(
            $"{processor.Source} returned without asking for an event: enumerate the events it is given, or use the shape that is called for each event.");
    }

    private HandOff Call(CancellationToken cancellationToken)
    {
        var context = ExecutionContext.Capture();
        if (_context is not null) ExecutionContext.Restore(_context);
        var call = new HandOff(Session, processor.Source);
        call.Observe(cancellationToken);
        _method = RunAsync(call);
        if (context is not null) ExecutionContext.Restore(context);
        return call;
    }

    private async Task RunAsync(HandOff call)
    {
        Exception? failure = null;
        try
        {
            var events = new Events<T>(call, stream);
            if (processor.NeedsServices)
            {
                await using var scope = services.CreateAsyncScope();
                await processor.Method(target, events, scope.ServiceProvider, call.CancellationToken);
            }
            else
            {
                await processor.Method(target, events, services, call.CancellationToken);
            }
        }
        catch (Exception error)
        {
            failure = error;
        }

        call.End(failure);
    }

    private async Task FinishAsync(HandOff call)
    {
        await _method;
        call.Dispose();
    }
}
