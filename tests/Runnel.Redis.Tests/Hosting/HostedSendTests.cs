using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Runnel.Redis.Tests.CommandLine;
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

    [Fact]
    public async Task A_stream_that_was_declared_otherwise_gets_not_one_event()
    {
        await using var server = await RedisServer.StartAsync();
        using (var first = Create(server))
        {
            await first.StartAsync(TestContext.Current.CancellationToken);
            await SendAsync(first);
            await first.StopAsync(TestContext.Current.CancellationToken);
        }

        using var second = Create(server, options => options.Streams["sales"].PartitionCount = 5);
        var sending = SendAsync(second);
        await second.StartAsync(TestContext.Current.CancellationToken);

        var error = await Assert.ThrowsAsync<SendException>(() => sending);
        Assert.Equal(SendOutcome.NotAppended, error.Outcome);
        Assert.Matches("was declared otherwise: 'sales' has .* 4, this program declares 5", error.Message);
        Assert.Equal(error.Message, (await Assert.ThrowsAsync<SendException>(() => SendAsync(second))).Message);
        Assert.Equal("*1\r\n", (await RedisCli.RunAsync(server, "KEYS", "runnel:{till.sales.?}"))[..4]);
        await second.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_send_of_a_host_that_was_never_started_fails_after_the_send_timeout()
    {
        await using var server = await RedisServer.StartAsync();
        using var host = Create(server, options => options.SendTimeout = TimeSpan.FromSeconds(1));

        var error = await Assert.ThrowsAsync<SendException>(() => SendAsync(host));

        Assert.Equal(SendOutcome.NotAppended, error.Outcome);
        Assert.Contains("see whether its host was started", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_that_ends_before_it_connected_ends_its_waiting_sends()
    {
        await using var server = await RedisServer.StartAsync();
        await server.StopAsync();
        var host = Create(server);
        await host.StartAsync(TestContext.Current.CancellationToken);
        var sending = SendAsync(host);

        await host.StopAsync(TestContext.Current.CancellationToken);
        await ((IAsyncDisposable)host).DisposeAsync();

        Assert.Equal(SendOutcome.NotAppended, (await Assert.ThrowsAsync<SendException>(() => sending)).Outcome);
    }

    private static Task<EntryId> SendAsync(IHost host)
        => host.Services.GetRequiredService<Till>().Sales.SendAsync(new Sale(1, 1), TestContext.Current.CancellationToken).AsTask();

    private static IHost Create(RedisServer server, Action<RunnelOptions>? configure = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton(new TillScript());
        builder.Services.AddRunnel<Till>(options =>
        {
            (options.RedisUrl, options.SendTimeout) = (server.Url, TimeSpan.FromMinutes(2));
            configure?.Invoke(options);
        });
        return builder.Build();
    }
}
