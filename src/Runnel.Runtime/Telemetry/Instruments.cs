using System.Diagnostics.Metrics;

namespace Runnel.Telemetry;

/// <summary>
/// What is counted and measured of sending and processing. Who measures looks at <see cref="Instrument.Enabled"/> before it prepares anything: where
/// nobody listens, that look is all that it costs.
/// </summary>
internal static class Instruments
{
    /// <summary>What the conventions advise for durations of messaging, in seconds.</summary>
    private static readonly double[] Short = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

    /// <summary>From little more than a round trip to an hour: an event may have waited for a worker.</summary>
    private static readonly double[] Long = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600];

    public static Counter<long> Sent { get; } = RunnelMeter.Meter.CreateCounter<long>(
        "messaging.client.sent.messages", "{message}", "Events that were given to the broker to append.");

    public static Counter<long> Consumed { get; } = RunnelMeter.Meter.CreateCounter<long>(
        "messaging.client.consumed.messages", "{message}", "Events that a processor was done with, without an exception or with one.");

    public static Histogram<double> ProcessDuration { get; } = RunnelMeter.Meter.CreateHistogram(
        "messaging.process.duration", "s", "Duration of deliveries: middleware, retries and the processor.", tags: null,
        new InstrumentAdvice<double> { HistogramBucketBoundaries = Short });

    public static Histogram<double> EndToEndDuration { get; } = RunnelMeter.Meter.CreateHistogram(
        "runnel.event.end_to_end.duration", "s", "Time from an event's id to the end of its processing.", tags: null,
        new InstrumentAdvice<double> { HistogramBucketBoundaries = Long });

    public static Counter<long> Failed { get; } = RunnelMeter.Meter.CreateCounter<long>(
        "runnel.events.failed", "{event}", "Events that a processor failed with for good, so that its exception policy was applied.");

    public static Counter<long> Retried { get; } = RunnelMeter.Meter.CreateCounter<long>(
        "runnel.events.retried", "{event}", "Events that were handed out again in place after a failure.");

    public static Counter<long> DeadLettered { get; } = RunnelMeter.Meter.CreateCounter<long>(
        "runnel.events.dead_lettered", "{event}", "Events that were appended to a dead-letter sink.");

    public static Counter<long> Commits { get; } = RunnelMeter.Meter.CreateCounter<long>(
        "runnel.commits", "{commit}", "Cursors that the broker moved, one per partition of a call.");

    public static Counter<long> RefusedCommits { get; } = RunnelMeter.Meter.CreateCounter<long>(
        "runnel.commits.refused", "{commit}", "Cursors that the broker did not move, by status.");

    public static Counter<long> Rebalances { get; } = RunnelMeter.Meter.CreateCounter<long>(
        "runnel.rebalances", "{rebalance}", "Changes of the partitions that are assigned to this worker.");
}
