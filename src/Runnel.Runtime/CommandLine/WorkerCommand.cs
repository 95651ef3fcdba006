using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Runnel.Hosting;

namespace Runnel.CommandLine;

/// <summary><c>worker</c>: runs processors and background tasks until it is stopped.</summary>
internal static class WorkerCommand
{
    public static Command Create(CommandContext context, GlobalOptions options)
    {
        var processors = new Option<string[]>("--processors")
        {
            Description = "The processors to run, separated by commas. Default: all. Background tasks always run.",
            HelpName = "names",
            AllowMultipleArgumentsPerToken = true,
        };
        var command = new Command(
            "worker",
            "Runs processors and background tasks until stopped. SIGTERM or Ctrl+C finishes what is in hand and ends with 0; a second one ends at once "
            + "(143, 130). Ends with 1 when a processor halted. Waits for a Redis that is not reachable.");
        command.Options.Add(processors);
        options.AddToWorker(command);
        command.SetAction((parsed, _) => RunAsync(context, Split(parsed.GetValue(processors))));
        return command;
    }

    private static string[] Split(string[]? values)
    {
        string[] names = [.. (values ?? []).SelectMany(value => value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];
        // A variable that is empty by mistake must not mean all.
        if (values is { Length: > 0 } && names.Length == 0) throw new SettingException("--processors names no processor. Leave it out to run all.");
        return names;
    }

    private static async Task<int> RunAsync(CommandContext context, string[] names)
    {
        var processors = Selection.Processors(context.App, names);
        var (host, runtime) = (context.Host, context.Runtime);
        var worker = new Worker(runtime, processors);
        context.Signals.OnFirst = runtime.Logger.Stopping;
        var lifetime = host.Services.GetRequiredService<IHostApplicationLifetime>();

        // Before all else: an address that cannot be had is a mistake, and probes are answered while the worker waits for its broker.
        await using var health = HealthPort.Open(runtime);

        // Whatever else the program hosts starts before the worker and ends after it.
        await host.StartAsync(context.Signals.Token);
        try
        {
            using var stopping = CancellationTokenSource.CreateLinkedTokenSource(context.Signals.Token, lifetime.ApplicationStopping);
            return await worker.RunAsync(stopping.Token) ? ExitCode.Halted : ExitCode.Done;
        }
        finally
        {
            await host.StopAsync(CancellationToken.None);
            runtime.Logger.Stopped(context.App.Name);
        }
    }
}
