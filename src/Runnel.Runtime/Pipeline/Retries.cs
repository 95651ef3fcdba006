using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Runnel.Threading;

namespace Runnel.Pipeline;

/// <summary>
/// Tries a failed delivery again in place, with growing waits, so that order is kept: the innermost middleware. How often, the rule for what was
/// thrown says, and within which bounds, the retry budget.
/// </summary>
/// <param name="options">The settings and rules.</param>
/// <param name="isPaused">Whether the processor's circuit is open, so that nothing may be handed out; null: it has none.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Where retries are logged.</param>
internal sealed class Retries(ProcessorOptions options, Func<bool>? isPaused, TimeProvider time, ILogger logger) : IMiddleware
{
    private readonly RetryRate? _rate = options.RetriesPerMinute > 0 ? new(options.RetriesPerMinute, time) : null;

    private bool IsPaused => isPaused is not null && isPaused();

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask InvokeAsync(Delivery delivery, DeliveryHandler next, CancellationToken cancellationToken)
    {
        var failed = 0L;
        for (var retry = 1; ; retry++)
        {
            try
            {
                await next(delivery, cancellationToken);
                return;
            }
            catch (Exception error) when (delivery.Condemned is null && !cancellationToken.IsCancellationRequested)
            {
                var rule = options.Rules.Find(error);
                if (retry > (rule?.Retries ?? options.Retries) || IsPaused) throw;
                if (retry == 1) failed = time.GetTimestamp();
                var wait = Wait(retry, rule?.RetryDelay ?? options.RetryDelay, rule?.RetryMaxDelay ?? options.RetryMaxDelay, Chance.NextDouble());
                if (!IsWithinBudget(delivery, failed, wait)) throw;
                logger.Retrying(error, delivery.Processor, delivery.Stream, delivery.Partition, delivery.FirstId, delivery.Attempt, wait);
                await delivery.Consumer.Session.WaitInHandAsync(token => Task.Delay(wait, time, token), cancellationToken);
                if (IsPaused) throw;
                RetryTelemetry.Note(delivery, error, logger);
            }

            delivery.Attempt++;
        }
    }

    /// <summary>The delay doubled for each retry before this one, by a quarter more or less, at most the greatest.</summary>
    internal static TimeSpan Wait(int retry, TimeSpan delay, TimeSpan maxDelay, double random)
        => TimeSpan.FromSeconds(Math.Min(delay.TotalSeconds * Math.Pow(2, retry - 1) * (0.75 + (random / 2)), maxDelay.TotalSeconds));

    /// <summary>A retry that would begin too late is not waited for.</summary>
    private bool IsWithinBudget(Delivery delivery, long failed, TimeSpan wait)
    {
        if (options.RetryBudget > TimeSpan.Zero && time.GetElapsedTime(failed) + wait > options.RetryBudget)
        {
            logger.RetryTimeUsedUp(delivery.Processor, delivery.FirstId, delivery.Stream, delivery.Partition, delivery.Attempt, options.RetryBudget);
            return false;
        }

        if (_rate is null || _rate.TryTake()) return true;
        logger.RetryRateUsedUp(delivery.Processor, delivery.FirstId, delivery.Stream, delivery.Partition, delivery.Attempt, options.RetriesPerMinute);
        return false;
    }
}
