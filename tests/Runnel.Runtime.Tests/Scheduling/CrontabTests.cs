using Runnel.Tests;
using Xunit;

namespace Runnel.Runtime.Tests.Scheduling;

public sealed class CrontabTests
{
    [Fact]
    public async Task A_crontab_runs_at_its_times()
    {
        await using var harness = new SchedulerHarness().Crontab("*/5 * * * *").Go();

        await harness.Clock.AdvanceAsync(TimeSpan.FromMinutes(16), sleepers: 1);

        Assert.Equal([300, 600, 900], harness.Seconds);
    }

    [Fact]
    public async Task Six_fields_begin_with_seconds()
    {
        await using var harness = new SchedulerHarness().Crontab("10,40 * * * * *").Go();

        await harness.Clock.AdvanceAsync(TimeSpan.FromSeconds(100), sleepers: 1);

        Assert.Equal([10, 40, 70, 100], harness.Seconds);
    }

    [Fact]
    public async Task A_fixed_time_that_spring_leaves_out_runs_at_the_end_of_the_gap()
    {
        await using var harness = new SchedulerHarness(At("2026-03-28T00:00Z")).Crontab("30 1 * * *", "Europe/London").Go();

        await harness.Clock.AdvanceAsync(TimeSpan.FromHours(52), sleepers: 1);

        Assert.Equal([At("2026-03-28T01:30Z"), At("2026-03-29T01:00Z"), At("2026-03-30T00:30Z")], harness.Runs);
    }

    [Fact]
    public async Task A_fixed_time_that_autumn_repeats_runs_once_the_first_time()
    {
        await using var harness = new SchedulerHarness(At("2026-10-24T00:00Z")).Crontab("30 1 * * *", "Europe/London").Go();

        await harness.Clock.AdvanceAsync(TimeSpan.FromHours(52), sleepers: 1);

        Assert.Equal([At("2026-10-24T00:30Z"), At("2026-10-25T00:30Z"), At("2026-10-26T01:30Z")], harness.Runs);
    }

    [Fact]
    public async Task An_interval_runs_through_both_changes_without_a_gap_or_a_double()
    {
        await using var spring = new SchedulerHarness(At("2026-03-29T00:10Z")).Crontab("*/30 * * * *", "Europe/London").Go();
        await using var autumn = new SchedulerHarness(At("2026-10-25T00:10Z")).Crontab("*/30 * * * *", "Europe/London").Go();

        await spring.Clock.AdvanceAsync(TimeSpan.FromHours(2), sleepers: 1);
        await autumn.Clock.AdvanceAsync(TimeSpan.FromHours(2), sleepers: 1);

        Assert.Equal([At("2026-03-29T00:30Z"), At("2026-03-29T01:00Z"), At("2026-03-29T01:30Z"), At("2026-03-29T02:00Z")], spring.Runs);
        Assert.Equal([At("2026-10-25T00:30Z"), At("2026-10-25T01:00Z"), At("2026-10-25T01:30Z"), At("2026-10-25T02:00Z")], autumn.Runs);
    }

    [Fact]
    public async Task The_setting_is_the_zone_of_crontabs_that_name_none()
    {
        await using var harness = new SchedulerHarness(At("2026-06-01T12:00Z"));
        harness.Options = harness.Options with { TimeZone = "America/New_York" };
        harness.Crontab("0 9 * * *").Crontab("0 15 * * *", "Europe/London").Go();

        await harness.Clock.AdvanceAsync(TimeSpan.FromHours(3), sleepers: 2);

        Assert.Equal([At("2026-06-01T13:00Z"), At("2026-06-01T14:00Z")], harness.Runs);
    }

    [Fact]
    public async Task A_run_that_takes_longer_leaves_out_the_ticks_in_between()
    {
        await using var harness = new SchedulerHarness();
        harness.Crontab("* * * * *", body: token => Task.Delay(TimeSpan.FromSeconds(150), harness.Clock, token)).Go();

        await harness.Clock.AdvanceAsync(TimeSpan.FromMinutes(8), sleepers: 1);

        Assert.Equal([60, 240, 420], harness.Seconds);
    }

