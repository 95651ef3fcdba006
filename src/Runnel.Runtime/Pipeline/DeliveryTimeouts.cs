namespace Runnel.Pipeline;

/// <summary>Cancels a delivery that takes too long and counts it as failed, whatever the processor answers to the cancellation. Each retry has the whole time.</summary>
internal sealed class DeliveryTimeouts(TimeSpan timeout, TimeProvider time) : IMiddleware
{
    public async ValueTask InvokeAsync(Delivery delivery, DeliveryHandler next, CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timer.Token);
        Exception? answer = null;
        try
        {
            await next(delivery, either.Token);
        }
        catch (Exception error) when (timer.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            answer = error;
        }

        if (!timer.IsCancellationRequested || cancellationToken.IsCancellationRequested) return;
        throw new ProcessorException(
            $"Processor '{delivery.Processor}' took longer than {timeout} with event {delivery.FirstId} of {delivery.Stream}/{delivery.Partition}: its token was cancelled.",
            new TimeoutException($"DeliveryTimeout is {timeout}.", answer));
    }
}
