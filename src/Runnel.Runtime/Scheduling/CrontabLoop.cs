using Runnel.Coordination;

namespace Runnel.Scheduling;

/// <summary>
/// Runs a crontab. Ticks that were missed (the worker was not there, slept, or a run took longer) are left out, unless a leader-only crontab
/// makes up for those that no leader was there for: by one run, for the last of them.
/// </summary>
/// <param name="runner">The task.</param>
/// <param name="schedule">When it is due.</param>
/// <param name="claims">What a leader-only crontab claims; null: it runs on every worker.</param>
internal sealed class CrontabLoop(TaskRunner runner, CrontabSchedule schedule, TickClaims? claims)
{
    // Short, so that a clock that was set, or a machine that slept, is noticed.
    private static readonly TimeSpan LongestSleep = TimeSpan.FromSeconds(30);

    private Task _run = Task.CompletedTask;

    private DateTimeOffset Now => runner.Time.GetUtcNow();

    /// <summary>Ticks until <paramref name="stopping"/> fires.</summary>
    /// <param name="term">The leadership under which the crontab runs; null: on every worker.</param>
    /// <param name="running">Cancels runs when the worker stops and the grace period is over.</param>
    /// <param name="stopping">Ends the loop; runs under way go on.</param>
    public async Task RunAsync(LeadershipTerm? term, CancellationToken running, CancellationToken stopping)
    {
        // What a term before left running.
        if (!runner.Task.Overlap) await _run.WaitAsync(stopping);
        var begun = Now;
        var last = term is null ? begun : await claims!.BeginAsync(term, stopping);
        while (schedule.NextAfter(last) is { } tick)
        {
            await SleepUntilAsync(tick, stopping);
            var (due, isOurs) = await DueAsync(term, tick, stopping);
            if (isOurs)
            {
                if (tick < begun || due > tick || TickClaims.IsTooLate(due, Now)) runner.Logger.MakesUp(runner.Task.Name, due);
                await StartAsync(term, running, stopping);
            }

            last = Later(due, claims is { MakesUp: true } ? claims.Settled : Now);
        }

        runner.Logger.NeverAgain(runner.Task.Name, runner.Task.Expression);
    }

    private async Task SleepUntilAsync(DateTimeOffset tick, CancellationToken stopping)
    {
        for (var left = Left(); left > TimeSpan.Zero; left = Left())
            await Task.Delay(left < LongestSleep ? left : LongestSleep, runner.Time, stopping);

        TimeSpan Left() => tick - Now;
    }

    private async Task<TickClaim> DueAsync(LeadershipTerm? term, DateTimeOffset tick, CancellationToken stopping)
    {
        if (term is not null) return await claims!.ClaimAsync(term, tick, stopping);
        if (!TickClaims.IsTooLate(tick, Now)) return new TickClaim(tick, IsOurs: true);
        runner.LeaveOut("late");
        return new TickClaim(tick, IsOurs: false);
    }

    private async Task StartAsync(LeadershipTerm? term, CancellationToken running, CancellationToken stopping)
    {
        var run = runner.Start(running, term?.Ended ?? default);
        _run = run;
        if (runner.Task.Overlap) return;
        await run.WaitAsync(stopping);
        if (term is not null) await claims!.PassAsync(term, stopping);
    }

    /// <summary>Not before the last tick, should the clock have been set back: no tick runs twice.</summary>
    private static DateTimeOffset Later(DateTimeOffset tick, DateTimeOffset now) => now > tick ? now : tick;
}
