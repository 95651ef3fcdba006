using Microsoft.Extensions.DependencyInjection;
using Runnel.Threading;

namespace Runnel.Pipeline;

/// <summary>The call shapes on one partition: a call per event, or per batch.</summary>
internal abstract class CallConsumer(ProcessorServices services, Demand demand, PartitionSession session) : PartitionConsumer(session)
{
    private Task _call = Task.CompletedTask;

    /// <summary>An <see cref="EventContext"/> may be kept.</summary>
    public override bool ExposesDeliveries => true;

    public override bool IsDemanding => true;

    public override bool IsBusy => !_call.IsCompleted;

    public override ValueTask<Demand> DemandAsync() => new(demand);

    public override ValueTask HandleAsync(Delivery delivery, CancellationToken cancellationToken)
    {
        if (IsBusy) return ValueTask.FromException(new InvalidOperationException("'next' was called again before its last call had ended: await it."));
        var context = ExecutionContext.Capture();
        try
        {
            var call = services.NeedsScope ? CallInScopeAsync(delivery, cancellationToken) : Call(delivery, services.Root, cancellationToken);
            if (!call.IsCompleted)
            {
                _call = call.AsTask();
                return new ValueTask(_call);
            }

            call.GetAwaiter().GetResult();
            return ValueTask.CompletedTask;
        }
        catch (Exception error)
        {
            return ValueTask.FromException(error);
        }
        finally
        {
            if (context is not null) ExecutionContext.Restore(context);
        }
    }

    public override async Task WaitUntilIdleAsync() => await _call.ConfigureAwait(Waits.Quietly);

    public override ValueTask EndAsync() => ValueTask.CompletedTask;

    /// <summary>Decodes and calls the method.</summary>
    protected abstract ValueTask Call(Delivery delivery, IServiceProvider services, CancellationToken cancellationToken);

    private async ValueTask CallInScopeAsync(Delivery delivery, CancellationToken cancellationToken)
    {
        await using var scope = services.Root.CreateAsyncScope();
        await Call(delivery, scope.ServiceProvider, cancellationToken);
    }
}

/// <summary>Where a processor's services come from, and whether each delivery needs a scope of its own.</summary>
internal sealed record ProcessorServices(IServiceProvider Root, bool NeedsScope);
