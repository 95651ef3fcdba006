using Xunit;

namespace Runnel.Testing.Tests;

public sealed class ClockTests : DepotTest
{
    [Fact]
    public async Task Timers_and_crontabs_run_at_their_own_moments_in_order()
    {
        var host = await StartAsync();

        await host.Clock.AdvanceAsync(TimeSpan.FromMinutes(576));

        Assert.Equal(Start.AddMinutes(576), host.Clock.GetUtcNow());
        Assert.Equal(Enumerable.Range(1, 576).Select(minute => Start.AddMinutes(minute)), host.Runs.Where(run => run.Task == "tick").Select(run => run.At));
        Assert.Equal([Start.AddHours(9)], host.Runs.Where(run => run.Task == "count").Select(run => run.At));
        Assert.Equal([Start.AddHours(9.5)], host.Runs.Where(run => run.Task == "lead").Select(run => run.At));
        Assert.Equal(host.Runs.OrderBy(run => run.At), host.Runs);
    }

    [Fact]
    public async Task The_clock_waits_for_what_a_moment_starts()
    {
        RunnelTestHost<Depot> host = null!;
        var ended = new List<DateTimeOffset>();
        Script.OnTick = async () =>
        {
            // Leaves every context, for real time.
            await Task.Delay(TimeSpan.FromMilliseconds(5)).ConfigureAwait(false);
            await host.App.Parcels.SendAsync(new Parcel(ended.Count));
            ended.Add(host.App.Now);
        };
        Script.OnPack = async (_, cancellationToken) => await Task.Run(static () => Thread.Sleep(1), cancellationToken);
        host = await StartAsync();

        await host.Clock.AdvanceAsync(TimeSpan.FromMinutes(3));

        Assert.Equal([Start.AddMinutes(1), Start.AddMinutes(2), Start.AddMinutes(3)], ended);
        Assert.Equal(3, host.Committed("pack").Count);
    }

    [Fact]
    public async Task A_handler_that_waits_for_the_clock_holds_nobody_up()
    {
        RunnelTestHost<Depot> host = null!;
        Script.OnPack = async (_, cancellationToken) => await Task.Delay(TimeSpan.FromSeconds(90), host.Clock, cancellationToken);
        host = await StartAsync();
        await host.SendAsync(new Parcel(1), "parcels");

        await host.Clock.AdvanceAsync(TimeSpan.FromSeconds(89));
        Assert.Empty(host.Committed("pack"));
        var stuck = await Assert.ThrowsAsync<StuckException>(host.DrainAsync);
        Assert.Equal(StuckWhere.Clock, Assert.Single(stuck.Stuck).Where);
        await host.Clock.AdvanceAsync(TimeSpan.FromSeconds(1));

        Assert.Single(host.Committed("pack"));
        Assert.Empty(host.Retried);
    }

    [Fact]
    public async Task A_handler_that_the_test_holds_keeps_its_lease_while_the_clock_goes_on()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Script.OnPack = async (_, cancellationToken) => await gate.Task.WaitAsync(cancellationToken);
        var host = await StartAsync();
        await host.SendAsync(new Parcel(1), "parcels");

        await host.Clock.AdvanceAsync(TimeSpan.FromMinutes(2), waitForHandlers: false);
        gate.SetResult();
        await host.DrainAsync();

        Assert.Single(host.Handled("pack"));
        Assert.Single(host.Committed("pack"));
    }

    [Fact]
    public async Task Its_timers_are_those_of_the_platform()
    {
        var host = await StartAsync();
        var fired = new List<DateTimeOffset>();
        await using var timer = host.Clock.CreateTimer(_ => fired.Add(host.Clock.GetUtcNow()), null, TimeSpan.FromSeconds(1.5), TimeSpan.FromSeconds(1));

        await host.Clock.AdvanceAsync(TimeSpan.FromSeconds(3));
        Assert.Equal([Start.AddSeconds(1.5), Start.AddSeconds(2.5)], fired);

        Assert.True(timer.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan));
        await host.Clock.AdvanceAsync(TimeSpan.Zero);
        Assert.Equal(Start.AddSeconds(3), fired[^1]);
        await host.Clock.AdvanceAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(3, fired.Count);
    }

    [Fact]
    public async Task The_clock_only_goes_forward_and_one_step_at_a_time()
    {
        var host = await StartAsync();
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => host.Clock.AdvanceAsync(TimeSpan.FromSeconds(-1)));

        var first = host.Clock.AdvanceAsync(TimeSpan.FromHours(1));
        await Assert.ThrowsAsync<InvalidOperationException>(() => host.Clock.AdvanceAsync(TimeSpan.FromHours(1)));
        await first;
    }

    [Fact]
    public async Task A_startup_task_that_throws_fails_the_start()
    {
        Script.OnStart = static () => throw new InvalidOperationException("no key");

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync());

        Assert.Contains("halted while it started", error.Message, StringComparison.Ordinal);
        Assert.Equal("no key", error.InnerException?.Message);
    }

    [Fact]
    public async Task A_run_that_throws_is_there_with_what_it_threw()
    {
        Script.OnTick = static () => throw new InvalidOperationException("late");
        var host = await StartAsync();

        await host.Clock.AdvanceAsync(TimeSpan.FromMinutes(2));

        Assert.Equal(["late", "late"], host.Runs.Where(run => run.Task == "tick").Select(run => run.Exception?.Message));
    }
}
