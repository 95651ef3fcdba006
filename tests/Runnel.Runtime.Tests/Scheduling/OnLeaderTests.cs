using Runnel.Brokers.Memory;
using Runnel.Tests;
using Runnel.Tests.Conformance;
using Xunit;

namespace Runnel.Runtime.Tests.Scheduling;

public sealed class OnLeaderTests
{
    /// <summary>A leader waits for its next renewal and its deadline; one that does not lead for its next try.</summary>
    private const int Leading = 2;
    private const int Following = 1;

    [Fact]
    public async Task Only_the_leader_runs_and_when_it_stops_the_next_one_goes_on()
    {
        var clock = new SteppingClock(SchedulerHarness.Start);
        var server = new MemoryServer(clock);
        await using var first = new SchedulerHarness(clock: clock, server: server).Startup(onLeader: true).Timer(10, onLeader: true).Go();
        await first.RunsAsync(1);
        await clock.SleepersAsync(Leading + 1);
        await using var second = new SchedulerHarness(clock: clock, server: server).Startup(onLeader: true).Timer(10, onLeader: true).Go();

        await clock.AdvanceAsync(TimeSpan.FromSeconds(25), Leading + 1 + Following);
        Assert.Equal([0, 10, 20], first.Seconds);
        Assert.Empty(second.Runs);

        await first.StopAsync();
        await clock.SleepersAsync(Following);
        clock.Advance(TimeSpan.FromSeconds(3));
        await second.RunsAsync(1);
        await clock.AdvanceAsync(TimeSpan.FromSeconds(10), Leading + 1);

        Assert.Equal(3, first.Runs.Count);
        Assert.Equal([28, 38], second.Seconds);
    }

    [Fact]
    public async Task A_leader_that_is_cut_off_stops_before_another_can_lead()
    {
        var clock = new SteppingClock(SchedulerHarness.Start);
        var server = new MemoryServer(clock);
        await using var first = new SchedulerHarness(clock: clock, server: server).Startup(token => Task.Delay(Timeout.Infinite, token), onLeader: true).Go();
        await first.RunsAsync(1);
        await clock.SleepersAsync(Leading);
        await using var second = new SchedulerHarness(clock: clock, server: server).Startup(onLeader: true).Go();

        first.Memory.CutOff();
        await clock.AdvanceAsync(TimeSpan.FromSeconds(13.4), Leading + Following);
        Assert.Equal(0, first.Logged(1));

        clock.Advance(TimeSpan.FromSeconds(0.1));
        await Eventually.HoldsAsync(() => first.Logged(1) == 1);
        Assert.Equal(0, await second.Broker.LeadAsync("other", TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken));
        Assert.Empty(second.Runs);

        await clock.SleepersAsync(Following + Following);
        clock.Advance(TimeSpan.FromSeconds(2.5));
        await second.RunsAsync(1);
        first.Memory.Restore();
    }

    [Fact]
    public async Task A_term_that_was_thought_lost_and_goes_on_starts_up_once_but_its_timers_run_again()
    {
        await using var harness = new SchedulerHarness().Startup(onLeader: true).Timer(10, onLeader: true).Go();
        await harness.RunsAsync(1);
        await harness.Clock.SleepersAsync(Leading + 1);
        harness.Memory.CutOff();
        await harness.Clock.AdvanceAsync(TimeSpan.FromSeconds(13.4), Leading + 1);
        harness.Clock.Advance(TimeSpan.FromSeconds(0.1));
        await harness.Clock.SleepersAsync(Following);
        harness.Memory.Restore();
        harness.Clock.Advance(TimeSpan.FromSeconds(2.5));
        await harness.Clock.AdvanceAsync(TimeSpan.FromSeconds(10), Leading + 1);

        Assert.Equal([0, 10, 26], harness.Seconds);
        Assert.Equal((1, 1), (harness.Logs.Count(1350), harness.Logs.Count(1351)));
    }

    [Fact]
    public async Task A_tick_runs_on_the_leader_only()
    {
        var clock = new SteppingClock(SchedulerHarness.Start);
        var server = new MemoryServer(clock);
        await using var first = new SchedulerHarness(clock: clock, server: server).Crontab("* * * * *", onLeader: true).Go();
        await clock.SleepersAsync(Leading + 1);
        await using var second = new SchedulerHarness(clock: clock, server: server).Crontab("* * * * *", onLeader: true).Go();

        await clock.AdvanceAsync(TimeSpan.FromMinutes(3), Leading + 1 + Following);

        Assert.Equal([60, 120, 180], first.Seconds);
        Assert.Empty(second.Runs);
    }

