using Runnel.Testing;
using Xunit;

namespace Runnel.Samples.Tests;

[Collection(nameof(ConsoleText))]
public sealed class OrdersTests
{
    [Fact]
    public async Task Every_4_seconds_an_order_is_sent_and_printed()
    {
        using var console = new ConsoleText();
        await using var host = await RunnelTestHost.StartAsync<Shop>();

        await host.Clock.AdvanceAsync(TimeSpan.FromSeconds(12));

        Assert.Equal([9.99, 9.99, 9.99], host.Committed<Order>(nameof(Shop.Print)).Select(order => order.Amount));
        Assert.Equal(["processed 9.99", "processed 9.99", "processed 9.99"], console.Lines);
    }
}
