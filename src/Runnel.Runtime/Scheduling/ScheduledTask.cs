using System.Runtime.ExceptionServices;
using Runnel.Brokers;
using Runnel.Contracts;
using Runnel.Coordination;

namespace Runnel.Scheduling;

/// <summary>One background task and when it runs.</summary>
internal sealed class ScheduledTask
{
    private readonly TaskRunner _runner;
    private readonly CrontabLoop? _crontab;
    private Task<Exception?> _startup = Task.FromResult<Exception?>(null);
    private long _startedUpIn;

    /// <summary>Reads the schedule.</summary>
    /// <exception cref="SettingException">A time zone is not known, a cron expression is none, or an interval is not positive.</exception>
    public ScheduledTask(TaskRunner runner, string defaultZone, IBroker broker, string owner)
    {
        _runner = runner;
        var task = runner.Task;
        if (task.Kind == BackgroundTaskKind.Crontab)
        {
            var schedule = new CrontabSchedule(task, defaultZone);
            _crontab = new CrontabLoop(runner, schedule, task.OnLeader ? new TickClaims(runner, schedule, broker, owner) : null);
        }

        if (task.Kind == BackgroundTaskKind.Timer && task.Interval <= TimeSpan.Zero)
            throw new SettingException($"The interval {task.Interval} of the [Timer] of {task.Source} is not allowed: expected more than 0 seconds.");
    }

    /// <summary>Whether it is the leader's.</summary>
    public bool OnLeader => _runner.Task.OnLeader;

    /// <summary>Runs the task each time it is due until <paramref name="stopping"/> fires; runs under way go on.</summary>
    /// <param name="term">The leadership under which it runs; null: on every worker.</param>
    /// <param name="running">Cancels runs when the worker stops and the grace period is over.</param>
    /// <param name="stopping">The worker stops, or the term has ended.</param>
    public Task RunAsync(LeadershipTerm? term, CancellationToken running, CancellationToken stopping) => _runner.Task.Kind switch
    {
        BackgroundTaskKind.Startup => StartUpAsync(term, running, stopping),
        BackgroundTaskKind.Timer => TimerLoop.RunAsync(_runner, running, term?.Ended ?? default, stopping),
        _ => _crontab!.RunAsync(term, running, stopping),
    };

    private async Task StartUpAsync(LeadershipTerm? term, CancellationToken running, CancellationToken stopping)
    {
        if (term is not null)
        {
            // A term that was thought lost and goes on is the same one: it starts up once.
            if (_startedUpIn == term.Number) return;
            // What a term before left running: this one starts up all the same.
            await _startup.WaitAsync(stopping);
        }

        stopping.ThrowIfCancellationRequested();
        if (term is not null) _startedUpIn = term.Number;
        _startup = _runner.Start(running, term?.Ended ?? default);
        var error = await _startup.WaitAsync(stopping);
        if (error is null || term is not null) return;
        _runner.Logger.StartupFailed(_runner.Task.Name);
        ExceptionDispatchInfo.Throw(error);
    }
}