    [Fact]
    public async Task A_tick_that_one_leader_ran_is_not_run_again_by_the_next_whose_clock_lags()
    {
        var clock = new SteppingClock(SchedulerHarness.Start);
        var server = new MemoryServer(clock);
        var lagging = new SteppingClock(SchedulerHarness.Start - TimeSpan.FromSeconds(20));
        await using (var first = new SchedulerHarness(clock: clock, server: server).Crontab("* * * * *", onLeader: true).Go())
        {
            await clock.AdvanceAsync(TimeSpan.FromSeconds(61), Leading + 1);
            await first.StopAsync();
            Assert.Equal([60], first.Seconds);
        }

        await lagging.AdvanceAsync(TimeSpan.FromSeconds(61), 0);
        await using var second = new SchedulerHarness(clock: lagging, server: server).Crontab("* * * * *", onLeader: true).Go();
        await lagging.AdvanceAsync(TimeSpan.FromSeconds(30), Leading + 1);
        Assert.Empty(second.Runs);
        Assert.Equal(1, second.Logged(2));

        await lagging.AdvanceAsync(TimeSpan.FromSeconds(60), Leading + 1);
        Assert.Equal([120], second.Seconds);
    }

    [Fact]
    public async Task A_tick_whose_claim_was_carried_out_but_not_answered_runs_once_when_the_same_term_asks_again()
    {
        await using var harness = new SchedulerHarness();
        var broker = new FaultyBroker(harness.Memory, seed: 1, new FaultRates { DropReply = 1 }) { IsFaulty = false };
        harness.Broker = broker;
        harness.Crontab("* * * * *", onLeader: true).Go();
        await harness.Clock.AdvanceAsync(TimeSpan.FromSeconds(59.9), Leading + 1);

        broker.IsFaulty = true;
        await harness.Clock.AdvanceAsync(TimeSpan.FromSeconds(0.1), Leading + 1);
        Assert.Empty(harness.Runs);
        Assert.Equal(1, harness.Logged(4));
        broker.IsFaulty = false;
        await harness.Clock.AdvanceAsync(TimeSpan.FromSeconds(70), Leading + 1);

        Assert.Equal([60.2, 120], harness.Seconds);
    }

    [Fact]
    public async Task A_tick_whose_claim_is_not_answered_at_once_runs_when_the_broker_is_back()
    {
        await using var harness = new SchedulerHarness().Crontab("* * * * *", onLeader: true).Go();
        await harness.Clock.AdvanceAsync(TimeSpan.FromSeconds(57), Leading + 1);

        harness.Memory.CutOff();
        await harness.Clock.AdvanceAsync(TimeSpan.FromSeconds(5), Leading + 1);
        Assert.Empty(harness.Runs);
        Assert.True(harness.Logged(4) > 0);
        harness.Memory.Restore();
        await harness.Clock.AdvanceAsync(TimeSpan.FromSeconds(1), Leading + 1);

        Assert.Equal(62, Math.Floor(Assert.Single(harness.Seconds)));
    }

    [Fact]
    public async Task Leadership_is_kept_while_the_last_runs_end_and_given_up_then()
    {
        var gate = new TaskCompletionSource();
        await using var harness = new SchedulerHarness().Startup(_ => gate.Task, onLeader: true).Go();
        await harness.RunsAsync(1);
        await using var other = new MemoryBroker("app", harness.Server);

        harness.Stop();
        await harness.Clock.AdvanceAsync(TimeSpan.FromSeconds(7), Leading + 1);
        Assert.Equal(0, await other.LeadAsync("other", TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken));
        gate.SetResult();
        await harness.Running;

        Assert.True(await other.LeadAsync("other", TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken) > 0);
    }

    [Fact]
    public async Task Without_leader_tasks_nobody_seeks_to_lead()
    {
        await using var harness = new SchedulerHarness().Timer(1).Go();
        await harness.Clock.AdvanceAsync(TimeSpan.FromSeconds(5), sleepers: 1);

        Assert.True(await harness.Memory.LeadAsync("other", TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken) > 0);
    }
}
