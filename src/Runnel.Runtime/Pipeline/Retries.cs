using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Runnel.Threading;

namespace Runnel.Pipeline;

/// <summary>Tries a failed delivery again in place, with growing waits, so that order is kept: the innermost middleware.</summary>
internal sealed class Retries(int count, TimeSpan delay, TimeSpan maxDelay, TimeProvider time, ILogger logger) : IMiddleware
{
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask InvokeAsync(Delivery delivery, DeliveryHandler next, CancellationToken cancellationToken)
    {
        for (var retry = 1; ; retry++)
        {
            TimeSpan wait;
            try
            {
                await next(delivery, cancellationToken);
                return;
            }
            catch (Exception error) when (retry <= count && delivery.Condemned is null && !cancellationToken.IsCancellationRequested)
            {
                wait = Wait(retry, delay, maxDelay, Chance.NextDouble());
                logger.Retrying(error, delivery.Processor, delivery.Stream, delivery.Partition, delivery.FirstId, delivery.Attempt, wait);
            }

            await WaitAsync(delivery.Consumer.Session, wait, cancellationToken);
            delivery.Attempt++;
        }
    }

    /// <summary>The delay doubled for each retry before this one, by a quarter more or less, at most the greatest.</summary>
    internal static TimeSpan Wait(int retry, TimeSpan delay, TimeSpan maxDelay, double random)
        => TimeSpan.FromSeconds(Math.Min(delay.TotalSeconds * Math.Pow(2, retry - 1) * (0.75 + (random / 2)), maxDelay.TotalSeconds));

    private async Task WaitAsync(PartitionSession session, TimeSpan wait, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, session.Stopping);
        try
        {
            await Task.Delay(wait, time, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Stopping: a retry would hand out anew. No user code is running, so the delivery is simply left for the next owner.
            session.Abandon();
            cancellationToken.ThrowIfCancellationRequested();
            throw;
        }
    }
}
