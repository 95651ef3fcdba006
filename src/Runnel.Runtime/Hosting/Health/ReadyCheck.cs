using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Runnel.Hosting;

/// <summary><see cref="ReadyProbe"/> for all apps of a host.</summary>
internal sealed class ReadyCheck(IEnumerable<AppRuntime> runtimes) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        => HealthVerdict.CombineAsync(runtimes, context.Registration.FailureStatus, ReadyProbe.CheckAsync, cancellationToken);
}
