using Runnel.Brokers.Memory;
using Runnel.Tests;
using Xunit;

namespace Runnel.Runtime.Tests.Scheduling;

public sealed class StartupTests
{
    [Fact]
    public async Task A_startup_task_runs_once()
    {
        await using var harness = new SchedulerHarness().Startup().Go();

        await harness.RunsAsync(1);
        harness.Clock.Advance(TimeSpan.FromHours(1));

        Assert.False(harness.Running.IsCompleted);
        await harness.StopAsync();
        Assert.Single(harness.Runs);
    }

    [Fact]
    public async Task A_startup_task_that_goes_on_holds_up_nothing_and_is_cancelled_after_the_grace_period()
    {
        await using var harness = new SchedulerHarness().Startup(token => Task.Delay(Timeout.Infinite, token)).Timer(1).Go();

        await harness.RunsAsync(1);
        await harness.Clock.AdvanceAsync(TimeSpan.FromSeconds(2), sleepers: 1);
        Assert.Equal([0, 1, 2], harness.Seconds);
        harness.Stop();
        await harness.Clock.AdvanceAsync(TimeSpan.FromSeconds(7.9), sleepers: 1);
        Assert.False(harness.Running.IsCompleted);
        harness.Clock.Advance(TimeSpan.FromSeconds(0.1));

        await harness.Running;
        Assert.Equal((1, 0), (harness.Logged(1), harness.Logged(0)));
    }

    [Fact]
    public async Task A_startup_task_that_throws_stops_the_worker_with_its_exception()
    {
        var thrown = new InvalidOperationException("no database");
        await using var harness = new SchedulerHarness().Startup(_ => Task.FromException(thrown)).Timer(1).Crontab("* * * * *").Go();

        Assert.Same(thrown, await Assert.ThrowsAsync<InvalidOperationException>(() => harness.Running));

        Assert.Equal((1, 1), (harness.Logged(0), harness.Logged(6)));
        Assert.Equal(0, harness.Clock.Sleepers);
    }

    [Fact]
    public async Task When_a_startup_task_throws_other_runs_still_get_the_grace_period()
    {
        var gate = new TaskCompletionSource();
        var throwing = new TaskCompletionSource();
        await using var harness = new SchedulerHarness().Startup(_ => gate.Task).Startup(_ => throwing.Task).Go();
        await harness.RunsAsync(2);

        throwing.SetException(new InvalidOperationException("no database"));
        await harness.Clock.SleepersAsync(1);
        Assert.False(harness.Running.IsCompleted);
        gate.SetResult();

        await Assert.ThrowsAsync<InvalidOperationException>(() => harness.Running);
    }

    [Fact]
    public async Task A_leaders_startup_task_that_throws_is_logged_and_the_worker_goes_on()
    {
        await using var harness =
            new SchedulerHarness().Startup(_ => throw new InvalidOperationException("broken"), onLeader: true).Timer(1, onLeader: true).Go();

        await Eventually.HoldsAsync(() => harness.Logged(0) == 1);
        await harness.Clock.AdvanceAsync(TimeSpan.FromSeconds(1), sleepers: 3);

        Assert.Equal(2, harness.Runs.Count);
        Assert.False(harness.Running.IsCompleted);
    }

    [Fact]
    public async Task A_leaders_startup_task_waits_for_the_leader_and_runs_then()
    {
        await using var harness = new SchedulerHarness().Startup(onLeader: true);
        harness.Memory.CutOff();
        harness.Go();
        await harness.Clock.AdvanceAsync(TimeSpan.FromMinutes(1), sleepers: 1);
        Assert.Empty(harness.Runs);

        harness.Memory.Restore();
        await harness.Clock.AdvanceAsync(TimeSpan.FromSeconds(3.9), sleepers: 1);
        harness.Clock.Advance(TimeSpan.FromSeconds(0.1));

        await harness.RunsAsync(1);
    }

    [Fact]
    public async Task Each_term_starts_up_once_also_on_the_worker_that_led_before_and_is_still_busy_with_it()
    {
        var gate = new TaskCompletionSource();
        await using var harness = new SchedulerHarness();
        await using var other = new MemoryBroker("app", harness.Server);
        harness.Startup(_ => gate.Task, onLeader: true).Go();
        await harness.RunsAsync(1);
        harness.Server.Flush();
        var term = await other.LeadAsync("other", TimeSpan.FromHours(1), TestContext.Current.CancellationToken);
        await harness.Clock.SleepersAsync(2);
        harness.Clock.Advance(TimeSpan.FromSeconds(4));
        await harness.Clock.SleepersAsync(1);
        await other.ResignAsync("other", term, TestContext.Current.CancellationToken);
        harness.Clock.Advance(TimeSpan.FromSeconds(4));
        await harness.Clock.AdvanceAsync(TimeSpan.FromSeconds(8), sleepers: 2);
        Assert.Single(harness.Runs);

        gate.SetResult();
        await harness.RunsAsync(2);
    }

    [Fact]
    public async Task Without_tasks_the_scheduler_just_waits_for_the_stop()
    {
        await using var harness = new SchedulerHarness().Go();

        Assert.False(harness.Running.IsCompleted);
        await harness.StopAsync();
    }
}
