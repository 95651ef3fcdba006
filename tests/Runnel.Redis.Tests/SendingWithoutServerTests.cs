using Runnel.Tests;
using Runnel.Tests.Sending;
using Xunit;

namespace Runnel.Redis.Tests;

/// <summary>What a send says when the server is not there at all, or comes late.</summary>
public sealed class SendingWithoutServerTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task With_no_connection_for_longer_than_the_send_timeout_the_event_is_surely_not_there()
    {
        await using var server = await RedisServer.StartAsync();
        await using var broker = await Brokers.ConnectAsync(server.Url);
        var stream = TestStreams.Bind(broker, partitions: 1, sendTimeout: TimeSpan.FromMilliseconds(300));
        await stream.SendAsync(new Numbered("a", 0), Cancelled);
        await server.KillAsync();

        // The first ones may still meet the connection's end; once it is known to be gone, nothing is sent any more.
        await Eventually.HoldsAsync(async () =>
            (await Assert.ThrowsAsync<SendException>(() => stream.SendAsync(new Numbered("a", 1), Cancelled).AsTask())).Outcome == SendOutcome.NotAppended);
    }

    [Fact]
    public async Task A_server_that_comes_back_within_the_send_timeout_costs_no_event()
    {
        await using var server = await RedisServer.StartAsync("--appendonly", "yes", "--appendfsync", "always");
        await using var broker = await Brokers.ConnectAsync(server.Url);
        var stream = TestStreams.Bind(broker, partitions: 2);

        var sending = stream.SendManyAsync(Order.Records(keys: 20, each: 1000), Cancelled);
        await server.KillAsync();
        await server.StartAgainAsync();

        Assert.Equal(20_000, await sending);
        Order.IsKept(await stream.ReadAllPatientlyAsync(), keys: 20, each: 1000);
    }
}
