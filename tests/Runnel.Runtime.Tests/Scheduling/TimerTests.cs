using Microsoft.Extensions.DependencyInjection;
using Runnel.Contracts;
using Xunit;

namespace Runnel.Runtime.Tests.Scheduling;

public sealed class TimerTests
{
    [Fact]
    public async Task A_timer_runs_first_after_one_interval_and_then_each_interval()
    {
        await using var harness = new SchedulerHarness().Timer(4).Go();

        await harness.Clock.AdvanceAsync(TimeSpan.FromSeconds(3.9), sleepers: 1);
        Assert.Empty(harness.Runs);

        await harness.Clock.AdvanceAsync(TimeSpan.FromSeconds(8.2), sleepers: 1);
        Assert.Equal([4, 8, 12], harness.Seconds);
    }

    [Fact]
    public async Task The_time_that_runs_take_adds_up_to_no_drift()
    {
        await using var harness = new SchedulerHarness();
        harness.Timer(1, token => Task.Delay(TimeSpan.FromSeconds(0.3), harness.Clock, token)).Go();

        await harness.Clock.AdvanceAsync(TimeSpan.FromSeconds(100.5), sleepers: 1);

        Assert.Equal(Enumerable.Range(1, 100).Select(i => (double)i), harness.Seconds);
    }

    [Fact]
    public async Task A_timer_never_overlaps_itself_and_leaves_out_the_ticks_in_between()
    {
        await using var harness = new SchedulerHarness();
        harness.Timer(1, token => Task.Delay(TimeSpan.FromSeconds(2.5), harness.Clock, token)).Go();

        await harness.Clock.AdvanceAsync(TimeSpan.FromSeconds(8), sleepers: 1);

        Assert.Equal([1, 4, 7], harness.Seconds);
    }

    [Fact]
    public async Task A_timer_that_may_overlap_runs_beside_itself()
    {
        var gate = new TaskCompletionSource();
        await using var harness = new SchedulerHarness().Timer(1, _ => gate.Task, overlap: true).Go();

        for (var i = 1; i <= 3; i++)
        {
            await harness.Clock.AdvanceAsync(TimeSpan.FromSeconds(1), sleepers: 1);
            await harness.RunsAsync(i);
        }

        gate.SetResult();
        await harness.StopAsync();
    }

    [Fact]
    public async Task A_timer_that_throws_is_logged_and_runs_again_next_time()
    {
        await using var harness = new SchedulerHarness().Timer(1, _ => throw new InvalidOperationException("broken")).Go();

        await harness.Clock.AdvanceAsync(TimeSpan.FromSeconds(3), sleepers: 1);

        Assert.Equal([1, 2, 3], harness.Seconds);
        Assert.Equal(3, harness.Logged(0));
        Assert.All(harness.Logs.Lines, line => Assert.Equal("broken", line.Exception?.Message));
        Assert.Contains("Shop.Task0", harness.Logs.Lines[0].Message, StringComparison.Ordinal);
        Assert.False(harness.Running.IsCompleted);
    }

    [Fact]
    public async Task Timers_do_not_hold_each_other_up()
    {
        using var gate = new ManualResetEventSlim();
        await using var harness = new SchedulerHarness();
        var blocked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        harness.Add(Blocking()).Timer(1).Go();

        await harness.Clock.SleepersAsync(2);
        harness.Clock.Advance(TimeSpan.FromSeconds(1));
        await blocked.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        await harness.Clock.AdvanceAsync(TimeSpan.FromSeconds(3), sleepers: 1);

        Assert.Equal([1, 2, 3, 4], harness.Seconds);
        gate.Set();

        BackgroundTaskDescriptor Blocking() => new()
        {
            Name = "blocking",
            Source = "Shop.Blocking",
            Kind = BackgroundTaskKind.Timer,
            Interval = TimeSpan.FromSeconds(1),
            Run = (_, _, token) =>
            {
                blocked.TrySetResult();
                gate.Wait(token);
                return ValueTask.CompletedTask;
            },
        };
    }

    [Fact]
    public async Task Ticks_that_were_slept_through_are_left_out()
    {
        await using var harness = new SchedulerHarness().Timer(1).Go();
        await harness.Clock.SleepersAsync(1);

        harness.Clock.Advance(TimeSpan.FromSeconds(5.5));
        await harness.RunsAsync(1);
        await harness.Clock.AdvanceAsync(TimeSpan.FromSeconds(1), sleepers: 1);

        Assert.Equal([5.5, 6], harness.Seconds);
    }

