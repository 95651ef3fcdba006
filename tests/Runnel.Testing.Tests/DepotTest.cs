using Microsoft.Extensions.DependencyInjection;

namespace Runnel.Testing.Tests;

/// <summary>A test with a host of its own.</summary>
public abstract class DepotTest : IAsyncDisposable
{
    protected static readonly DateTimeOffset Start = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly List<RunnelTestHost<Depot>> _hosts = [];

    protected Script Script { get; } = new();

    protected async Task<RunnelTestHost<Depot>> StartAsync(RunnelTestSettings? settings = null)
    {
        var host = await RunnelTestHost.StartAsync<Depot>(builder => builder.Services.AddSingleton(Script), settings);
        _hosts.Add(host);
        return host;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts) await host.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
