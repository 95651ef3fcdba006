using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Runnel.Hosting;

/// <summary>
/// Whether an app's worker still advances: it has not ended for good, and each of its loops takes its next step in time. Only a restart
/// helps where one does not. A slow processor and a broker that is away hold no loop up: the first runs beside them, and they try again
/// all the while.
/// </summary>
internal static class LiveProbe
{
    /// <summary>How much later than its time a loop may come: no answer of the broker takes so long, nor does its absence.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>A process that was stopped and goes on finds all its loops late: they get this long to advance.</summary>
    public static readonly TimeSpan SecondLook = TimeSpan.FromSeconds(1);

    public static async Task<HealthVerdict> CheckAsync(AppRuntime runtime, CancellationToken cancellationToken)
    {
        if (runtime.Status == AppStatus.Halted) return new HealthVerdict(HealthStatus.Unhealthy, ["halted; the log says why."]);
        if (FindLate(runtime).Count == 0) return HealthVerdict.Healthy;
        await Task.Delay(SecondLook, runtime.Time, cancellationToken);
        return FindLate(runtime) is { Count: > 0 } late ? new HealthVerdict(HealthStatus.Unhealthy, late) : HealthVerdict.Healthy;
    }

    private static List<string> FindLate(AppRuntime runtime)
    {
        var late = new List<string>();
        if (runtime.Monitor is not { } worker) return late;
        foreach (var executor in worker.Executors)
        {
            if (executor.Monitor is not { } monitor) continue;
            foreach (var pulse in monitor.Pulses)
            {
                if (pulse.Overdue is var overdue && overdue > Patience)
                    late.Add($"processor '{executor.Group.Processor}': {pulse.Name} has not advanced for {(long)overdue.TotalSeconds} s.");
            }
        }

        return late;
    }
}
