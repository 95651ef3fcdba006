using System.Diagnostics;
using Runnel.Tests;
using Runnel.Tests.Delivery;
using Xunit;

namespace Runnel.Redis.Tests.Shapes;

/// <summary>A primary with a replica under sentinels.</summary>
public sealed class SentinelShapeTests : ShapeTest
{
    private RedisSentinel Group { get; set; } = null!;

    private protected override async Task<(IAsyncDisposable Servers, string EndPoints)> StartServersAsync()
    {
        Group = await RedisSentinel.StartAsync();
        return (Group, Group.Options);
    }

    [Fact]
    public async Task A_failover_in_good_order_is_followed()
    {
        await StartTrafficAsync();
        for (var i = 0; i < 2; i++)
        {
            var generation = Worker.Broker.Generation;

            var before = await Group.PrimaryAsync();
            await Group.FailoverAsync();

            await GoneOnAsync(before);
            Assert.True(Worker.Broker.Generation > generation);
        }

        await VerifyAsync(mayLose: true);
    }

    [Fact]
    public async Task A_primary_that_is_killed_is_gone_on_without()
    {
        await StartTrafficAsync();
        var generation = Worker.Broker.Generation;
        var primary = await Group.PrimaryAsync();

        await primary.KillAsync();
        await Group.PromotedAsync(primary);

        await GoneOnAsync(primary);
        Assert.True(Worker.Broker.Generation > generation);
        await VerifyAsync(mayLose: true);
    }

    [Fact]
    public async Task Sentinels_that_are_frozen_or_dead_are_done_without()
    {
        var sentinel = Group.Sentinels[1];
        await StartTrafficAsync();
        var primary = await Group.PrimaryAsync();

        // The first takes time to be given up, the second refuses at once; then the other two agree on a failover.
        sentinel.Freeze();
        await primary.ExecuteAsync("CLIENT", "KILL", "TYPE", "normal");
        await ProgressAsync();
        sentinel.Thaw();
        await sentinel.KillAsync();
        await primary.KillAsync();
        await Group.PromotedAsync(primary);

        await GoneOnAsync(primary);
        await VerifyAsync(mayLose: true);
    }

    [Fact]
    public async Task A_service_that_no_sentinel_knows_is_named()
    {
        await using var broker = Redis.Tests.Brokers.Create(Group.Url.Replace(RedisSentinel.ServiceName, "yourmaster", StringComparison.Ordinal));

        var error = await Assert.ThrowsAsync<BrokerException>(async () => await broker.ConnectAsync(Cancellation));

        Assert.Equal(BrokerFailure.Unavailable, error.Failure);
        Assert.Contains("'yourmaster'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_replica_that_lagged_is_gone_on_with_from_its_own_cursor()
    {
        var (primary, replica) = (Group.Servers[0], Group.Servers[1]);
        using var goOn = new SemaphoreSlim(5);
        await StartAsync(Processors.Event(async (tick, context, token) =>
        {
            await goOn.WaitAsync(token);
            Journal.Add(context.Partition, tick.Number);
        }));
        var ids = await SendAsync(0, Enumerable.Range(1, 10));
        await CommittedAsync(0, ids[4]);
        await Eventually.HoldsAsync(async () => (long)(await primary.ExecuteAsync("WAIT", 1, 1000))! == 1 && await CursorOnAsync(replica, 0) == $"{ids[4]}");
        var epoch = (await StateAsync(0)).Epoch;

        // From here on the replica hears nothing any more.
        await replica.ExecuteAsync("CONFIG", "SET", "masterauth", "refused");
        await primary.ExecuteAsync("CLIENT", "KILL", "TYPE", "replica");
        goOn.Release(5);
        await CommittedAsync(0, ids[9]);
        await primary.KillAsync();
        await Group.PromotedAsync(primary);
        goOn.Release(1000);
        var last = await SendAsync(0, 11);

        await CommittedAsync(0, last);
        Assert.Equal(Enumerable.Range(1, 11), Journal.Of(0).Distinct());
        Assert.Equal([6, 7, 8, 9, 10, 11], Journal.Of(0).TakeLast(6));
        Assert.True((await StateAsync(0)).Epoch > epoch);
    }

    /// <summary>Waits until the work has arrived at the new primary: for a while after a failover in good order, the old one takes writes too.</summary>
    private async Task GoneOnAsync(RedisServer before)
    {
        var promoted = Stopwatch.GetTimestamp();
        var primary = await Group.PrimaryAsync();
        foreach (var partition in Enumerable.Range(0, Partitions))
        {
            var (sent, cursor) = (await LastAsync(primary, partition), await CursorOnAsync(primary, partition));
            await Eventually.HoldsAsync(
                async () => await LastAsync(primary, partition) != sent && await CursorOnAsync(primary, partition) != cursor,
                () => $"Partition {partition} has not arrived at the new primary. {Describe()}");
        }

        await ProgressAsync();
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"From {before.Port} to {primary.Port}: gone on {Stopwatch.GetElapsedTime(promoted).TotalSeconds:F1} s after the promotion.");
    }

    private async Task<string?> LastAsync(RedisServer server, int partition)
    {
        var newest = (object?[])(await server.ExecuteAsync("XREVRANGE", $"runnel:{{{Server.App}.{StreamName}.{partition}}}", "+", "-", "COUNT", 1))!;
        return newest is [object?[] entry] ? (string?)entry[0] : null;
    }

    private async Task<string?> CursorOnAsync(RedisServer server, int partition)
        => (string?)await server.ExecuteAsync("HGET", $"runnel:{{{Server.App}.{StreamName}.{partition}}}:{ProcessorName}", "cursor");
}
