using Runnel.Brokers;
using Runnel.Coordination;
using Runnel.Telemetry;
using Runnel.Threading;

namespace Runnel.Processing;

/// <summary>Applies the processor's exception policy to what user code threw.</summary>
internal sealed class FailureJudge(ExecutorParts parts, Lease lease, CommitSlot slot)
{
    private readonly string _processor = lease.Id.Processor;
    private readonly string _stream = lease.Id.Partition.Stream;
    private readonly int _partition = lease.Id.Partition.Index;
    private QuarantineMark? _mark;

    /// <summary>What halted the processor.</summary>
    public Exception? Error { get; private set; }

    /// <summary>It was given up: operators see it, and it is counted.</summary>
    public void Note(Delivery delivery, Exception error)
    {
        parts.Notes.Add(lease, delivery.FirstId, delivery.LastId, error);
        if (!Instruments.Failed.Enabled) return;
        var tags = ProcessorTags.With(parts.Context.Tags.Own, TelemetryNames.ErrorType, TelemetryNames.ErrorTypeOf(error));
        Instruments.Failed.Count(delivery.Count, tags, parts.Logger);
    }

    /// <summary>Null: the failure is ignored, and the delivery counts as settled.</summary>
    public PumpEnd? Judge(Delivery delivery, Exception error)
    {
        Note(delivery, error);
        if (PolicyFor(error) is var policy and not ExceptionPolicy.Ignore) return End(policy, error, delivery.FirstId, delivery.LastId);
        parts.Logger.Ignored(error, _processor, _stream, _partition, delivery.FirstId, delivery.LastId);
        return null;
    }

    /// <summary>What cannot be parked may not be passed over either, whatever the policy: it halts the processor, or quarantines the partition.</summary>
    public PumpEnd Stop(Delivery delivery, ProcessorException error)
    {
        Note(delivery, error);
        var policy = parts.Context.Options.ExceptionPolicy == ExceptionPolicy.Halt ? ExceptionPolicy.Halt : ExceptionPolicy.Quarantine;
        return End(policy, error, delivery.FirstId, delivery.LastId);
    }

    /// <summary>What a rule for the exception says; null: none says anything.</summary>
    public ExceptionPolicy? RuleFor(Exception error) => parts.Context.Options.Rules.Find(error)?.ExceptionPolicy;

    /// <summary>The same with no event in hand: the mark then stands at the cursor, and ignoring settles nothing.</summary>
    public PumpEnd? JudgeWithoutEvent(Exception error, TimeSpan wait)
    {
        parts.Notes.Add(lease, slot.Settled, slot.Settled, error);
        if (PolicyFor(error) is var policy and not ExceptionPolicy.Ignore) return End(policy, error, slot.Settled, slot.Settled);
        parts.Logger.FailedWithoutEvent(error, _processor, _stream, _partition, wait);
        return null;
    }

    /// <summary>Marks the partition in the broker, which releases its lease; tried until it is done, fenced or given up.</summary>
    public async Task MarkAsync()
    {
        var backoff = Backoff.ForBroker;
        while (lease.Loss == LeaseLoss.None && _mark is not null)
        {
            try
            {
                if (!await parts.Context.Broker.QuarantineAsync(lease.Claim, _mark, lease.Token)) lease.Lose(LeaseLoss.Fenced);
                return;
            }
            catch (BrokerException error)
            {
                parts.Logger.QuarantineRefused(_processor, _stream, _partition, error.Message);
            }
            catch (OperationCanceledException) when (lease.Token.IsCancellationRequested)
            {
                return;
            }

            await Task.Delay(backoff.Next(), parts.Context.Time, lease.Token).ConfigureAwait(Waits.Quietly);
        }
    }

    private ExceptionPolicy PolicyFor(Exception error) => RuleFor(error) ?? parts.Context.Options.ExceptionPolicy;

    private PumpEnd End(ExceptionPolicy policy, Exception error, EntryId first, EntryId last)
    {
        if (policy == ExceptionPolicy.Halt)
        {
            Error ??= error;
            parts.Logger.Halted(error, _processor, _stream, _partition, first, last);
            return PumpEnd.Halted;
        }

        _mark = new QuarantineMark(first, last, $"{error.GetType()}: {error.Message}", parts.Context.Time.GetUtcNow());
        parts.Logger.Quarantined(error, _processor, _stream, _partition, first, last);
        return PumpEnd.Quarantined;
    }
}
