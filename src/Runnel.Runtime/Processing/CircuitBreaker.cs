using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Runnel.Brokers;
using Runnel.Pipeline;

namespace Runnel.Processing;

/// <summary>
/// Keeps a failed delivery in hand until its circuit says what becomes of it: just outside the retries, and within the dead letters, so that nothing
/// is given up while everything fails.
/// </summary>
internal sealed class CircuitBreaker(Circuit circuit, ExceptionRules rules, ILogger logger) : IMiddleware
{
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask InvokeAsync(Delivery delivery, DeliveryHandler next, CancellationToken cancellationToken)
    {
        var session = delivery.Consumer.Session;
        CircuitWait? wait = null;
        while (true)
        {
            if (!circuit.TryBegin(session, out var began))
            {
                wait ??= new CircuitWait(session);
                if (circuit.TryHold(wait)) await WaitAsync(wait, cancellationToken);
                continue;
            }

            try
            {
                await next(delivery, cancellationToken);
                if (circuit.Succeed(session, began))
                    logger.CircuitClosed(delivery.Processor, delivery.FirstId, delivery.Stream, delivery.Partition);
                return;
            }
            catch (Exception error)
            {
                if (cancellationToken.IsCancellationRequested || delivery.IsCancelled || delivery.Condemned is not null || !rules.MayPass(error))
                {
                    circuit.Pass(session);
                    throw;
                }

                wait ??= new CircuitWait(session);
                if (!TryHold(delivery, wait, error) || !await WaitAsync(wait, cancellationToken)) throw;
                RetryTelemetry.Note(delivery, error, logger);
            }

            delivery.Attempt++;
        }
    }

    private bool TryHold(Delivery delivery, CircuitWait wait, Exception error)
    {
        var effect = circuit.Fail(wait);
        var (processor, stream, partition, id) = (delivery.Processor, delivery.Stream, delivery.Partition, delivery.FirstId);
        switch (effect)
        {
            case CircuitEffect.Judge:
                return false;
            case CircuitEffect.Suspect:
                logger.SuspectedAtCircuit(error, processor, stream, partition, id, circuit.Pause);
                return true;
            case CircuitEffect.Open:
                logger.CircuitOpened(error, processor, circuit.Threshold, stream, partition, id, circuit.Pause);
                break;
            case CircuitEffect.StayOpen:
                logger.CircuitStaysOpen(error, processor, id, stream, partition, circuit.Pause);
                break;
            case CircuitEffect.Hold:
                logger.HeldAtCircuit(error, processor, stream, partition, id);
                break;
        }

        wait.Session.Note(delivery, new ProcessorException($"Paused, its circuit is open. {FailureNote.Describe(error)}"));
        return true;
    }

    private async Task<bool> WaitAsync(CircuitWait wait, CancellationToken cancellationToken)
    {
        try
        {
            await wait.Session.WaitInHandAsync(wait.Verdict.WaitAsync, cancellationToken);
            return await wait.Verdict;
        }
        catch (OperationCanceledException)
        {
            circuit.Leave(wait.Session);
            throw;
        }
    }
}
