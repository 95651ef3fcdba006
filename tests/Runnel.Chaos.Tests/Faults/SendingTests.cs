using Runnel.Chaos.Tests.Harness;
using Runnel.Tests.Checking;
using Xunit;

namespace Runnel.Chaos.Tests.Faults;

/// <summary>Sending while connections break: order kept, nothing twice, and whatever failed is reported truly.</summary>
public sealed class SendingTests
{
    [Fact]
    public async Task Breaks_shorter_than_the_send_timeout_cost_no_send()
    {
        await using var scenario = await Scenario.StartAsync("sending while connections break");
        var proxy = scenario.Own(FaultProxy.Start(scenario.Server.Port));
        var producer = await scenario.StartProducerAsync(proxy.Url);
        var keys = producer.Keys(3);
        var cuts = 0;

        // A fast machine sends many between two cuts.
        while (cuts <= 3)
        {
            var sending = producer.SendAsync(keys, 100 * ChaosSettings.Scale);
            while (!sending.IsCompleted)
            {
                await scenario.RandomMomentAsync(100);
                proxy.Delay = TimeSpan.FromMilliseconds(scenario.Random.Next(3));
                proxy.Cut();
                cuts++;
            }

            await sending;
        }

        await scenario.StartWorkerAsync();
        await scenario.UntilAllHandledAsync();
        await scenario.StopAndCheckAsync();
        Assert.True(cuts > 3, $"{cuts} cuts");
        Assert.All(producer.Sends, static sent => Assert.Equal(SendResult.Confirmed, sent.Result));
    }

    [Fact]
    public async Task Breaks_longer_than_the_send_timeout_are_reported_truly()
    {
        await using var scenario = await Scenario.StartAsync("sending while connections break for long");
        var proxy = scenario.Own(FaultProxy.Start(scenario.Server.Port));
        var producer = await scenario.StartProducerAsync(proxy.Url, TimeSpan.FromMilliseconds(400));
        await scenario.StartWorkerAsync();
        await using (producer.Begin(producer.Keys(2), TimeSpan.FromMilliseconds(10)))
        {
            await scenario.UntilAllPartitionsAsync();
            for (var round = 0; round < 2 * ChaosSettings.Scale; round++)
            {
                // Both halves: what never arrives, and what arrives and is never answered.
                await scenario.RandomMomentAsync();
                proxy.SwallowsRequests = round % 2 == 0;
                proxy.SwallowsReplies = true;
                await Scenario.PassAsync(TimeSpan.FromSeconds(1.2));
                proxy.Swallow(false);
                proxy.Cut();
                await scenario.UntilAllPartitionsAsync(Clock.Now);
            }
        }

        await scenario.UntilAllHandledAsync();
        await scenario.StopAndCheckAsync();
        Assert.Contains(producer.Sends, static sent => sent.Result == SendResult.Unknown);
    }
}
