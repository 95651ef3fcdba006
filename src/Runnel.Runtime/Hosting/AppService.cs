using Microsoft.Extensions.Hosting;
using Runnel.Contracts;
using Runnel.Threading;

namespace Runnel.Hosting;

/// <summary>
/// An app inside somebody else's host: connects when the host starts (in the background: the host starts without its broker too), runs the
/// worker if one was added, drains when the host stops.
/// </summary>
internal sealed class AppService<TApp>(AppRuntime<TApp> runtime, IHostApplicationLifetime lifetime) : IHostedService, IDisposable
    where TApp : class, IRunnelApp<TApp>
{
    private readonly CancellationTokenSource _stopping = new();
    private Task _running = Task.CompletedTask;

    /// <summary>Checks all that can be checked without the broker, so that a wrong set-up fails the host's start.</summary>
    /// <exception cref="SettingException">A setting is wrong, or the app could not be created.</exception>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _ = runtime.App;
        var registration = runtime.Registration;
        var worker = registration.HasWorker ? new Worker(runtime, Selection.Processors(runtime.Descriptor, registration.WorkerProcessors)) : null;
        _running = RunAsync(worker);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await Background.CancelAsync(_stopping);
        await _running.WaitAsync(cancellationToken);
    }

    public void Dispose() => _stopping.Dispose();

    private async Task RunAsync(Worker? worker)
    {
        // Whatever happens here happens after the host's start returned.
        await Task.Yield();
        try
        {
            if (worker is null) await Connector.ConnectPatientlyAsync(runtime, _stopping.Token);
            else if (await worker.RunAsync(_stopping.Token)) EndHost(exitCode: 1);
            else runtime.Status = AppStatus.Stopped;
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            runtime.Status = AppStatus.Stopped;
        }
        catch (SettingException error)
        {
            runtime.Logger.CannotRun(runtime.Descriptor.Name, error.Message);
            EndHost(exitCode: 2);
        }
        catch (Exception error)
        {
            // Must not happen; in the background nobody else would see it before the host stops.
            runtime.Logger.Broke(runtime.Descriptor.Name, error);
            EndHost(exitCode: 1);
        }
    }

    private void EndHost(int exitCode)
    {
        runtime.Status = AppStatus.Halted;
        Environment.ExitCode = exitCode;
        lifetime.StopApplication();
    }
}
