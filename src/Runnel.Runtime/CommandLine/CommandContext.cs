using Microsoft.Extensions.Hosting;
using Runnel.Contracts;
using Runnel.Hosting;

namespace Runnel.CommandLine;

/// <summary>What commands work with.</summary>
internal sealed class CommandContext(ApplicationParts parts, StopSignals signals)
{
    private static readonly TimeSpan ConnectPatience = TimeSpan.FromSeconds(15);

    public AppDescriptor App => parts.Registration.App;

    public CommandConsole Console => parts.Console;

    public StopSignals Signals => signals;

    /// <summary>The user's program, for people: <c>shop 1.0.0 (Runnel 0.1.0)</c>.</summary>
    public string Version => parts.Version;

    /// <summary>The settings in effect.</summary>
    /// <exception cref="SettingException">One is wrong.</exception>
    public EffectiveSettings Settings => parts.Settings.Effective;

    /// <summary>The host, built at the first look.</summary>
    public IHost Host => parts.Host;

    /// <summary>The app, not connected.</summary>
    public AppRuntime Runtime => parts.Runtime(parts.Host.Services);

    /// <summary>Builds the app for a command that needs a broker outside this process; does not connect yet.</summary>
    /// <exception cref="SettingException">The broker is the embedded one, or the settings are wrong.</exception>
    public AppRuntime Open(string command)
    {
        parts.Settings.IsQuiet = true;
        if (BrokerFactory.IsEmbedded(Settings))
        {
            throw new SettingException(
                $"'{command}' needs Redis. The embedded broker (memory://) lives inside one process: what '{command}' did would end with it, and no worker "
                + $"would ever see it. Set {EnvironmentSource.Spell(new SettingPath(SettingTable.RedisUrl))} or pass --redis-url.");
        }

        return Runtime;
    }

    /// <summary>Connects, without the patience of a worker.</summary>
    /// <exception cref="SettingException">The broker refuses, for good.</exception>
    /// <exception cref="BrokerException">The broker is not reachable.</exception>
    public Task ConnectAsync(AppRuntime runtime) => ConnectAsync(runtime, Connector.ConnectToSendAsync);

    /// <summary>The same for commands that only look: they record nothing.</summary>
    /// <exception cref="SettingException">The broker refuses, for good.</exception>
    /// <exception cref="BrokerException">The broker is not reachable.</exception>
    public Task ConnectToLookAsync(AppRuntime runtime) => ConnectAsync(runtime, Connector.ConnectToLookAsync);

    private async Task ConnectAsync(AppRuntime runtime, Func<AppRuntime, CancellationToken, Task> connect)
    {
        using var limit = new CancellationTokenSource(ConnectPatience, runtime.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, Signals.Token);
        try
        {
            await connect(runtime, either.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !Signals.Token.IsCancellationRequested)
        {
            throw new BrokerException(BrokerFailure.Unavailable, $"{runtime.Broker.Address} did not answer within {ConnectPatience.TotalSeconds:0} s.");
        }
    }
}
