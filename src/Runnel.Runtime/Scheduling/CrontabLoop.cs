using Runnel.Brokers;
using Runnel.Coordination;

namespace Runnel.Scheduling;

/// <summary>
/// Runs a crontab. Ticks that were missed (the worker was not there, slept, or a run took longer) are left out, never made up for. Leader-only
/// ticks are claimed first: each runs at most once across all workers, whoever leads.
/// </summary>
internal sealed class CrontabLoop(TaskRunner runner, CrontabSchedule schedule, IBroker broker, string owner)
{
    /// <summary>A tick later than this was missed: its worker was frozen or asleep.</summary>
    public static readonly TimeSpan GreatestLateness = TimeSpan.FromMinutes(1);

    // Short, so that a clock that was set, or a machine that slept, is noticed.
    private static readonly TimeSpan LongestSleep = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ClaimRetry = TimeSpan.FromMilliseconds(200);

    /// <summary>Ticks until <paramref name="stopping"/> fires.</summary>
    /// <param name="term">The leadership under which the crontab runs; null: on every worker.</param>
    /// <param name="running">Cancels runs when the worker stops and the grace period is over.</param>
    /// <param name="stopping">Ends the loop; runs under way go on.</param>
    public async Task RunAsync(LeadershipTerm? term, CancellationToken running, CancellationToken stopping)
    {
        var last = runner.Time.GetUtcNow();
        while (true)
        {
            // Not before the last tick, should the clock have been set back: no tick runs twice.
            var now = runner.Time.GetUtcNow();
            if (schedule.NextAfter(now > last ? now : last) is not { } tick)
            {
                runner.Logger.NeverAgain(runner.Task.Name, runner.Task.Expression);
                return;
            }

            await SleepUntilAsync(tick, stopping);
            last = tick;
            if (IsTooLate(tick))
            {
                runner.LeaveOut("late");
                continue;
            }

            if (term is not null && !await TryClaimAsync(term, tick, stopping))
            {
                runner.LeaveOut("claimed");
                continue;
            }

            var run = runner.Start(running, term?.Ended ?? default);
            if (!runner.Task.Overlap) await run.WaitAsync(stopping);
        }
    }

    private async Task SleepUntilAsync(DateTimeOffset tick, CancellationToken stopping)
    {
        for (var left = Left(); left > TimeSpan.Zero; left = Left())
            await Task.Delay(left < LongestSleep ? left : LongestSleep, runner.Time, stopping);

        TimeSpan Left() => tick - runner.Time.GetUtcNow();
    }

    private bool IsTooLate(DateTimeOffset tick) => runner.Time.GetUtcNow() - tick > GreatestLateness;

    /// <summary>Asking again is safe: a claim whose answer was lost is refused then, and its tick does not run.</summary>
    private async Task<bool> TryClaimAsync(LeadershipTerm term, DateTimeOffset tick, CancellationToken stopping)
    {
        while (term.IsHeld && !IsTooLate(tick))
        {
            try
            {
                return await broker.ClaimTickAsync(owner, term.Number, runner.Task.Name, tick, stopping) && term.IsHeld;
            }
            catch (BrokerException error)
            {
                runner.Logger.CouldNotClaim(error, runner.Task.Name, tick);
            }

            await Task.Delay(ClaimRetry, runner.Time, stopping);
        }

        return false;
    }
}