    [Fact]
    public async Task A_run_under_way_ends_undisturbed_within_the_grace_period()
    {
        var token = CancellationToken.None;
        var gate = new TaskCompletionSource();
        await using var harness = new SchedulerHarness().Timer(1, running =>
        {
            token = running;
            return gate.Task;
        }).Go();
        await harness.FirstRunAsync();

        harness.Stop();
        await harness.Clock.AdvanceAsync(TimeSpan.FromSeconds(7.9), sleepers: 1);
        Assert.False(token.IsCancellationRequested);
        Assert.False(harness.Running.IsCompleted);
        gate.SetResult();

        await harness.Running;
        Assert.Single(harness.Runs);
        Assert.False(token.IsCancellationRequested);
    }

    [Fact]
    public async Task A_run_that_outlasts_the_grace_period_is_cancelled()
    {
        await using var harness = new SchedulerHarness().Timer(1, token => Task.Delay(Timeout.Infinite, token)).Go();
        await harness.FirstRunAsync();

        harness.Stop();
        await harness.Clock.SleepersAsync(1);
        harness.Clock.Advance(TimeSpan.FromSeconds(8));

        await harness.Running;
        Assert.Equal((1, 0, 0), (harness.Logged(1), harness.Logged(0), harness.Logged(5)));
    }

    [Fact]
    public async Task A_run_that_ignores_its_token_is_left_behind_by_name()
    {
        var gate = new TaskCompletionSource();
        await using var harness = new SchedulerHarness().Timer(1, _ => gate.Task).Go();
        await harness.FirstRunAsync();

        harness.Stop();
        await harness.Clock.AdvanceAsync(TimeSpan.FromSeconds(8), sleepers: 1);
        Assert.False(harness.Running.IsCompleted);
        harness.Clock.Advance(TimeSpan.FromSeconds(5));

        await harness.Running;
        Assert.Contains("task_0", Assert.Single(harness.Logs.Lines, line => line.Id.Id == 1605).Message, StringComparison.Ordinal);
        gate.SetResult();
    }

    [Fact]
    public async Task Nothing_starts_after_the_stop()
    {
        await using var harness = new SchedulerHarness().Timer(1).Crontab("* * * * *").Timer(1, onLeader: true).Go();
        await harness.Clock.SleepersAsync(5);

        await harness.StopAsync();
        harness.Clock.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal(0, harness.Clock.Sleepers);
        Assert.Empty(harness.Runs);
    }

    [Fact]
    public async Task A_callback_on_the_token_that_throws_brings_nothing_down()
    {
        var registered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var harness = new SchedulerHarness().Timer(1, async token =>
        {
            await using var registration = token.Register(() => throw new InvalidOperationException("callback"));
            registered.SetResult();
            await Task.Delay(Timeout.Infinite, token);
        }).Go();
        await harness.FirstRunAsync();
        await registered.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

        harness.Stop();
        await harness.Clock.SleepersAsync(1);
        harness.Clock.Advance(TimeSpan.FromSeconds(8));

        await harness.Running;
        Assert.Equal(1, harness.Logged(7));
    }

    [Fact]
    public async Task A_scope_is_made_for_each_run_that_needs_services()
    {
        var made = new List<Scoped>();
        await using var services = new ServiceCollection().AddScoped(_ => Made()).BuildServiceProvider();
        await using var harness = new SchedulerHarness { Services = services };
        harness.Add(new BackgroundTaskDescriptor
        {
            Name = "scoped",
            Source = "Shop.Scoped",
            Kind = BackgroundTaskKind.Timer,
            Interval = TimeSpan.FromSeconds(1),
            NeedsServices = true,
            Run = (_, scope, _) =>
            {
                Assert.False(scope.GetRequiredService<Scoped>().IsDisposed);
                return ValueTask.CompletedTask;
            },
        }).Go();

        await harness.Clock.AdvanceAsync(TimeSpan.FromSeconds(2), sleepers: 1);

        Assert.Equal(2, made.Count);
        Assert.All(made, scoped => Assert.True(scoped.IsDisposed));
        Assert.Empty(harness.Logs.Lines);

        Scoped Made()
        {
            var scoped = new Scoped();
            made.Add(scoped);
            return scoped;
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void An_interval_that_is_not_positive_is_refused(double seconds)
        => Assert.Contains(
            "Shop.Task0", Assert.Throws<SettingException>(() => new SchedulerHarness().Timer(seconds).Create()).Message, StringComparison.Ordinal);

    private sealed class Scoped : IDisposable
    {
        public bool IsDisposed { get; private set; }

        public void Dispose() => IsDisposed = true;
    }
}
