using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Runnel.Brokers;
using Runnel.Telemetry;

namespace Runnel.Processing;

/// <summary>
/// The spans and measurements of one partition's deliveries, one after the other. A delivery of one event goes on in the trace of its send; that of
/// a batch, whose events may come from many traces, begins one of its own with links to theirs.
/// </summary>
internal sealed class DeliveryTelemetry(PartitionId partition, ProcessorTags tags, TimeProvider time, ILogger logger)
{
    private readonly string _name = $"{TelemetryNames.Process} {partition.Stream}";
    private readonly KeyValuePair<string, object?>[] _spanTags =
    [
        .. tags.Messaging, new(TelemetryNames.OperationType, TelemetryNames.Process),
        new(TelemetryNames.Partition, partition.Index.ToString(CultureInfo.InvariantCulture)),
    ];

    private long _began;

    /// <summary>Whether anybody wants to know about deliveries; where not, this is all that is done.</summary>
    public static bool IsOn
        => RunnelActivities.IsOn || Instruments.ProcessDuration.Enabled || Instruments.Consumed.Enabled || Instruments.EndToEndDuration.Enabled;

    /// <summary>The delivery is about to be handed out. Its span becomes the current one of the caller's.</summary>
    public void Begin(Delivery delivery)
    {
        _began = time.GetTimestamp();
        if (!RunnelActivities.IsOn) return;
        try
        {
            delivery.Span = Start(delivery);
        }
        catch (Exception error)
        {
            logger.ListenerThrew(error, _name);
        }
    }

    /// <summary>The processor is done with it.</summary>
    /// <param name="delivery">The delivery.</param>
    /// <param name="failure">What was thrown.</param>
    /// <param name="end">Why the pump ends; null: the delivery is settled, and it goes on.</param>
    /// <param name="isParked">Whether what failed is parked.</param>
    public void End(Delivery delivery, Exception? failure, PumpEnd? end, bool isParked = false)
    {
        try
        {
            if (delivery.Span is { } span) Stop(span, delivery, failure, end, isParked);

            // What was left unsettled is delivered again elsewhere: it is measured there.
            if (end != PumpEnd.Lost) Measure(delivery, failure, isSettled: end is null);
        }
        catch (Exception error)
        {
            logger.ListenerThrew(error, _name);
        }
    }

    private static IEnumerable<ActivityLink> LinksOf(IReadOnlyList<RawEvent> events)
    {
        ActivityContext last = default;
        foreach (var raw in events)
        {
            // Those that one call sent stand side by side, with one context: they are linked once.
            if (!TraceContext.TryRead(raw.Fields, out var context) || context == last) continue;
            last = context;
            yield return new ActivityLink(context);
        }
    }

    private Activity? Start(Delivery delivery)
    {
        // What was current where the worker was started has nothing to do with the event.
        Activity.Current = null;
        ActivityContext parent = default;
        if (!delivery.IsBatch) TraceContext.TryRead(delivery.First.Fields, out parent);
        var span = RunnelActivities.Source.StartActivity(
            _name, ActivityKind.Consumer, parent, _spanTags, delivery.IsBatch ? LinksOf(delivery.Events) : null);
        if (span is not { IsAllDataRequested: true }) return span;
        if (delivery.IsBatch)
        {
            span.SetTag(TelemetryNames.BatchCount, delivery.Count);
            span.SetTag(TelemetryNames.FirstId, delivery.FirstId.ToString());
            span.SetTag(TelemetryNames.LastId, delivery.LastId.ToString());
        }
        else
        {
            span.SetTag(TelemetryNames.MessageId, delivery.FirstId.ToString());
        }

        span.SetTag(TelemetryNames.FencingToken, delivery.FencingToken);
        if (delivery.Recovering) span.SetTag(TelemetryNames.Recovering, true);
        if (delivery.Returns > 0) span.SetTag(TelemetryNames.Returns, delivery.Returns);
        return span;
    }

    private static void Stop(Activity span, Delivery delivery, Exception? failure, PumpEnd? end, bool isParked)
    {
        delivery.Span = null;
        if (span.IsAllDataRequested)
        {
            span.SetTag(TelemetryNames.Attempt, delivery.Attempt);
            span.SetTag(TelemetryNames.DeliveryOutcome, OutcomeOf(failure, end, isParked));

            // To be cancelled is no failure of the processor's.
            if (failure is not null && !(end == PumpEnd.Lost && failure is OperationCanceledException)) RunnelActivities.Fail(span, failure);
        }

        span.Stop();
    }

    private static string OutcomeOf(Exception? failure, PumpEnd? end, bool isParked) => end switch
    {
        null => failure is null ? "processed" : isParked ? "parked" : "ignored",
        PumpEnd.Halted => "halted",
        PumpEnd.Quarantined => "quarantined",
        _ => "unsettled",
    };

    private void Measure(Delivery delivery, Exception? failure, bool isSettled)
    {
        var took = time.GetElapsedTime(_began).TotalSeconds;
        var (own, messaging) = (tags.Own, tags.Messaging);
        if (failure is not null)
        {
            var type = TelemetryNames.ErrorTypeOf(failure);
            own = ProcessorTags.With(own, TelemetryNames.ErrorType, type);
            messaging = ProcessorTags.With(messaging, TelemetryNames.ErrorType, type);
        }

        Instruments.ProcessDuration.Record(took, messaging);
        Instruments.Consumed.Add(delivery.Count, messaging);
        if (!isSettled || !Instruments.EndToEndDuration.Enabled) return;
        var now = (time.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalMilliseconds;
        if (!delivery.IsBatch)
        {
            Instruments.EndToEndDuration.Record(SecondsSince(delivery.FirstId, now), own);
            return;
        }

        foreach (var raw in delivery.Events) Instruments.EndToEndDuration.Record(SecondsSince(raw.Id, now), own);
    }

    /// <summary>The id has the server's time: the worker's clock may be behind it.</summary>
    private static double SecondsSince(EntryId id, double now) => Math.Max(0, (now - id.Milliseconds) / 1000);
}
