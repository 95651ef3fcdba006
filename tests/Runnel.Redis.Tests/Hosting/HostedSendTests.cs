using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Runnel.Tests;
using Runnel.Tests.Hosting;
using Xunit;

namespace Runnel.Redis.Tests.Hosting;

/// <summary>A host starts without waiting for its broker; whoever sends meanwhile waits.</summary>
public sealed class HostedSendTests
{
    [Fact]
    public async Task A_send_right_after_the_hosts_start_waits_for_the_connection()
    {
        await using var server = await RedisServer.StartAsync();
        using var host = Create(server);
        await host.StartAsync(TestContext.Current.CancellationToken);

        var sent = await host.Services.GetRequiredService<Till>().Sales.SendAsync(new Sale(1, 1), TestContext.Current.CancellationToken);

        Assert.NotEqual(EntryId.Zero, sent);
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_send_before_there_is_a_server_waits_for_it()
    {
        await using var server = await RedisServer.StartAsync();
        await server.StopAsync();
        using var host = Create(server);
        await host.StartAsync(TestContext.Current.CancellationToken);
        var sending = host.Services.GetRequiredService<Till>().Sales.SendAsync(new Sale(1, 1), TestContext.Current.CancellationToken).AsTask();

        await server.StartAgainAsync();

        Assert.NotEqual(EntryId.Zero, await sending);
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    private static IHost Create(RedisServer server)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton(new TillScript());
        builder.Services.AddRunnel<Till>(options => (options.RedisUrl, options.SendTimeout) = (server.Url, TimeSpan.FromMinutes(2)));
        return builder.Build();
    }
}
