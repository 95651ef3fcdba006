using Runnel.Tests;
using Runnel.Tests.Sending;
using Xunit;

namespace Runnel.Redis.Tests;

/// <summary>Sending while somebody kills the connections all the time, and while the server is gone for a moment.</summary>
public sealed class KilledConnectionsTests(SharedRedisServer shared)
{
    private const int Senders = 100;
    private const int Each = 200;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Twenty_thousand_sends_keep_their_order_come_once_and_report_every_failure()
    {
        await using var fixture = new RedisFixture(shared.Server);
        await fixture.StartAsync(Cancelled);
        await using var broker = fixture.CreateBroker();
        await broker.ConnectAsync(Cancelled);
        var stream = TestStreams.Bind(broker, partitions: 8, sendTimeout: TimeSpan.FromMinutes(10));

        var (kills, sent, done) = (0, 0, false);
        var killing = Task.Run(
            async () =>
            {
                while (!Volatile.Read(ref done))
                {
                    await fixture.BreakConnectionsAsync(broker);
                    kills++;

                    // However slow the machine is: the next kill comes after some progress.
                    var before = Volatile.Read(ref sent);
                    await Eventually.HoldsAsync(() => Volatile.Read(ref done) || Volatile.Read(ref sent) > before);
                }
            },
            Cancelled);

        var failures = await Task.WhenAll(
            Enumerable.Range(0, Senders).Select(sender => SendAllAsync(stream, $"key {sender}", () => Interlocked.Increment(ref sent))));
        Volatile.Write(ref done, true);
        await killing;

        // Connections that come back within the send timeout cost nobody a send.
        Assert.Empty(failures.SelectMany(failed => failed));
        Assert.True(kills > 5, $"{kills} kills");
        Order.IsKept(await stream.ReadAllPatientlyAsync(), Senders, Each);
    }

    [Fact]
    public async Task When_the_server_is_away_longer_than_the_send_timeout_every_outcome_is_true()
    {
        await using var server = await RedisServer.StartAsync();
        await using var fixture = new RedisFixture(server);
        await fixture.StartAsync(Cancelled);
        await using var broker = fixture.CreateBroker();
        await broker.ConnectAsync(Cancelled);
        var stream = TestStreams.Bind(broker, partitions: 4, sendTimeout: TimeSpan.FromMilliseconds(300));

        var senders = Enumerable.Range(0, 20).Select(sender => SendAllAsync(stream, $"key {sender}", () => { }, TimeSpan.FromMilliseconds(1))).ToList();
        for (var i = 0; i < 3; i++)
        {
            await Task.Delay(50, Cancelled);
            server.Freeze();
            await Task.Delay(1000, Cancelled);
            server.Thaw();
        }

        var failed = (await Task.WhenAll(senders)).SelectMany(each => each).ToList();
        Assert.NotEmpty(failed);
        var stored = (await stream.ReadAllPatientlyAsync()).ToLookup(record => record.Key!);
        foreach (var key in Enumerable.Range(0, 20).Select(sender => $"key {sender}"))
        {
            var numbers = stored[key].Select(record => record.Number).ToList();
            var surelyNot = failed.Where(each => each.Key == key && each.Outcome == SendOutcome.NotAppended).Select(each => each.Number).ToHashSet();
            var perhaps = failed.Where(each => each.Key == key && each.Outcome == SendOutcome.Unknown).Select(each => each.Number).ToHashSet();
            Assert.Equal(numbers.Order().Distinct(), numbers);
            Assert.DoesNotContain(numbers, surelyNot.Contains);
            Assert.Equal(
                Enumerable.Range(0, Each).Select(i => (long)i).Where(number => !surelyNot.Contains(number) && !perhaps.Contains(number)),
                numbers.Where(number => !perhaps.Contains(number)));
        }
    }

    private static async Task<List<(string Key, long Number, SendOutcome Outcome)>> SendAllAsync(
        EventStream<Numbered> stream, string key, Action sent, TimeSpan pause = default)
    {
        List<(string, long, SendOutcome)> failed = [];
        for (var number = 0L; number < Each; number++)
        {
            try
            {
                await stream.SendAsync(new Numbered(key, number), Cancelled);
                sent();
            }
            catch (SendException error)
            {
                failed.Add((key, number, error.Outcome));
            }

            if (pause > TimeSpan.Zero) await Task.Delay(pause, Cancelled);
        }

        return failed;
    }
}
