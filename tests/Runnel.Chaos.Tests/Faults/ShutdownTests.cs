using Runnel.Chaos.Tests.Harness;
using Runnel.Tests.Checking;
using Xunit;

namespace Runnel.Chaos.Tests.Faults;

/// <summary>A worker that is told to stop while an event takes longer than the grace period.</summary>
public sealed class ShutdownTests
{
    [Theory]
    [InlineData("call")]
    [InlineData("loop")]
    [InlineData("batch")]
    public async Task What_is_cancelled_in_mid_delivery_is_not_committed(string processor)
    {
        await using var scenario = await Scenario.StartAsync("shutdown past the grace period", processor);
        scenario.Environment["RUNNEL_DEFAULT_GRACE_PERIOD_SECONDS"] = "0.5";
        scenario.Environment["CHAOS_WORK_MICROSECONDS"] = "30000000";
        var producer = await scenario.StartProducerAsync();
        await producer.SendAsync(producer.Keys(1), 3);
        var slow = await scenario.StartWorkerAsync();
        await scenario.UntilAllPartitionsAsync();

        var stopping = Clock.Now;
        Assert.Equal(0, await slow.StopAsync());
        Scenario.Within(Clock.Between(stopping, Clock.Now), TimeSpan.FromSeconds(1.5), "stop past the grace period");
        Assert.All(scenario.Handlings(), static handling => Assert.Equal(HandlingEnd.Cancelled, handling.How));
        Assert.All(await scenario.LeasesAsync(), static lease => Assert.Equal((EntryId.Zero, ""), (lease.Cursor, lease.Owner)));

        scenario.Environment["CHAOS_WORK_MICROSECONDS"] = "0";
        await scenario.StartWorkerAsync();
        await scenario.UntilAllHandledAsync();
        await scenario.StopAndCheckAsync();
    }

    [Fact]
    public async Task Code_that_ignores_its_cancellation_keeps_its_lease_and_nothing_of_it_is_committed()
    {
        await using var scenario = await Scenario.StartAsync("shutdown, code that ignores its token");
        scenario.Environment["RUNNEL_DEFAULT_GRACE_PERIOD_SECONDS"] = "0.3";
        var producer = await scenario.StartProducerAsync();
        var key = producer.Keys(1, "deaf", 3)[0];
        await producer.SendAsync(key);
        await producer.SendAsync(key, deed: Deeds.Ignore);
        var deaf = await scenario.StartWorkerAsync();
        await scenario.UntilAsync(static all => all.Any(static handling => handling.N == 2), "the deaf event");
        var begun = scenario.Handlings().Single(static handling => handling.N == 1).Id;

        Assert.Equal(0, await deaf.StopAsync());

        var lease = (await scenario.LeasesAsync())[3];
        Assert.Equal((begun, true), (lease.Cursor, lease.IsOf(deaf)));
        var next = await scenario.StartWorkerAsync();
        await scenario.UntilAsync(all => all.Any(handling => handling.N == 2 && handling.IsBy(next) && handling.Recovering),
            "the event to be handed out again");
        await next.KillAsync();
        await scenario.CheckAsync(new Allowances { Unhandled = static stored => stored.N == 2 });
    }
}
