using Runnel.Brokers;
using Runnel.Brokers.Redis;
using StackExchange.Redis;
using Xunit;

namespace Runnel.Redis.Tests;

/// <summary>Names of keys are a contract with data that exists: a change here is a migration.</summary>
public sealed class KeyNameTests
{
    private readonly RunnelKeyLayout _keys = new("shop");

    [Fact]
    public void Names_are_what_they_always_were()
    {
        var partition = new PartitionId("orders", 3);

        Assert.Equal("runnel", _keys.Name);
        Assert.Equal("runnel:{shop.orders.3}", (string?)_keys.Stream(partition));
        Assert.Equal("runnel:{shop.orders.3}:print", (string?)_keys.State(new LeaseId(partition, "print")));
        Assert.Equal("runnel:{shop.orders.3}:producer:p-1", (string?)_keys.Producer(partition, "p-1"));
        Assert.Equal("runnel:{shop.dead.actions.0}", (string?)_keys.Stream(new PartitionId("dead.actions", 0)));
        Assert.Equal("runnel:{shop}:leader", (string?)_keys.Leader);
        Assert.Equal("runnel:{shop}:meta", (string?)_keys.Meta);
        Assert.Equal("runnel:{shop}:processors", (string?)_keys.Processors);
    }

    [Fact]
    public async Task All_that_one_script_touches_stands_in_one_slot_of_a_cluster()
    {
        await using var client = await ConnectionMultiplexer.ConnectAsync("127.0.0.1:1,abortConnect=false,connectTimeout=1,connectRetry=0");
        var partition = new PartitionId("orders", 3);

        var slots = new[] { _keys.Stream(partition), _keys.State(new LeaseId(partition, "print")), _keys.Producer(partition, "p") }
            .Select(key => client.HashSlot(key));

        Assert.Single(slots.Distinct());
    }

    [Theory]
    [InlineData("sh{op")]
    [InlineData("sh}op")]
    [InlineData("sh:op")]
    [InlineData("sh.op")]
    [InlineData("")]
    public void An_app_name_that_has_a_meaning_in_keys_is_refused(string app)
        => Assert.Contains("app name", Assert.Throws<SettingException>(() => new RunnelKeyLayout(app)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("or{ders")]
    [InlineData("or:ders")]
    [InlineData("")]
    public void Names_of_streams_and_processors_are_checked_too(string name)
    {
        Assert.Throws<SettingException>(() => _keys.Stream(new PartitionId(name, 0)));
        Assert.Throws<SettingException>(() => _keys.State(new LeaseId(new PartitionId("orders", 0), name)));
    }
}
