using Runnel.Chaos.Tests.Harness;
using Runnel.Tests;
using Runnel.Tests.Checking;
using Xunit;

namespace Runnel.Chaos.Tests.Faults;

/// <summary>A server that forgets: what is sent afterwards is handled, nothing hangs, and the log says so.</summary>
public sealed class ForgottenTests
{
    private static readonly int[] Loud = [1309, 1310, 1311, 1407, 1408];

    [Theory]
    [InlineData("FLUSHALL", "call")]
    [InlineData("FLUSHALL", "batch")]
    [InlineData("restart without persistence", "loop")]
    [InlineData("streams deleted and filled anew", "call")]
    public async Task New_events_are_handled_and_the_loss_is_logged(string how, string processor)
    {
        await using var scenario = await Scenario.StartAsync(how, processor);
        var producer = await scenario.StartProducerAsync();
        var worker = await scenario.StartWorkerAsync();
        var redis = await scenario.RedisAsync();
        await producer.SendAsync(producer.Keys(1, "before"), 5);
        await scenario.UntilAllHandledAsync();

        for (var round = 0; round < ChaosSettings.Scale; round++)
        {
            switch (how)
            {
                case "FLUSHALL":
                    await redis.ExecuteAsync("FLUSHALL");
                    break;
                case "restart without persistence":
                    await scenario.Server.KillAsync();
                    await scenario.Server.StartAgainAsync();
                    break;
                default:
                    for (var partition = 0; partition < 16; partition++) await redis.KeyDeleteAsync(Keys.Stream(partition));
                    break;
            }

            var prefix = $"after{round}-";
            await producer.SendAsync(producer.Keys(1, prefix), 5);
            await scenario.UntilAllHandledAsync(sent => sent.Key.StartsWith(prefix, StringComparison.Ordinal));
        }

        Assert.True(worker.IsRunning, worker.Output);

        // Made anew, replaced, fenced or moved: whichever the owner notices first, at its next commit. A stream that came back with higher
        // ids shows nothing.
        if (!how.StartsWith("streams", StringComparison.Ordinal))
            await Eventually.HoldsAsync(() => Loud.Any(number => worker.Count(number) > 0), () => worker.Output);
        await scenario.StopAndCheckAsync(new Allowances { ServerForgets = true, CursorFalls = true });
    }

    [Fact]
    public async Task Events_trimmed_unseen_are_reported_with_their_count_and_the_rest_is_handled()
    {
        await using var scenario = await Scenario.StartAsync("trimmed past the cursor");
        var producer = await scenario.StartProducerAsync();
        var first = await scenario.StartWorkerAsync();
        var redis = await scenario.RedisAsync();
        await producer.SendAsync(producer.Keys(1), 5);
        await scenario.UntilAllHandledAsync();
        Assert.Equal(0, await first.StopAsync());
        await producer.SendAsync(producer.Keys(1), 20);
        for (var partition = 0; partition < 16; partition++) await redis.StreamTrimAsync(Keys.Stream(partition), 8);

        var second = await scenario.StartWorkerAsync();

        await scenario.UntilAllHandledAsync(static sent => sent.N <= 5 || sent.N > 17);
        Assert.Equal(16, second.Count(1307));
        Assert.Equal(16, second.Output.Split('\n').Count(static line => line.Contains(" lost 12 events of ", StringComparison.Ordinal)));
        await scenario.StopAndCheckAsync(new Allowances { ServerForgets = true });
    }
}
