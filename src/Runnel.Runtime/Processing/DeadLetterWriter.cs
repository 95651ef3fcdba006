using System.Globalization;
using Runnel.Brokers;
using Runnel.Coordination;
using Runnel.Pipeline;
using Runnel.Telemetry;

namespace Runnel.Processing;

/// <summary>
/// Appends the dead letters of one partition to the sink, each under a producer of its own, so that the broker does it once however often it is asked:
/// what follows into a parked key by this owner or a later one, what failed by this owner.
/// </summary>
internal sealed class DeadLetterWriter(ExecutorParts parts, EventStream sink, Lease lease)
{
    /// <summary>For so long an event that comes again, after a crash, gives no second letter if it is parked meanwhile.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromDays(1);

    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    private readonly PartitionId _target = new(sink.Name, 0);

    /// <summary>Appends one letter, and tries it until it is done.</summary>
    /// <returns>Its id in the sink.</returns>
    /// <exception cref="OperationCanceledException">The lease was lost.</exception>
    public async Task<EntryId> AppendAsync(Delivery delivery, RawEvent raw, Exception error, bool isTried)
    {
        var (time, logger) = (parts.Context.Time, parts.Logger);
        var fields = sink is EventStream<Dead> stream ? stream.Encode(Describe(delivery, raw, error, isTried)) : raw.Fields;
        var producer = $"{lease.Id.Processor}/{raw.Stream}/{raw.Partition}/{raw.Id}";
        if (isTried) producer += $"/{lease.Epoch.ToString(CultureInfo.InvariantCulture)}";
        var backoff = new Backoff(FirstWait, LongestWait);
        for (var sequence = 1L; ;)
        {
            lease.Token.ThrowIfCancellationRequested();
            string reason;
            try
            {
                var batch = new AppendBatch(producer, sequence, [new AppendEntry(fields)], sink.Options.PartitionSize, Memory) { IsLimited = sink.Options.IsLimited };
                var reply = await parts.Context.Broker.AppendAsync(_target, batch, lease.Token);
                if (reply.Status == AppendStatus.Appended)
                {
                    if (isTried) logger.DeadLettered(lease.Id.Processor, raw.Id, raw.Stream, raw.Partition, sink.Name);
                    if (Instruments.DeadLettered.Enabled)
                    {
                        var tags = ProcessorTags.With(parts.Context.Tags.Own, TelemetryNames.ErrorType, TelemetryNames.ErrorTypeOf(error));
                        Instruments.DeadLettered.Count(1, tags, logger);
                    }

                    return reply.First;
                }

                // The answer to this sequence is stored: it would be the same for ever.
                sequence++;
                reason = reply.Error ?? reply.Status.ToString();
            }
            catch (BrokerException refused)
            {
                reason = refused.Message;
            }

            logger.DeadLetterRefused(lease.Id.Processor, raw.Id, raw.Stream, raw.Partition, sink.Name, reason);
            await Task.Delay(backoff.Next(), time, lease.Token);
        }
    }

    private Dead Describe(Delivery delivery, RawEvent raw, Exception error, bool isTried)
    {
        var dead = Dead.Of(delivery, raw, error, parts.Context.Time.GetUtcNow());
        return isTried ? dead : dead with { Attempts = 0, StackTrace = null };
    }
}
