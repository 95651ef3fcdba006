using System.Diagnostics.Metrics;
using Runnel.Telemetry;

namespace Runnel.Scheduling;

/// <summary>What is counted of background tasks.</summary>
internal static class SchedulingMetrics
{
    private static readonly Histogram<double> Durations = RunnelMeter.Meter.CreateHistogram<double>(
        "runnel.tasks.duration", "s", "Runs of background tasks, by task and outcome.");

    private static readonly Counter<long> LeftOut = RunnelMeter.Meter.CreateCounter<long>(
        "runnel.tasks.left_out", "{tick}", "Ticks of background tasks that did not run, by task and reason.");

    public static void CountRun(string task, string outcome, TimeSpan duration)
        => Durations.Record(duration.TotalSeconds, new KeyValuePair<string, object?>("task", task), new KeyValuePair<string, object?>("outcome", outcome));

    public static void CountLeftOut(string task, string reason)
        => LeftOut.Add(1, new KeyValuePair<string, object?>("task", task), new KeyValuePair<string, object?>("reason", reason));
}
