using Microsoft.Extensions.Hosting;

namespace Runnel.CommandLine;

/// <summary>A host whose start and end the commands decide.</summary>
internal sealed class NoLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
