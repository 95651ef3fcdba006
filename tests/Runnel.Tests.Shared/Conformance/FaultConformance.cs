using Runnel.Brokers;
using Xunit;

namespace Runnel.Tests.Conformance;

/// <summary>Whole histories under lost, late, delayed and repeated calls, by seed: the invariants of design and not single answers.</summary>
public abstract class FaultConformance : BrokerConformance
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_producer_that_repeats_what_was_not_answered_appends_everything_once_and_in_order(int seed)
    {
        const int Batches = 120;
        await using var faulty = new FaultyBroker(Server.CreateBroker(), seed, new FaultRates { Late = 0.15 });
        await using var broker = new RetryingBroker(faulty);
        await broker.ConnectAsync(Cancellation);

        for (var i = 1; i <= Batches; i++)
        {
            var reply = await broker.AppendAsync(Partition, Batch(i, $"{i}.1", $"{i}.2"), Cancellation);
            Assert.Equal(AppendStatus.Appended, reply.Status);
        }

        await faulty.SettleAsync();
        Assert.True(faulty.Faults > Batches / 5, $"{faulty.Faults} faults");
        Assert.Equal(Enumerable.Range(1, Batches).SelectMany(i => new[] { $"{i}.1", $"{i}.2" }), await ValuesAsync(Partition));
    }

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    public async Task Owners_that_crash_and_take_over_handle_everything_and_no_late_commit_moves_the_cursor_back(int seed)
    {
        const int Total = 240;
        for (var i = 0; i < Total / 20; i++) await AppendAsync([.. Enumerable.Range(1, 20).Select(n => $"{(i * 20) + n}")]);
        var ids = (await ReadAsync(Partition)).Select(entry => entry.Id).ToList();
        List<(long Epoch, int Index)> commits = [];
        using var done = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);

        var brokers = Enumerable.Range(0, 3).Select(i => new FaultyBroker(Server.CreateBroker(), seed * 10 + i)).ToList();
        await Task.WhenAll(brokers.Select((broker, i) => Task.Run(() => WorkAsync(broker, $"{seed}-{i}", new Random(seed + i)), Cancellation)));
        foreach (var broker in brokers) await broker.DisposeAsync();

        var state = await StateAsync();
        Assert.Equal((ids[^1], (long)Total), (state.Cursor, state.Position));
        var last = (Epoch: 0L, Index: -1);
        foreach (var commit in commits.OrderBy(commit => commit.Epoch).ThenBy(commit => commit.Index))
        {
            Assert.True(commit.Index >= last.Index, $"Epoch {commit.Epoch} committed {commit.Index} after epoch {last.Epoch} had committed {last.Index}.");
            last = commit;
        }

        async Task WorkAsync(FaultyBroker faulty, string name, Random random)
        {
            var broker = new RetryingBroker(faulty);
            await broker.ConnectAsync(Cancellation);
            for (var run = 0; !done.IsCancellationRequested; run++)
            {
                var owner = $"{name}-{run}";
                var lease = await broker.AcquireAsync(new AcquireRequest(Lease, owner, Server.Short / 4, 0), Cancellation);
                if (lease.Status == AcquireStatus.Held)
                {
                    Server.Advance((lease.Remaining / 2) + TimeSpan.FromMilliseconds(1));
                    await Task.Delay(TimeSpan.FromMilliseconds(3), Cancellation);
                    continue;
                }

                await HandleAsync(broker, new LeaseClaim(Lease, owner, lease.Epoch), lease.Cursor, random);
            }
        }

        async Task HandleAsync(RetryingBroker broker, LeaseClaim claim, EntryId cursor, Random random)
        {
            while (true)
            {
#pragma warning disable CA5394 // Histories need a seed, not secrecy.
                var count = random.Next(1, 9);
                var fate = random.NextDouble();
#pragma warning restore CA5394
                if (fate < 0.1) return;
                if (fate < 0.2) await broker.ExtendAsync([claim], Server.Short / 4, Cancellation);
                var reply = await broker.ReadAsync([new ReadRequest(Partition, cursor, count)], Cancellation);
                if (reply.Partitions.Count == 0)
                {
                    await done.CancelAsync();
                    return;
                }

                var entries = reply.Partitions[0].Entries;
                var commit = new CommitRequest(claim, cursor, entries[^1].Id, entries.Count, Release: fate > 0.9);
                var answer = (await broker.CommitAsync([commit], Cancellation))[0];
                if (answer.Status != CommitStatus.Committed) return;
                cursor = commit.Next;
                lock (commits) commits.Add((claim.Epoch, ids.IndexOf(cursor)));
                if (commit.Release) return;
            }
        }
    }
}
