using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Runnel.Hosting;

/// <summary>How an app is.</summary>
internal sealed class HealthVerdict(HealthStatus status, IReadOnlyList<string> problems)
{
    /// <summary>Healthy, degraded (it works, and somebody should look), or unhealthy.</summary>
    public HealthStatus Status => status;

    /// <summary>What is wrong, one sentence each; empty when it is healthy.</summary>
    public IReadOnlyList<string> Problems => problems;

    public static HealthVerdict Healthy { get; } = new(HealthStatus.Healthy, []);

    /// <summary>The worst of it, of all apps of a host.</summary>
    public static async Task<HealthCheckResult> CombineAsync(
        IEnumerable<AppRuntime> runtimes,
        HealthStatus failureStatus,
        Func<AppRuntime, CancellationToken, Task<HealthVerdict>> check,
        CancellationToken cancellationToken)
    {
        var worst = HealthStatus.Healthy;
        var found = new List<string>();
        foreach (var runtime in runtimes)
        {
            var verdict = await check(runtime, cancellationToken);
            if (verdict.Status < worst) worst = verdict.Status;
            foreach (var problem in verdict.Problems) found.Add($"{runtime.Descriptor.Name} on {runtime.Broker.Address}: {problem}");
        }

        if (worst == HealthStatus.Healthy) return HealthCheckResult.Healthy();
        return new HealthCheckResult(worst == HealthStatus.Unhealthy ? failureStatus : worst, string.Join(' ', found));
    }
}
