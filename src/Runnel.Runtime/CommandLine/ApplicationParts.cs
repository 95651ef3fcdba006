using Microsoft.Extensions.Hosting;
using Runnel.Hosting;

namespace Runnel.CommandLine;

/// <summary>What a builder put together, for the program to run.</summary>
internal sealed class ApplicationParts : IAsyncDisposable
{
    private readonly Lazy<IHost> _host;

    public ApplicationParts(Func<IHost> buildHost, ProgramSettings settings)
    {
        Settings = settings;
        // The settings first: logging and everything else depends on them, and what is wrong with them is said best alone.
        _host = new Lazy<IHost>(() =>
        {
            _ = settings.Effective;
            return buildHost();
        });
    }

    public required IReadOnlyList<string> Args { get; init; }

    public required AppRegistration Registration { get; init; }

    public required ApplicationSurroundings Surroundings { get; init; }

    public required string Version { get; init; }

    public required Func<IServiceProvider, AppRuntime> Runtime { get; init; }

    public CommandConsole Console => Surroundings.Console;

    public ProgramSettings Settings { get; }

    public IHost Host => _host.Value;

    public CommandContext CreateContext(StopSignals signals) => new(this, signals);

    public async ValueTask DisposeAsync()
    {
        if (!_host.IsValueCreated) return;
        if (_host.Value is IAsyncDisposable host) await host.DisposeAsync();
        else _host.Value.Dispose();
    }
}
