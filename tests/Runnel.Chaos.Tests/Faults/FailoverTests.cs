using Runnel.Chaos.Tests.Harness;
using Runnel.Tests;
using Runnel.Tests.Checking;
using StackExchange.Redis;
using Xunit;

namespace Runnel.Chaos.Tests.Faults;

/// <summary>A replica that lags is promoted and takes the primary's address over, as behind a virtual address or a Sentinel.</summary>
public sealed class FailoverTests
{
    [Theory]
    [InlineData("call")]
    [InlineData("loop")]
    [InlineData("batch")]
    public async Task What_survived_is_gone_on_with_without_a_gap_and_epochs_rise(string processor)
    {
        await using var scenario = await Scenario.StartAsync("replica promoted while lagging", processor);
        var replica = await RedisServer.StartAsync("--replicaof", "127.0.0.1", $"{scenario.Server.Port}");
        await using var operators = await ConnectionMultiplexer.ConnectAsync($"{replica.EndPoint},allowAdmin=true,abortConnect=false,asyncTimeout=15000");
        var promoted = operators.GetServer(replica.EndPoint);
        await Eventually.HoldsAsync(async () => (await promoted.InfoRawAsync("replication"))!.Contains("master_link_status:up", StringComparison.Ordinal));
        var proxy = scenario.Own(FaultProxy.Start(scenario.Server.Port));
        var producer = await scenario.StartProducerAsync(proxy.Url);
        for (var i = 0; i < 2; i++) await scenario.StartWorkerAsync(proxy.Url);
        await using var traffic = producer.Begin(producer.Keys(1), TimeSpan.FromMilliseconds(15));
        await scenario.UntilAllPartitionsAsync();
        await Scenario.PassAsync(TimeSpan.FromSeconds(0.5));
        var epochs = (await scenario.LeasesAsync()).Select(static lease => lease.Epoch).ToList();

        // What happens from here on never reaches the replica: it is deaf to its primary's last words.
        await promoted.ExecuteAsync("CONFIG", "SET", "repl-timeout", "60");
        replica.Freeze();
        await Scenario.PassAsync(TimeSpan.FromMilliseconds(300));
        await scenario.Server.KillAsync();
        proxy.Refuses = true;
        proxy.Cut();
        replica.Thaw();
        await promoted.ExecuteAsync("REPLICAOF", "NO", "ONE");
        await scenario.TurnToAsync(replica);
        proxy.Server = replica.Port;
        proxy.Refuses = false;
        var since = Clock.Now;
        await scenario.UntilAllPartitionsAsync(since);
        await CheckAsync(scenario, traffic, epochs);
    }

    [Theory]
    [InlineData("call")]
    [InlineData("batch")]
    public async Task Sentinels_that_promote_it_make_no_difference(string processor)
    {
        await using var scenario = await Scenario.StartAsync("replica promoted while lagging, by sentinels", processor);
        var group = scenario.Own(await RedisSentinel.StartAsync());
        await scenario.TurnToAsync(group.Servers[0], isOwned: false);
        var producer = await scenario.StartProducerAsync(group.Url);
        for (var i = 0; i < 2; i++) await scenario.StartWorkerAsync(group.Url);
        await using var traffic = producer.Begin(producer.Keys(1), TimeSpan.FromMilliseconds(15));
        await scenario.UntilAllPartitionsAsync();
        await Scenario.PassAsync(TimeSpan.FromSeconds(0.5));
        var epochs = (await scenario.LeasesAsync()).Select(static lease => lease.Epoch).ToList();

        group.Servers[1].Freeze();
        await Scenario.PassAsync(TimeSpan.FromMilliseconds(300));
        await group.Servers[0].KillAsync();
        var died = Clock.Now;
        group.Servers[1].Thaw();
        await group.PromotedAsync(group.Servers[0]);
        Scenario.Say($"promoted after {Clock.Between(died, Clock.Now).TotalMilliseconds:0} ms");
        await scenario.TurnToAsync(group.Servers[1], isOwned: false);
        await scenario.UntilAllPartitionsAsync(Clock.Now);
        await CheckAsync(scenario, traffic, epochs);
    }

    private static async Task CheckAsync(Scenario scenario, Traffic traffic, List<long> epochs)
    {
        await traffic.StopAsync();
        var stored = (await scenario.ReadStoredAsync()).Select(static each => (each.Key, each.N)).ToHashSet();
        await scenario.UntilAllHandledAsync(sent => stored.Contains((sent.Key, sent.N)));
        var after = (await scenario.LeasesAsync()).Select(static lease => lease.Epoch).ToList();
        Assert.All(epochs.Zip(after), static pair => Assert.True(pair.Second >= pair.First, $"{pair.First} became {pair.Second}."));
        await scenario.StopAndCheckAsync(new Allowances { ServerForgets = true, CursorFalls = true });
    }
}
