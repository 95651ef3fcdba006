namespace Runnel.Scheduling;

/// <summary>
/// Runs a timer: at start + 1, 2, 3 … intervals, so that late ticks add up to no drift. A tick that comes while the run before is still
/// going, or that was slept through, is left out.
/// </summary>
internal static class TimerLoop
{
    /// <summary>Ticks until <paramref name="stopping"/> fires.</summary>
    /// <param name="runner">The timer.</param>
    /// <param name="running">Cancels runs when the worker stops and the grace period is over.</param>
    /// <param name="ended">Cancelled when the leadership ends under which the timer runs.</param>
    /// <param name="stopping">Ends the loop; runs under way go on.</param>
    public static async Task RunAsync(TaskRunner runner, CancellationToken running, CancellationToken ended, CancellationToken stopping)
    {
        var interval = runner.Task.Interval;
        var started = runner.Time.GetTimestamp();
        for (var tick = 1L; ; tick = Math.Max(tick, runner.Time.GetElapsedTime(started).Ticks / interval.Ticks) + 1)
        {
            var wait = (interval * tick) - runner.Time.GetElapsedTime(started);
            if (wait > TimeSpan.Zero) await Task.Delay(wait, runner.Time, stopping);
            stopping.ThrowIfCancellationRequested();
            var run = runner.Start(running, ended);
            if (!runner.Task.Overlap) await run.WaitAsync(stopping);
        }
    }
}
