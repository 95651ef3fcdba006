using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Runnel.Hosting;

namespace Runnel;

/// <summary>Health checks of the Runnel apps of a host.</summary>
public static class RunnelHealthChecks
{
    /// <summary>
    /// Adds two checks for all Runnel apps of the host. <c>runnel-live</c> (tag <c>live</c>) fails when a worker has ended for good, or one of its
    /// loops (reading, committing, heartbeat, leases) has not advanced for a minute longer than it may take, so that a restart may help.
    /// <c>runnel-ready</c> (tag <c>ready</c>) fails while an app is not connected, its broker does not answer, a processor of its worker has not
    /// joined, or the worker is being stopped. It is degraded while a partition of its worker is quarantined, or lags by more than
    /// <see cref="RunnelOptions.DefaultHealthLagEvents"/> or <see cref="RunnelOptions.DefaultHealthLag"/> allow.
    /// </summary>
    /// <param name="builder">The host's health checks.</param>
    /// <returns>The same builder.</returns>
    public static IHealthChecksBuilder AddRunnel(this IHealthChecksBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder
            .Add(new HealthCheckRegistration("runnel-live", static services => new LiveCheck(services.GetServices<AppRuntime>()), HealthStatus.Unhealthy, ["live"]))
            .Add(new HealthCheckRegistration("runnel-ready", static services => new ReadyCheck(services.GetServices<AppRuntime>()), HealthStatus.Unhealthy, ["ready"]));
    }
}
