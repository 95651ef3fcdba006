using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Runnel.Hosting;

/// <summary><see cref="LiveProbe"/> for all apps of a host.</summary>
internal sealed class LiveCheck(IEnumerable<AppRuntime> runtimes) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        => HealthVerdict.CombineAsync(runtimes, context.Registration.FailureStatus, LiveProbe.CheckAsync, cancellationToken);
}
