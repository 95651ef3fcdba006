using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Runnel.Hosting;

/// <summary>How an app is.</summary>
/// <param name="Status">Healthy, degraded (it works, and somebody should look), or unhealthy.</param>
/// <param name="Problems">What is wrong, one sentence each; empty when it is healthy.</param>
internal sealed record HealthVerdict(HealthStatus Status, IReadOnlyList<string> Problems)
{
    public static HealthVerdict Healthy { get; } = new(HealthStatus.Healthy, []);

    /// <summary>The worst of it, of all apps of a host.</summary>
    public static async Task<HealthCheckResult> CombineAsync(
        IEnumerable<AppRuntime> runtimes,
        HealthStatus failureStatus,
        Func<AppRuntime, CancellationToken, Task<HealthVerdict>> check,
        CancellationToken cancellationToken)
    {
        var worst = HealthStatus.Healthy;
        var problems = new List<string>();
        foreach (var runtime in runtimes)
        {
            var verdict = await check(runtime, cancellationToken);
            if (verdict.Status < worst) worst = verdict.Status;
            foreach (var problem in verdict.Problems) problems.Add($"{runtime.Descriptor.Name} on {runtime.Broker.Address}: {problem}");
        }

        if (worst == HealthStatus.Healthy) return HealthCheckResult.Healthy();
        return new HealthCheckResult(worst == HealthStatus.Unhealthy ? failureStatus : worst, string.Join(' ', problems));
    }
}
