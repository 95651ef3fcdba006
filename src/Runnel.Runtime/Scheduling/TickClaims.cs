using Runnel.Brokers;
using Runnel.Coordination;

namespace Runnel.Scheduling;

/// <summary>
/// What one leader-only crontab claims of the broker: each tick starts at most once across all workers, whoever leads. The broker knows terms
/// apart; within one term this worker itself keeps in mind what it has started.
/// </summary>
internal sealed class TickClaims(TaskRunner runner, CrontabSchedule schedule, IBroker broker, string owner)
{
    /// <summary>A tick later than this was missed: nobody led, or the leader was frozen or asleep.</summary>
    public static readonly TimeSpan GreatestLateness = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(200);

    private DateTimeOffset _asked = DateTimeOffset.MinValue;
    private long _askedIn;

    /// <summary>Whether missed ticks are made up for.</summary>
    public bool MakesUp { get; } = runner.Task.Misfire == Misfire.RunOnce;

    /// <summary>The last tick that this worker claimed and started, or left out for a run under way; it never does so again, in whichever term.</summary>
    public DateTimeOffset Settled { get; private set; } = DateTimeOffset.MinValue;

    private DateTimeOffset Now => runner.Time.GetUtcNow();

    public static bool IsTooLate(DateTimeOffset tick, DateTimeOffset now) => now - tick > GreatestLateness;

    /// <summary>The instant after which a new term has ticks to run.</summary>
    public async Task<DateTimeOffset> BeginAsync(LeadershipTerm term, CancellationToken stopping)
    {
        var since = Now;
        // An instant to come was claimed or recorded by a clock that is ahead of this one: the broker refuses what is claimed.
        if (MakesUp && await RecallAsync(term, stopping) is { } known && known < since) since = known;
        return since > Settled ? since : Settled;
    }

    /// <summary>
    /// Claims a tick that is due; where missed ticks are made up for, the last one due instead, which is then the only one of them that runs.
    /// Asks until there is an answer, the term is over, or the tick is too late.
    /// </summary>
    public async Task<TickClaim> ClaimAsync(LeadershipTerm term, DateTimeOffset tick, CancellationToken stopping)
    {
        while (true)
        {
            if (MakesUp && schedule.LastUntil(Now) is { } due && due > tick) tick = due;
            if (!MakesUp && IsTooLate(tick, Now))
            {
                runner.LeaveOut("late");
                return new TickClaim(tick, IsOurs: false);
            }

            var isOurs = term.IsHeld ? await TryClaimAsync(term, tick, stopping) : null;
            if (isOurs == false)
            {
                runner.LeaveOut("claimed");
                return new TickClaim(tick, IsOurs: false);
            }

            // The answer may have taken long. If the term still goes on then, the same claim is answered the same.
            if (isOurs == true && term.IsHeld && (MakesUp || !IsTooLate(tick, Now)))
            {
                Settled = tick;
                return new TickClaim(tick, IsOurs: true);
            }

            await Task.Delay(Retry, runner.Time, stopping);
        }
    }

    /// <summary>Claims ticks that came while a run of this worker was under way: no later leader takes them for missed.</summary>
    public async Task PassAsync(LeadershipTerm term, CancellationToken stopping)
    {
        if (!MakesUp || schedule.LastUntil(Now) is not { } due || due <= Settled) return;
        if ((await ClaimAsync(term, due, stopping)).IsOurs) runner.LeaveOut("overlap");
    }

    private async Task<bool?> TryClaimAsync(LeadershipTerm term, DateTimeOffset tick, CancellationToken stopping)
    {
        (_asked, _askedIn) = (tick, term.Number);
        try
        {
            return await broker.ClaimTickAsync(owner, term.Number, runner.Task.Name, tick, stopping);
        }
        catch (BrokerException error)
        {
            runner.Logger.CouldNotClaim(error, runner.Task.Name, tick);
            return null;
        }
    }

    private async Task<DateTimeOffset?> RecallAsync(LeadershipTerm term, CancellationToken stopping)
    {
        while (true)
        {
            try
            {
                var since = await broker.RecallTicksAsync(owner, term.Number, runner.Task.Name, schedule.ToString(), Now, stopping);
                // This term claimed it, but was thought lost before it could start: it may still do that, since the same term claims again.
                var isOpen = since == _asked && _askedIn == term.Number && _asked > Settled;
                return isOpen ? _asked.AddTicks(-1) : since;
            }
            catch (BrokerException error)
            {
                runner.Logger.CouldNotRecall(error, runner.Task.Name);
            }

            await Task.Delay(Retry, runner.Time, stopping);
        }
    }
}

/// <summary>A tick that was claimed, or asked for in vain.</summary>
/// <param name="Tick">The tick.</param>
/// <param name="IsOurs">Whether this worker runs it.</param>
internal readonly record struct TickClaim(DateTimeOffset Tick, bool IsOurs);
