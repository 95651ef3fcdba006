using Microsoft.Extensions.Diagnostics.HealthChecks;
using Runnel.Brokers;

namespace Runnel.Hosting;

/// <summary>Fails while an app is not connected, or its broker does not answer a small question in time.</summary>
internal sealed class ReadyCheck(IEnumerable<AppRuntime> runtimes) : IHealthCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        foreach (var runtime in runtimes)
        {
            if (await ProblemAsync(runtime, cancellationToken) is { } problem)
                return new HealthCheckResult(context.Registration.FailureStatus, $"{runtime.Descriptor.Name} on {runtime.Broker.Address}: {problem}");
        }

        return HealthCheckResult.Healthy();
    }

    private static async Task<string?> ProblemAsync(AppRuntime runtime, CancellationToken cancellationToken)
    {
        if (runtime.Status != AppStatus.Running) return runtime.Status == AppStatus.Starting ? "not connected yet." : "ended.";
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
}
