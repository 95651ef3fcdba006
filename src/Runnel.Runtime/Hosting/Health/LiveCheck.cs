using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Runnel.Hosting;

/// <summary>Fails when a worker has ended for good.</summary>
internal sealed class LiveCheck(IEnumerable<AppRuntime> runtimes) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var halted = runtimes.Where(runtime => runtime.Status == AppStatus.Halted).Select(runtime => runtime.Descriptor.Name).ToList();
        return Task.FromResult(halted.Count == 0
            ? HealthCheckResult.Healthy()
            : new HealthCheckResult(context.Registration.FailureStatus, $"Halted: {string.Join(", ", halted)}; the log says why."));
    }
}
