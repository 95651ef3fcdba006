using Runnel.Brokers.Memory;
using Runnel.Contracts;
using Runnel.Scheduling;
using Runnel.Tests;
using Xunit;

namespace Runnel.Runtime.Tests.Scheduling;

/// <summary>Ticks of leader-only crontabs for which no leader was there.</summary>
public sealed class MisfireTests
{
    private const int Leading = 2;

    private readonly SteppingClock _clock = new(SchedulerHarness.Start);
    private readonly MemoryServer _server;

    public MisfireTests() => _server = new MemoryServer(_clock);

    [Fact]
    public async Task The_first_leader_ever_has_missed_nothing()
    {
        await using var harness = New().MakingUp("0 * * * *").Go();

        await _clock.AdvanceAsync(TimeSpan.FromMinutes(59), Leading + 1);

        Assert.Empty(harness.Runs);
    }

    [Fact]
    public async Task Ticks_missed_before_the_first_run_ever_are_made_up_for_too()
    {
        await LeadAsync(TimeSpan.FromMinutes(1), []);
        _clock.Advance(TimeSpan.FromHours(2));

        await using var next = New().MakingUp("0 * * * *").Go();
        await next.RunsAsync(1);
    }

    [Fact]
    public async Task Many_missed_ticks_are_one_run_and_the_next_one_comes_in_time()
    {
        await LeadAsync(TimeSpan.FromMinutes(60), [3600]);
        _clock.Advance(TimeSpan.FromMinutes(190));

        await using (var next = New().MakingUp("0 * * * *").Go())
        {
            await next.RunsAsync(1);
            await _clock.AdvanceAsync(TimeSpan.FromMinutes(50), Leading + 1);
            // The harness of the first leader moved the clock ten seconds at its end.
            Assert.Equal([15010, 18000], next.Seconds);
            Assert.Equal(1, next.Logged(9));
            await next.StopAsync();
        }

        // Nothing is open: whoever leads next makes up for nothing.
        await LeadAsync(TimeSpan.FromMinutes(1), []);
    }

    [Fact]
    public async Task Skipping_is_the_default()
    {
        await using (var first = New().Crontab("0 * * * *", onLeader: true).Go())
        {
            await _clock.AdvanceAsync(TimeSpan.FromMinutes(60), Leading + 1);
            await first.StopAsync();
        }

        _clock.Advance(TimeSpan.FromMinutes(130));
        await using var next = New().Crontab("0 * * * *", onLeader: true).Go();
        await _clock.AdvanceAsync(TimeSpan.FromMinutes(50), Leading + 1);

        Assert.Equal([14400], next.Seconds);
    }

    [Fact]
    public async Task A_schedule_that_changes_misses_nothing_of_the_time_before()
    {
        await LeadAsync(TimeSpan.FromMinutes(1), []);
        _clock.Advance(TimeSpan.FromMinutes(50));

        await using var next = New().MakingUp("*/20 * * * *").Go();
        await _clock.AdvanceAsync(TimeSpan.FromMinutes(8), Leading + 1);

        Assert.Empty(next.Runs);
    }

    [Fact]
    public async Task A_leader_that_was_frozen_over_ticks_runs_once_for_them_when_its_term_goes_on()
    {
        await using var harness = New().MakingUp("*/5 * * * *").Go();
        await _clock.AdvanceAsync(TimeSpan.FromMinutes(5), Leading + 1);

        _clock.Advance(TimeSpan.FromMinutes(17));
        await harness.RunsAsync(2);
        await _clock.AdvanceAsync(TimeSpan.FromMinutes(3), Leading + 1);

        Assert.Equal([300, 1320, 1500], harness.Seconds);
    }

