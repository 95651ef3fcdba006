using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Runnel.Contracts;
using Runnel.Telemetry;
using Runnel.Threading;

namespace Runnel.Scheduling;

/// <summary>Runs one background task: in a scope if it needs one, never over itself unless it may, and whatever it throws is logged and counted.</summary>
internal sealed class TaskRunner(BackgroundTaskDescriptor task, SchedulerContext context, RunTracker tracker, ILogger logger)
{
    private int _isRunning;

    public BackgroundTaskDescriptor Task => task;

    public ILogger Logger => logger;

    public TimeProvider Time => context.Time;

    /// <summary>
    /// Starts a run on the thread pool, so that nothing it does holds up the schedule. The returned task never fails: its result is what the
    /// run threw, or null.
    /// </summary>
    /// <param name="stopping">Cancelled when the worker stops and the grace period is over.</param>
    /// <param name="ended">Cancelled when the leadership ends under which the task runs.</param>
    public Task<Exception?> Start(CancellationToken stopping, CancellationToken ended = default)
    {
        if (!task.Overlap && Interlocked.Exchange(ref _isRunning, 1) == 1)
        {
            LeaveOut("overlap");
            return System.Threading.Tasks.Task.FromResult<Exception?>(null);
        }

        tracker.Begin(task.Name);
        return Background.Run(() => RunAsync(stopping, ended));
    }

    /// <summary>Notes that a tick does not run.</summary>
    public void LeaveOut(string reason)
    {
        logger.LeftOut(task.Name, reason);
        SchedulingMetrics.CountLeftOut(task.Name, reason);
    }

    private async Task<Exception?> RunAsync(CancellationToken stopping, CancellationToken ended)
    {
        try
        {
            return await TryAsync(stopping, ended);
        }
        finally
        {
            Volatile.Write(ref _isRunning, 0);
            tracker.End(task.Name);
        }
    }

    private async Task<Exception?> TryAsync(CancellationToken stopping, CancellationToken ended)
    {
        var started = context.Time.GetTimestamp();
        await using var cancellation = new RunCancellation(task.Name, logger, stopping, ended);
        var span = TaskSpans.Start(task, logger);
        var outcome = "completed";
        try
        {
            await CallAsync(cancellation.Token);
            return null;
        }
        catch (OperationCanceledException) when (cancellation.Token.IsCancellationRequested)
        {
            outcome = "cancelled";
            logger.Cancelled(task.Name);
            return null;
        }
        catch (Exception error)
        {
            outcome = "failed";
            logger.Failed(error, task.Name, task.Source);
            if (span is not null) RunnelActivities.Fail(span, error);
            return error;
        }
        finally
        {
            if (span is not null) TaskSpans.End(span, outcome, logger);
            SchedulingMetrics.CountRun(task.Name, outcome, context.Time.GetElapsedTime(started));
        }
    }

    private async Task CallAsync(CancellationToken cancellationToken)
    {
        if (!task.NeedsServices)
        {
            await task.Run(context.App, context.Services, cancellationToken);
            return;
        }

        await using var scope = context.Services.GetRequiredService<IServiceScopeFactory>().CreateAsyncScope();
        await task.Run(context.App, scope.ServiceProvider, cancellationToken);
    }
}