    [Fact]
    public async Task A_crontab_that_may_overlap_runs_beside_itself()
    {
        var gate = new TaskCompletionSource();
        await using var harness = new SchedulerHarness().Crontab("* * * * *", body: _ => gate.Task, overlap: true).Go();

        for (var i = 1; i <= 3; i++)
        {
            await harness.Clock.AdvanceAsync(TimeSpan.FromMinutes(1), sleepers: 1);
            await harness.RunsAsync(i);
        }

        gate.SetResult();
    }

    [Fact]
    public async Task A_tick_that_was_slept_through_is_left_out_and_the_next_one_runs()
    {
        await using var harness = new SchedulerHarness().Crontab("0 * * * *").Go();
        await harness.Clock.AdvanceAsync(TimeSpan.FromMinutes(50), sleepers: 1);

        harness.Clock.Advance(TimeSpan.FromMinutes(15));
        await Eventually.HoldsAsync(() => harness.Logged(2) == 1);
        await harness.Clock.AdvanceAsync(TimeSpan.FromHours(1), sleepers: 1);

        Assert.Equal([7200], harness.Seconds);
    }

    [Fact]
    public async Task A_tick_that_is_a_little_late_runs()
    {
        await using var harness = new SchedulerHarness().Crontab("0 * * * *").Go();
        await harness.Clock.AdvanceAsync(TimeSpan.FromMinutes(59.9), sleepers: 1);

        harness.Clock.Advance(TimeSpan.FromSeconds(26));
        await harness.RunsAsync(1);

        Assert.Equal([3620], harness.Seconds);
    }

    [Fact]
    public async Task A_clock_that_is_set_back_runs_no_tick_twice()
    {
        await using var harness = new SchedulerHarness().Crontab("*/5 * * * *").Go();
        await harness.Clock.AdvanceAsync(TimeSpan.FromMinutes(5), sleepers: 1);

        harness.Clock.WallClockOffset = TimeSpan.FromMinutes(-3);
        await harness.Clock.AdvanceAsync(TimeSpan.FromMinutes(4), sleepers: 1);
        Assert.Single(harness.Runs);
        await harness.Clock.AdvanceAsync(TimeSpan.FromMinutes(5), sleepers: 1);

        Assert.Equal([300, 600], harness.Seconds);
    }

    [Fact]
    public async Task A_crontab_that_throws_is_logged_and_runs_again_next_time()
    {
        await using var harness = new SchedulerHarness().Crontab("* * * * *", body: _ => throw new InvalidOperationException("broken")).Go();

        await harness.Clock.AdvanceAsync(TimeSpan.FromMinutes(2), sleepers: 1);

        Assert.Equal((2, 2), (harness.Runs.Count, harness.Logged(0)));
    }

    [Fact]
    public async Task A_crontab_without_any_instant_says_so_and_ends()
    {
        await using var harness = new SchedulerHarness().Crontab("0 0 30 2 *").Go();

        await Eventually.HoldsAsync(() => harness.Logged(3) == 1);
        Assert.Equal(0, harness.Clock.Sleepers);
        await harness.StopAsync();
    }

    [Fact]
    public void A_time_zone_that_is_not_known_is_refused_and_named()
    {
        var setting = new SchedulerHarness();
        setting.Options = setting.Options with { TimeZone = "Mars/Olympus" };

        Assert.Contains("'Mars/Olympus' of the setting TimeZone", Assert.Throws<SettingException>(setting.Create).Message, StringComparison.Ordinal);
        Assert.Contains(
            "'Mars/Olympus' of the [Crontab] of Shop.Task0",
            Assert.Throws<SettingException>(() => new SchedulerHarness().Crontab("* * * * *", "Mars/Olympus").Create()).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("61 * * * *")]
    [InlineData("* * * *")]
    [InlineData("")]
    public void A_text_that_is_no_cron_expression_is_refused(string expression)
        => Assert.Contains(
            $"'{expression}' of the [Crontab] of Shop.Task0",
            Assert.Throws<SettingException>(() => new SchedulerHarness().Crontab(expression).Create()).Message,
            StringComparison.Ordinal);

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
