using System.Globalization;
using Microsoft.Extensions.Logging;
using Runnel.Contracts;
using Runnel.Coordination;
using Runnel.Pipeline;
using Runnel.Processing;
using Runnel.Scheduling;
using Runnel.Threading;

namespace Runnel.Hosting;

/// <summary>Runs an app's processors and background tasks until it is stopped or one of them ends for good; then the others drain.</summary>
internal sealed class Worker(AppRuntime runtime, IReadOnlyList<ProcessorDescriptor> processors)
{
    private readonly ILogger _logger = runtime.Logger;
    private readonly SuspectTurn _suspects = new();
    private readonly IReadOnlyList<KeptStream> _kept = runtime.Settings.KeptStreams(runtime.Descriptor.Streams);

    /// <summary>Runs until everything has ended.</summary>
    /// <param name="stopping">Asks for a graceful end.</param>
    /// <returns>Whether it ended because something halted.</returns>
    /// <exception cref="SettingException">The app cannot run as it is set up.</exception>
    public async Task<bool> RunAsync(CancellationToken stopping)
    {
        if (processors.Count == 0 && runtime.Descriptor.Tasks.Count == 0)
            throw new SettingException($"{runtime.Descriptor.Name} has neither processors nor background tasks: there is nothing for a worker to do.");

        var app = runtime.App;
        var scheduler = new Scheduler(new SchedulerContext(
            runtime.Descriptor.Tasks, app, runtime.Services, runtime.Broker, runtime.Settings.ForScheduler(), runtime.Time, runtime.Loggers)
        {
            Duties = Duties(),
        });
        var executors = processors.Select(processor => Create(processor, app)).ToArray();
        var monitor = runtime.Monitor = new WorkerMonitor(runtime, executors);
        LogStart();
        try
        {
            await Connector.ConnectPatientlyAsync(runtime, stopping, asWorker: true);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return false;
        }

        // One part's end for good stops the others: each of them then drains within its grace period.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        await using var draining = stop.Token.UnsafeRegister(static runtime => ((AppRuntime)runtime!).Status = AppStatus.Stopping, runtime);
        var parts = executors.Select(executor => RunExecutorAsync(executor.Group.Processor, executor, stop))
            .Append(RunSchedulerAsync(scheduler, stop))
            .Append(RunWatchAsync(monitor.Lag, stop))
            .ToList();
        var halted = await Task.WhenAll(parts);
        return halted.Contains(true);
    }

    private Executor Create(ProcessorDescriptor processor, object app) => new(new ExecutorContext(
        processor,
        runtime.Settings.ForProcessor(processor.Name) with { Rules = new ExceptionRules(processor.ExceptionRules, runtime.Registration.Options.ExceptionRules) },
        runtime.Broker,
        app,
        runtime.Services,
        runtime.Stream(processor.Stream),
        processor.DeadLetterSink is { } sink ? runtime.Stream(sink) : null,
        [.. runtime.Registration.Middleware.Select(create => create(runtime.Services))],
        runtime.Time,
        runtime.Loggers)
    {
        Suspects = _suspects,
    });

    /// <summary>What the leader does beside the app's own tasks.</summary>
    private IReadOnlyList<Func<CancellationToken, Task>> Duties()
    {
        if (_kept.Count == 0) return [];
        var options = new TrimmerOptions(_kept, Connector.Processors(runtime), runtime.Settings.Get(SettingTable.RetentionAbandonedAfter));
        var logger = runtime.Loggers.CreateLogger("Runnel.Coordination");
        return [stopping => new Trimmer(runtime.Broker, options, runtime.Time, logger).RunAsync(stopping)];
    }

    private async Task<bool> RunExecutorAsync(string name, Executor executor, CancellationTokenSource stop)
    {
        try
        {
            var result = await executor.RunAsync(stop.Token);
            if (!result.Halted && stop.IsCancellationRequested) return false;
            if (result.Halted) _logger.Halted(name, Summary(result.Error));
            else _logger.Broke($"Processor {name}", result.Error);
        }
        catch (Exception error)
        {
            // Not a processor's exception (policies settle those): something that must not happen. It is logged, and ends the worker.
            _logger.Broke($"Processor {name}", error);
        }

        await Background.CancelAsync(stop);
        return true;
    }

    private async Task<bool> RunSchedulerAsync(Scheduler scheduler, CancellationTokenSource stop)
    {
        if (runtime.Descriptor.Tasks.Count == 0 && _kept.Count == 0) return false;
        try
        {
            await scheduler.RunAsync(stop.Token);
            // An app whose tasks are all done (startup tasks only) goes on for its processors.
            if (stop.IsCancellationRequested || processors.Count > 0) return false;
            await Background.CancelAsync(stop);
            return false;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return false;
        }
        catch (Exception error)
        {
            _logger.Broke("The scheduler of background tasks", error);
            await Background.CancelAsync(stop);
            return true;
        }
    }

    private async Task<bool> RunWatchAsync(LagWatch watch, CancellationTokenSource stop)
    {
        if (processors.Count == 0) return false;
        try
        {
            await watch.RunAsync(stop.Token);
            return false;
        }
        catch (Exception error)
        {
            _logger.Broke("The watch of the lag", error);
            await Background.CancelAsync(stop);
            return true;
        }
    }

    private static string Summary(Exception? error) => error is null ? "" : $"{error.GetType().Name}: {error.Message}";

    private void LogStart()
    {
        var settings = runtime.Settings;
        _logger.Starting(runtime.Descriptor.Name, Versions.Of(runtime.Assembly), Versions.Runnel, runtime.RunId, runtime.Broker.Address);
        if (runtime.Broker.IsEmbedded) _logger.Embedded();
        var tasks = runtime.Descriptor.Tasks;
        if (tasks.Count > 0) _logger.BackgroundTasks(tasks.Count, string.Join(", ", tasks.Select(task => task.Name)));
        var poolSize = settings[new SettingPath(SettingTable.DefaultPoolSize)];
        if (poolSize.Origin != "default") _logger.NoEffect(string.Create(CultureInfo.InvariantCulture, $"{poolSize.Path} = {poolSize.Value} ({poolSize.Origin})"));
    }
}
