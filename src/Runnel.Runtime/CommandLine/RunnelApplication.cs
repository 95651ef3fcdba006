using System.CommandLine;
using System.CommandLine.Invocation;
using Runnel.CommandLine;
using Runnel.Contracts;

namespace Runnel;

/// <summary>
/// An app as a program: worker and command line in one (<c>worker</c>, <c>send</c>, <c>sendmany</c>, <c>status</c>, <c>top</c>,
/// <c>tail</c>, <c>deadletter</c>, <c>partition</c>, <c>processor</c>, <c>schema</c>, <c>config</c>).
/// </summary>
/// <remarks>
/// Exit codes: 0 done; 1 a processor halted; 2 bad usage, settings or input; 3 Redis is not reachable (a worker waits instead); 130 or 143
/// when a second SIGINT or SIGTERM ended it at once. Logs and errors go to standard error, results to standard output.
/// </remarks>
public sealed class RunnelApplication : IAsyncDisposable
{
    private readonly ApplicationParts _parts;

    internal RunnelApplication(ApplicationParts parts) => _parts = parts;

    /// <summary>The app's services.</summary>
    /// <exception cref="SettingException">A setting is wrong.</exception>
    public IServiceProvider Services => _parts.Host.Services;

    /// <summary>Runs an app as a program, without anything to add: <c>return await RunnelApplication.RunAsync&lt;Shop&gt;(args);</c></summary>
    /// <typeparam name="TApp">The app.</typeparam>
    /// <param name="args">The program's arguments.</param>
    /// <returns>The exit code.</returns>
    public static Task<int> RunAsync<TApp>(string[] args)
        where TApp : class, IRunnelApp<TApp> => CreateBuilder<TApp>(args).Build().RunAsync();

    /// <summary>Begins to set a program up: services, configuration, logging, middleware.</summary>
    /// <typeparam name="TApp">The app.</typeparam>
    /// <param name="args">The program's arguments.</param>
    /// <returns>The builder.</returns>
    public static RunnelApplicationBuilder<TApp> CreateBuilder<TApp>(string[] args)
        where TApp : class, IRunnelApp<TApp>
    {
        ArgumentNullException.ThrowIfNull(args);
        return new RunnelApplicationBuilder<TApp>(args, new ApplicationSurroundings());
    }

    /// <summary>Runs the command that the arguments name; without arguments, prints help.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync()
    {
        using var signals = _parts.Surroundings.CreateSignals();
        return await Failures.GuardAsync(_parts.Console, signals, async () =>
        {
            // Closed before anything is said of a failure, so that the logs stand before it.
            await using (this) return await InvokeAsync(signals);
        });
    }

    /// <summary>Disposes the services, when they were built; <see cref="RunAsync()"/> does it at its end.</summary>
    /// <returns>When everything is closed.</returns>
    public ValueTask DisposeAsync() => _parts.DisposeAsync();

    private async Task<int> InvokeAsync(StopSignals signals)
    {
        var console = _parts.Console;
        var context = _parts.CreateContext(signals);
        var options = new GlobalOptions();
        var root = CommandTree.Create(context, options);
        var version = new Option<bool>("--version") { Description = "Print the versions of the app and of Runnel." };
        root.Options.Add(version);

        string[] args = _parts.Args.Count == 0 ? ["--help"] : [.. _parts.Args];
        var parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.GetValue(version) && parsed.CommandResult.Command == root)
        {
            await console.Output.WriteLineAsync(context.Version);
            return ExitCode.Done;
        }

        if (parsed.Action is ParseErrorAction or null)
        {
            foreach (var error in parsed.Errors) console.WriteError(error.Message);
            await console.Error.WriteLineAsync($"Try '{root.Name} --help'.");
            return ExitCode.BadUsage;
        }

        _parts.Registration.CommandLine = options.Read(parsed);
        return await parsed.InvokeAsync(new InvocationConfiguration
        {
            Output = console.Output,
            Error = console.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        });
    }
}
