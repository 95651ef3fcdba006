namespace Runnel.Testing.Watching;

/// <summary>The outermost middleware of a worker: knows what is in the hands of its processors, and what became of it.</summary>
internal sealed class DeliveryWatch(TestBed bed, TestWorker worker) : IMiddleware
{
    public async ValueTask InvokeAsync(Delivery delivery, DeliveryHandler next, CancellationToken cancellationToken)
    {
        var work = new Work(worker) { Delivery = delivery };
        bed.Journal.Begin(work);
        Flow.Current = new Flow(bed.Activity, work);
        try
        {
            await next(delivery, cancellationToken);
            if (!cancellationToken.IsCancellationRequested) bed.Journal.Add(delivery.Processor, delivery.Events);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            // With its token cancelled nothing is settled, whatever it throws: it is handed out again.
            bed.Journal.Add(new FailedDelivery(
                delivery.Processor, delivery.Stream, delivery.Partition, delivery.FirstId, delivery.LastId, delivery.Attempt, error)
            {
                Events = bed.Decoder.Decode(delivery.Events),
            });
            throw;
        }
        finally
        {
            bed.Journal.End(work);
        }
    }
}
