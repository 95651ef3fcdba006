using Xunit;

namespace Runnel.Tests.Delivery;

/// <summary>Rule 8: a slow partition never slows another, and buffers are bounded.</summary>
public abstract class PartitionRules : DeliveryTest
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_partition_that_stands_still_slows_no_other(bool isBlocking)
    {
        await SendAsync(0, Enumerable.Range(0, 500));
        using var goOn = new ManualResetEventSlim();
        var released = new TaskCompletionSource();
        await StartAsync(
            Processors.Loop(async events =>
            {
                await foreach (var tick in events.Records())
                {
                    if (events.Partition == 0 && isBlocking) goOn.Wait(TimeSpan.FromSeconds(60), CancellationToken.None);
                    else if (events.Partition == 0) await released.Task;
                    Journal.Add(events.Partition, tick.Number);
                }
            }),
            Quick with { PrefetchCount = 8 });

        for (var partition = 1; partition < Partitions; partition++)
        {
            var ids = await SendAsync(partition, Enumerable.Range(0, 500));
            await CommittedAsync(partition, ids[^1]);
        }

        Assert.Empty(Journal.Of(0));
        goOn.Set();
        released.SetResult();
        await Eventually.HoldsAsync(() => Journal.Of(0).Count == 500, Describe);
        Assert.Equal(Enumerable.Range(0, 500), Journal.Of(0));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task No_more_is_read_ahead_than_is_prefetched(bool isReplaced)
    {
        await SendAsync(0, Enumerable.Range(0, 500));
        var inner = Server.CreateBroker();
        var counting = new CountingBroker(inner);
        var most = 0;
        var worker = await StartAsync(
            Processors.Event(async (tick, context, _) =>
            {
                Journal.Add(context.Partition, tick.Number);
                await Task.Yield();
                most = Math.Max(most, counting.Entries - tick.Number - 1);
                if (!isReplaced || tick.Number % 100 != 50) return;
                var generation = counting.Generation;
                await Server.BreakConnectionsAsync(inner);
                await Eventually.HoldsAsync(() => counting.Generation > generation);
            }),
            Quick with { PrefetchCount = 8 },
            new WorkerSetup { Broker = counting });

        await Eventually.HoldsAsync(() => Journal.Of(0).Count == 500, Describe);

        // One in hand beside what is buffered.
        Assert.True(most is >= 1 and <= 8, $"{most} were read ahead. {Describe()}");
        Assert.True(!isReplaced || worker.Logs.Has(1417), Describe());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(1000)]
    public async Task Every_size_of_buffer_works(int prefetchCount)
    {
        var first = await Task.WhenAll(Enumerable.Range(0, Partitions).Select(partition => SendAsync(partition, Enumerable.Range(0, 50))));
        await StartAsync(
            Processors.Loop(async events =>
            {
                await foreach (var tick in events.Records()) Journal.Add(events.Partition, tick.Number);
            }),
            Quick with { PrefetchCount = prefetchCount });
        for (var partition = 0; partition < Partitions; partition++) await CommittedAsync(partition, first[partition][^1]);
        var second = await Task.WhenAll(Enumerable.Range(0, Partitions).Select(partition => SendAsync(partition, Enumerable.Range(50, 50))));

        for (var partition = 0; partition < Partitions; partition++)
        {
            await CommittedAsync(partition, second[partition][^1]);
            Assert.Equal(Enumerable.Range(0, 100), Journal.Of(partition));
        }
    }

    [Fact]
    public async Task A_partition_that_cannot_be_read_holds_up_no_other()
    {
        var worker = await StartAsync(Processors.Event((tick, context, _) =>
        {
            Journal.Add(context.Partition, tick.Number);
            return Task.CompletedTask;
        }));
        await CommittedAsync(0, await SendAsync(0, 1));
        await Server.OccupyAsync(Lease(0).Partition);

        await CommittedAsync(1, await SendAsync(1, 1));
        await Eventually.HoldsAsync(() => worker.Logs.Has(1410), Describe);
        await CommittedAsync(2, await SendAsync(2, 1));
        await Server.DeleteAsync(Lease(0).Partition);

        await Eventually.HoldsAsync(
            async () =>
            {
                await SendAsync(0, 2);
                return Journal.Of(0).Contains(2);
            },
            Describe);
    }
}
