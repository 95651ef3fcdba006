using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Runnel.Hosting;

namespace Runnel;

/// <summary>Health checks of the Runnel apps of a host.</summary>
public static class RunnelHealthChecks
{
    /// <summary>
    /// Adds two checks for all Runnel apps of the host. <c>runnel-live</c> (tag <c>live</c>) fails when a worker has ended for good, so that
    /// a restart may help. <c>runnel-ready</c> (tag <c>ready</c>) fails while an app is not connected or its broker does not answer.
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
