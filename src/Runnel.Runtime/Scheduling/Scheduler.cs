using System.Runtime.ExceptionServices;
using Microsoft.Extensions.Logging;
using Runnel.Coordination;
using Runnel.Threading;

namespace Runnel.Scheduling;

/// <summary>
/// Runs an app's background tasks in one worker: startup tasks, timers and crontabs, those for the leader only while this worker leads.
/// </summary>
/// <remarks>
/// A startup task that throws stops the worker, since the app is not what it should be: <see cref="RunAsync"/> throws what it threw. One for
/// the leader only is logged and counted, like a timer or crontab that throws: the next leader would meet the same, and worker after worker
/// would go down with it.
/// </remarks>
internal sealed class Scheduler
{
    // For code that sees its token cancelled and tidies up.
    private static readonly TimeSpan LastWait = TimeSpan.FromSeconds(5);

    private readonly SchedulerContext _context;
    private readonly ILogger _logger;
    private readonly RunTracker _tracker = new();
    private readonly IReadOnlyList<ScheduledTask> _tasks;
    private readonly string _owner = $"{Environment.MachineName}-{Environment.ProcessId}-{Chance.NextGuid():N}";

    /// <summary>Reads the schedules.</summary>
    /// <exception cref="SettingException">A time zone is not known, a cron expression is none, or an interval is not positive.</exception>
    public Scheduler(SchedulerContext context)
    {
        _context = context;
        _logger = context.Loggers.CreateLogger("Runnel.Scheduling");
        CrontabSchedule.FindZone(context.Options.TimeZone, "the setting TimeZone");
        _tasks = [.. context.Tasks.Select(task
            => new ScheduledTask(new TaskRunner(task, context, _tracker, _logger), context.Options.TimeZone, context.Broker, _owner))];
    }

    /// <summary>
    /// Runs until <paramref name="stopping"/> fires: then nothing new starts, runs under way get the grace period to end, and then their token
    /// is cancelled. Throws what a startup task threw.
    /// </summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        using var running = new CancellationTokenSource();
        using var leaving = new CancellationTokenSource();
        List<Task<Exception?>> loops = [];
        foreach (var task in _tasks)
        {
            if (!task.OnLeader) loops.Add(GuardAsync(task.RunAsync(null, running.Token, ending.Token), ending));
        }

        var leadership = Task.FromResult<Exception?>(null);
        if (_context.Duties.Count > 0 || _tasks.Any(task => task.OnLeader))
        {
            var leading = CreateLeadership();
            leadership = GuardAsync(leading.RunAsync(leaving.Token), ending);
            loops.Add(GuardAsync(FollowAsync(leading, ending, running.Token), ending));
        }

        await UntilCancelledAsync(ending.Token);
        var errors = await Task.WhenAll(loops);
        await DrainAsync(running);
        await Background.CancelAsync(leaving);
        var error = errors.FirstOrDefault(error => error is not null) ?? await leadership;
        if (error is not null) ExceptionDispatchInfo.Throw(error);
    }

    /// <summary>Runs the leader's tasks, term after term.</summary>
    private async Task FollowAsync(Leadership leading, CancellationTokenSource ending, CancellationToken running)
    {
        LeadershipTerm? last = null;
        while (true)
        {
            var term = last = await leading.NextTermAsync(last, ending.Token);
            using var until = CancellationTokenSource.CreateLinkedTokenSource(ending.Token, term.Ended);
            List<Task<Exception?>> loops = [];
            foreach (var task in _tasks)
            {
                if (task.OnLeader) loops.Add(GuardAsync(task.RunAsync(term, running, until.Token), ending, term));
            }

            foreach (var duty in _context.Duties) loops.Add(GuardAsync(duty(until.Token), ending, term));
            var errors = await Task.WhenAll(loops);
            if (errors.FirstOrDefault(error => error is not null) is { } error) ExceptionDispatchInfo.Throw(error);
        }
    }

    private async Task DrainAsync(CancellationTokenSource running)
    {
        if (await _tracker.TryWaitAsync(_context.Options.GracePeriod, _context.Time)) return;
        await Background.CancelAsync(running);
        if (!await _tracker.TryWaitAsync(LastWait, _context.Time)) _logger.LeftBehind(string.Join(", ", _tracker.Running));
    }

    private Leadership CreateLeadership()
    {
        var options = new LeadershipOptions(_context.Options.LeadershipPollInterval, _context.Options.LeadershipExpiry);
        return new Leadership(_context.Broker, _owner, options, _context.Time, _context.Loggers.CreateLogger("Runnel.Coordination"));
    }

    /// <summary>Waits for a loop; when it fails, all others end too. Its error is the result, so that none gets lost.</summary>
    private static async Task<Exception?> GuardAsync(Task loop, CancellationTokenSource ending, LeadershipTerm? term = null)
    {
        try
        {
            await loop;
            return null;
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested || term?.Ended.IsCancellationRequested == true)
        {
            return null;
        }
        catch (Exception error)
        {
            await Background.CancelAsync(ending);
            return error;
        }
    }

    private static async Task UntilCancelledAsync(CancellationToken cancellationToken)
    {
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = cancellationToken.UnsafeRegister(static state => ((TaskCompletionSource)state!).TrySetResult(), cancelled);
        await cancelled.Task;
    }
}
