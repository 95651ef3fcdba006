using Runnel.Brokers;
using Xunit;

namespace Runnel.Tests.Conformance;

/// <summary>Broken connections: nothing is lost, and those who hold answers of the time before can tell.</summary>
public abstract class ConnectionConformance : BrokerConformance
{
    [Fact]
    public async Task Connecting_again_changes_nothing()
    {
        var generation = Broker.Generation;

        await Broker.ConnectAsync(Cancellation);

        Assert.Equal(generation, Broker.Generation);
        Assert.NotEmpty(Broker.Address);
    }

    [Fact]
    public async Task A_broken_connection_comes_back_in_a_new_generation_and_what_was_stored_is_there()
    {
        var ids = await AppendAsync("a", "b");
        var mine = await AcquireAsync("a");
        var before = Broker.Generation;

        await Server.BreakConnectionsAsync(Broker);

        await Eventually.HoldsAsync(() => Broker.Generation > before);
        Assert.True(await OnceBackAsync(() => ExtendAsync(Claim(mine, "a"))));
        var reply = await OnceBackAsync(() => CommitAsync(new CommitRequest(Claim(mine, "a"), EntryId.Zero, ids[0], 1)));
        Assert.Equal(CommitStatus.Committed, reply.Status);
        Assert.Equal(["b"], (await OnceBackAsync(() => ReadAsync(Partition, ids[0]))).Select(Value));
        Assert.True((await OnceBackAsync(() => AcquireAsync("a"))).Generation > before);
    }

    [Fact]
    public async Task A_wait_during_which_the_connection_breaks_ends_or_goes_on_but_never_hangs()
    {
        var wait = Broker.WaitAsync("w", [new ReadRequest(Partition, EntryId.Zero, 10)], TimeSpan.FromSeconds(30), Cancellation).AsTask();

        await Server.BreakConnectionsAsync(Broker);
        await Server.AddAsync(Partition, Fields("a"));

        var reply = await OnceBackAsync(() => wait.IsFaulted
            ? Broker.WaitAsync("w", [new ReadRequest(Partition, EntryId.Zero, 10)], TimeSpan.FromSeconds(30), Cancellation).AsTask()
            : wait);
        Assert.Equal(["a"], Assert.Single(reply.Partitions).Entries.Select(Value));
    }

    [Fact]
    public async Task What_is_sent_while_connections_break_arrives_once_and_in_order()
    {
        const int Total = 200;
        for (var i = 1; i <= Total; i++)
        {
            if (i % 40 == 0) await Server.BreakConnectionsAsync(Broker);
            var batch = Batch(i, $"{i}");
            await OnceBackAsync(() => Broker.AppendAsync(Partition, batch, Cancellation).AsTask());
        }

        Assert.Equal(Enumerable.Range(1, Total).Select(i => $"{i}"), await OnceBackAsync(() => ValuesAsync(Partition)));
    }

    private static async Task<TResult> OnceBackAsync<TResult>(Func<Task<TResult>> call)
    {
        var result = default(TResult);
        await Eventually.HoldsAsync(async () =>
        {
            try
            {
                result = await call();
                return true;
            }
            catch (BrokerException error) when (error.IsTransient)
            {
                return false;
            }
        });
        return result!;
    }
}
