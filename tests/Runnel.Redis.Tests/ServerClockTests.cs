using Runnel.Brokers;
using Runnel.Tests;
using StackExchange.Redis;
using Xunit;

namespace Runnel.Redis.Tests;

/// <summary>Leases and terms follow the server's clock, and what becomes of them when it is set back.</summary>
public sealed class ServerClockTests(SharedRedisServer shared) : ScriptTest(shared)
{
    [Fact]
    public async Task A_clock_that_was_set_back_makes_no_lease_and_no_term_longer_than_they_were_given_for()
    {
        await using var broker = await ConnectAsync();
        await using var client = await ClientAsync();
        var tomorrow = DateTimeOffset.UtcNow.AddDays(1).ToUnixTimeMilliseconds();
        await broker.AcquireAsync(new AcquireRequest(Brokers.Lease, "gone", TimeSpan.FromSeconds(10), 0), Cancellation);
        await broker.LeadAsync("gone", TimeSpan.FromMilliseconds(200), Cancellation);
        await client.GetDatabase().HashSetAsync(Keys.State(Brokers.Lease), "expiry", tomorrow);
        await client.GetDatabase().HashSetAsync(Keys.Leader, "expiry", tomorrow);

        var reply = await broker.AcquireAsync(new AcquireRequest(Brokers.Lease, "next", Brokers.Long, 0), Cancellation);

        Assert.Equal((AcquireStatus.Held, "gone"), (reply.Status, reply.Holder));
        Assert.InRange(reply.Remaining, TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(10));
        Assert.InRange((await broker.InspectAsync(Brokers.Lease, Cancellation))!.Remaining, TimeSpan.Zero, TimeSpan.FromSeconds(10));
        await Eventually.HoldsAsync(async () => await broker.LeadAsync("next", Brokers.Long, Cancellation) > 0);
    }

    [Fact]
    public async Task Leases_and_terms_end_when_the_servers_clock_has_gone_on_by_what_was_asked_for()
    {
        await using var broker = await ConnectAsync();
        await using var client = await ClientAsync();
        var claim = await broker.AcquireAsync(Brokers.Lease);
        var duration = TimeSpan.FromMinutes(7);

        await AssertEndsAsync(Keys.State(Brokers.Lease), () => broker.AcquireAsync(new AcquireRequest(Brokers.Lease, "owner", duration, claim.Epoch), Cancellation).AsTask());
        claim = await broker.AcquireAsync(Brokers.Lease);
        await AssertEndsAsync(Keys.State(Brokers.Lease), () => broker.ExtendAsync([claim], duration, Cancellation).AsTask());
        await AssertEndsAsync(Keys.Leader, () => broker.LeadAsync("owner", duration, Cancellation).AsTask());
        await AssertEndsAsync(Keys.Leader, () => broker.LeadAsync("owner", duration, Cancellation).AsTask());

        async Task AssertEndsAsync(RedisKey key, Func<Task> call)
        {
            var before = await NowAsync(client);
            await call();
            var after = await NowAsync(client);
            var expiry = (long)await client.GetDatabase().HashGetAsync(key, "expiry");
            Assert.InRange(expiry, before + (long)duration.TotalMilliseconds, after + (long)duration.TotalMilliseconds);
        }
    }

    [Fact]
    public async Task A_leader_keeps_what_it_was_given_when_the_clock_was_set_back()
    {
        await using var broker = await ConnectAsync();
        await using var client = await ClientAsync();
        await broker.LeadAsync("leader", Brokers.Long, Cancellation);
        await client.GetDatabase().HashSetAsync(Keys.Leader, "expiry", DateTimeOffset.UtcNow.AddDays(1).ToUnixTimeMilliseconds());

        var before = await NowAsync(client);
        Assert.Equal(0, await broker.LeadAsync("next", Brokers.Long, Cancellation));
        var after = await NowAsync(client);

        var duration = (long)Brokers.Long.TotalMilliseconds;
        Assert.InRange((long)await client.GetDatabase().HashGetAsync(Keys.Leader, "expiry"), before + duration, after + duration);
    }

    [Fact]
    public async Task A_term_grows_even_when_the_clock_was_set_back()
    {
        await using var broker = await ConnectAsync();
        await using var client = await ClientAsync();
        var ahead = DateTimeOffset.UtcNow.AddDays(1).ToUnixTimeMilliseconds() * 1000;
        await broker.LeadAsync("gone", Brokers.Long, Cancellation);
        await client.GetDatabase().HashSetAsync(Keys.Leader, "term", ahead);
        await broker.ResignAsync("gone", ahead, Cancellation);

        Assert.Equal(ahead + 1, await broker.LeadAsync("next", Brokers.Long, Cancellation));
    }

    private static async Task<long> NowAsync(ConnectionMultiplexer client)
        => new DateTimeOffset(DateTime.SpecifyKind(await client.GetServers()[0].TimeAsync(), DateTimeKind.Utc)).ToUnixTimeMilliseconds();
}
