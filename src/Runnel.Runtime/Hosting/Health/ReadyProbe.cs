using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Runnel.Brokers;
using Runnel.Processing;

namespace Runnel.Hosting;

/// <summary>
/// Whether an app does its work: it is connected, its broker answers a small question in time, and its executors have joined their groups.
/// Degraded where it does and somebody should look: a partition of its own is quarantined, or lags by more than a setting says.
/// </summary>
internal static class ReadyProbe
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static async Task<HealthVerdict> CheckAsync(AppRuntime runtime, CancellationToken cancellationToken)
    {
        if (await FindConnectionProblemAsync(runtime, cancellationToken) is { } problem)
            return new HealthVerdict(HealthStatus.Unhealthy, [problem]);
        if (runtime.Monitor is not { } worker) return HealthVerdict.Healthy;

        var absent = new List<string>();
        foreach (var executor in worker.Executors)
        {
            if (executor.Monitor is not { IsJoined: true })
                absent.Add($"processor '{executor.Group.Processor}' has not joined its group, or was not heard there lately.");
        }

        if (absent.Count > 0) return new HealthVerdict(HealthStatus.Unhealthy, absent);
        var concerns = FindQuarantines(worker);
        if (HasLimits(runtime, worker))
        {
            await worker.Lag.RefreshAsync(cancellationToken);
            AddLags(concerns, runtime, worker);
        }

        return concerns.Count == 0 ? HealthVerdict.Healthy : new HealthVerdict(HealthStatus.Degraded, concerns);
    }

    private static async Task<string?> FindConnectionProblemAsync(AppRuntime runtime, CancellationToken cancellationToken)
    {
        switch (runtime.Status)
        {
            case AppStatus.Starting: return "not connected yet.";
            case AppStatus.Stopping: return "stopping.";
            case AppStatus.Halted or AppStatus.Stopped: return "ended.";
        }

        if (runtime.Descriptor.Streams.Count == 0) return null;
        using var limit = new CancellationTokenSource(Patience, runtime.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await runtime.Broker.InspectAsync(new PartitionId(runtime.Descriptor.Streams[0].Name, 0), either.Token);
            return null;
        }
        catch (BrokerException error)
        {
            return error.Message;
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return $"no answer within {Patience.TotalSeconds:0} s.";
        }
    }

    /// <summary>Says where and since when, and not why: whoever may look at health need not be allowed to see what events hold.</summary>
    private static List<string> FindQuarantines(WorkerMonitor worker)
    {
        var found = new List<string>();
        foreach (var partition in worker.Lag.Partitions())
        {
            if (partition.Quarantine is not { } mark) continue;
            var since = mark.At.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
            found.Add($"{Place(partition)} is quarantined at event {mark.First.ToString()} since {since}.");
        }

        return found;
    }

    private static bool HasLimits(AppRuntime runtime, WorkerMonitor worker)
    {
        foreach (var executor in worker.Executors)
        {
            if (EventLimit(runtime, executor.Group.Processor) > 0 || AgeLimit(runtime, executor.Group.Processor) > TimeSpan.Zero)
                return true;
        }

        return false;
    }

    private static void AddLags(List<string> concerns, AppRuntime runtime, WorkerMonitor worker)
    {
        foreach (var figure in worker.Lag.Figures())
        {
            var processor = figure.Partition.Group.Processor;
            var (events, age) = (EventLimit(runtime, processor), AgeLimit(runtime, processor));
            var place = Place(figure.Partition);
            if (events > 0 && figure.Events is { } waiting && waiting > events)
                concerns.Add($"{place} lags by {waiting} events, more than {events}.");
            if (age > TimeSpan.Zero && figure.Behind is { } behind && behind > age)
                concerns.Add($"{place} is {(long)behind.TotalSeconds} s behind, more than {age.TotalSeconds} s.");
        }
    }

    private static string Place(SharedPartition partition)
        => $"processor '{partition.Group.Processor}': {partition.Group.Stream}/{partition.Index}";

    private static long EventLimit(AppRuntime runtime, string processor) => runtime.Settings.Get(SettingTable.HealthLagEvents, processor);

    private static TimeSpan AgeLimit(AppRuntime runtime, string processor) => runtime.Settings.Get(SettingTable.HealthLag, processor);
}