    [Fact]
    public async Task A_tick_that_another_led_and_ran_is_not_made_up_for()
    {
        await using var harness = New().MakingUp("*/5 * * * *").Go();
        await _clock.AdvanceAsync(TimeSpan.FromMinutes(4), Leading + 1);
        harness.Memory.CutOff();
        await _clock.AdvanceAsync(TimeSpan.FromSeconds(13.4), Leading + 1);
        _clock.Advance(TimeSpan.FromSeconds(0.1));
        await _clock.SleepersAsync(1);
        await using (var other = New().MakingUp("*/5 * * * *").Go())
        {
            await _clock.SleepersAsync(2);
            _clock.Advance(TimeSpan.FromSeconds(4));
            await _clock.AdvanceAsync(TimeSpan.FromMinutes(1), 1 + Leading + 1);
            Assert.Equal([300], other.Seconds);
            await other.StopAsync();
        }

        harness.Memory.Restore();
        await _clock.SleepersAsync(1);
        _clock.Advance(TimeSpan.FromSeconds(4));
        await _clock.AdvanceAsync(TimeSpan.FromMinutes(4), Leading + 1);

        Assert.Empty(harness.Runs);
    }

    [Fact]
    public async Task Ticks_that_come_while_a_run_is_going_are_left_out_for_later_leaders_too()
    {
        await using (var first = New())
        {
            first.MakingUp("* * * * *", token => Task.Delay(TimeSpan.FromSeconds(150), _clock, token)).Go();
            await _clock.AdvanceAsync(TimeSpan.FromSeconds(215), Leading + 1);
            Assert.Equal([60], first.Seconds);
            await first.StopAsync();
        }

        await using var next = New().MakingUp("* * * * *").Go();
        await _clock.AdvanceAsync(TimeSpan.FromSeconds(14), Leading + 1);
        Assert.Empty(next.Runs);
        await _clock.AdvanceAsync(TimeSpan.FromSeconds(1), Leading + 1);
        Assert.Equal([240], next.Seconds);
    }

    [Theory]
    [InlineData("* * * * *", "Europe/London")]
    [InlineData("*/15 * * * *", "Europe/London")]
    [InlineData("30 1 * * *", "Europe/London")]
    [InlineData("30 2 * * *", "Europe/Berlin")]
    [InlineData("0 */2 * * *", "America/New_York")]
    [InlineData("*/30 * * * *", "Australia/Lord_Howe")]
    [InlineData("0 0 1 * *", "America/Havana")]
    public void The_last_instant_is_always_one_of_those_that_come_next(string expression, string zone)
    {
        var task = new BackgroundTaskDescriptor
        {
            Name = "task",
            Source = "Shop.Task",
            Kind = BackgroundTaskKind.Crontab,
            Expression = expression,
            TimeZone = zone,
            Run = (_, _, _) => ValueTask.CompletedTask,
        };
        var schedule = new CrontabSchedule(task, "UTC");
        foreach (var change in (DateTimeOffset[])[new(2026, 3, 7, 0, 0, 0, default), new(2026, 3, 28, 0, 0, 0, default), new(2026, 4, 4, 0, 0, 0, default),
            new(2026, 10, 3, 0, 0, 0, default), new(2026, 10, 24, 0, 0, 0, default), new(2026, 10, 31, 0, 0, 0, default)])
        {
            for (var minute = 0; minute < 3 * 24 * 60; minute += 7)
            {
                var time = change.AddMinutes(minute);
                var last = schedule.LastUntil(time)!.Value;
                Assert.Equal(last, schedule.NextAfter(last.AddTicks(-1)));
                Assert.True(schedule.NextAfter(last) > time, $"{time:O}");
            }
        }
    }

    private SchedulerHarness New() => new(clock: _clock, server: _server);

    private async Task LeadAsync(TimeSpan time, double[] runs)
    {
        await using var leader = New().MakingUp("0 * * * *").Go();
        await _clock.AdvanceAsync(time, Leading + 1);
        Assert.Equal(runs, leader.Seconds);
        await leader.StopAsync();
    }
}
