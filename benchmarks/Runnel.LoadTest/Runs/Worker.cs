using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Runnel.LoadTest.Runs;

/// <summary>The app in a host of this process: as a sender, or as a worker that runs some of its processors.</summary>
internal sealed class Worker : IAsyncDisposable
{
    private readonly IHost _host;

    private Worker(IHost host) => _host = host;

    public LoadApp App => _host.Services.GetRequiredService<LoadApp>();

    /// <summary>Starts it; without processors it only sends.</summary>
    public static async Task<Worker> StartAsync(Server server, Gauge gauge, params string[] processors)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.AddSimpleConsole().SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddSingleton(gauge);
        var app = builder.Services.AddRunnel<LoadApp>(options => options.RedisUrl = server.Url);
        if (processors.Length > 0) app.AddWorker(processors);
        var host = builder.Build();
        await host.StartAsync();
        return new Worker(host);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        await ((IAsyncDisposable)_host).DisposeAsync();
    }
}
