using Runnel.Chaos.Tests.Harness;
using Runnel.Tests.Checking;
using Xunit;

namespace Runnel.Chaos.Tests.Faults;

/// <summary>An operator sets positions under live owners.</summary>
public sealed class OperatorTests
{
    [Theory]
    [InlineData("call", false)]
    [InlineData("loop", false)]
    [InlineData("batch", false)]
    [InlineData("call", true)]
    public async Task The_owner_follows_a_reset_and_commits_no_old_position(string processor, bool isBackground)
    {
        await using var scenario = await Scenario.StartAsync("an operator resets under a live owner", processor);
        if (isBackground) scenario.Environment["RUNNEL_DEFAULT_ACK_MODE"] = "background";
        scenario.Environment["CHAOS_WORK_MICROSECONDS"] = "2000";
        var producer = await scenario.StartProducerAsync();
        await producer.SendAsync(producer.Keys(1), 20);
        await scenario.StartWorkerAsync();
        await using var traffic = producer.Begin(producer.Keys(2, "t"), TimeSpan.FromMilliseconds(15));
        await scenario.UntilAllPartitionsAsync();
        await scenario.UntilAllHandledAsync(static sent => sent.Key.StartsWith('k'));

        for (var round = 0; round < ChaosSettings.Scale; round++)
        {
            await scenario.RandomMomentAsync();
            var reset = Clock.Now;
            await scenario.RunCommandAsync("processor", "reset", processor, "--start", "0");
            await scenario.UntilAsync(all => all.Where(handling => handling.Begin > reset && handling.Key[0] == 'k' && handling.N == 1)
                .Select(static handling => handling.Partition).Distinct().Count() == 16, "the beginning to be handled again");
        }

        await traffic.StopAsync();
        await scenario.UntilAllHandledAsync();
        await scenario.UntilCaughtUpAsync();
        await scenario.StopAndCheckAsync(new Allowances { CursorFalls = true, Repeats = int.MaxValue });
    }

    [Theory]
    [InlineData("call", false)]
    [InlineData("loop", false)]
    [InlineData("batch", false)]
    [InlineData("call", true)]
    public async Task Pauses_of_two_workers_repeat_nothing_and_lose_nothing(string processor, bool isBackground)
    {
        await using var scenario = await Scenario.StartAsync("an operator pauses and resumes", processor);
        if (isBackground) scenario.Environment["RUNNEL_DEFAULT_ACK_MODE"] = "background";
        scenario.Environment["CHAOS_WORK_MICROSECONDS"] = "2000";
        var producer = await scenario.StartProducerAsync();
        await scenario.StartWorkerAsync();
        await scenario.StartWorkerAsync();
        await using var traffic = producer.Begin(producer.Keys(2), TimeSpan.FromMilliseconds(20));
        await scenario.UntilAllPartitionsAsync();

        for (var round = 0; round < 3 * ChaosSettings.Scale; round++)
        {
            await scenario.RandomMomentAsync();
            await scenario.RunCommandAsync("processor", "pause", processor, "--reason", "chaos");
            await scenario.RandomMomentAsync();
            await scenario.RunCommandAsync("processor", "resume", processor);
        }

        await traffic.StopAsync();
        await scenario.UntilAllHandledAsync();
        await scenario.UntilCaughtUpAsync();
        await scenario.StopAndCheckAsync(new Allowances { Repeats = 0 });
    }
}
