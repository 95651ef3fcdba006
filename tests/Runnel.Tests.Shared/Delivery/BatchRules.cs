using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Runnel.Tests.Delivery;

/// <summary>Rule 7 and <c>Take(n, within)</c>: batches are one unit, never empty, and wait from their first event on.</summary>
public abstract class BatchRules : DeliveryTest
{
    [Fact]
    public async Task Batches_are_full_where_there_is_enough_and_acknowledged_at_once()
    {
        var ids = await SendAsync(0, Enumerable.Range(1, 10));
        await StartAsync(Processors.Loop(async events =>
        {
            await foreach (var batch in events.Take(5, within: TimeSpan.FromMinutes(1)).Records())
            {
                Journal.Note($"{batch.Count} after {await CursorAsync(0)}");
                foreach (var tick in batch) Journal.Add(events.Partition, tick.Number);
            }
        }));

        await CommittedAsync(0, ids[9]);
        Assert.Equal(Enumerable.Range(1, 10), Journal.Of(0));
        Assert.Equal([$"5 after {EntryId.Zero}", $"5 after {ids[4]}"], Journal.Notes);
    }

    [Fact]
    public async Task A_batch_larger_than_what_is_prefetched_is_filled()
    {
        var ids = await SendAsync(0, Enumerable.Range(1, 100));
        await StartAsync(
            Processors.Loop(async events =>
            {
                await foreach (var batch in events.Take(50, within: TimeSpan.FromMinutes(1))) Journal.Add(events.Partition, batch.Count);
            }),
            Quick with { PrefetchCount = 4 });

        await CommittedAsync(0, ids[99]);
        Assert.Equal([50, 50], Journal.Of(0));
    }

    [Fact]
    public async Task A_batch_waits_from_its_first_event_on_and_is_never_empty()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await StartAsync(
            Processors.Loop(async events =>
            {
                await foreach (var batch in events.Take(10, within: TimeSpan.FromSeconds(2))) Journal.Add(events.Partition, batch.Count);
            }),
            Quick with { LockExpiry = TimeSpan.FromHours(1) },
            new WorkerSetup { Time = time });

        await Eventually.HoldsAsync(async () => await OwnerAsync(0) is not null);
        time.Advance(TimeSpan.FromSeconds(5));
        var ids = await SendAsync(0, [1, 2, 3]);
        await Eventually.HoldsAsync(
            () =>
            {
                // In steps, since the clock of the batch starts when the worker sees its first event, not when this test sends it.
                time.Advance(TimeSpan.FromSeconds(0.5));
                return Journal.Of(0).Count > 0;
            },
            Describe);

        await CommittedAsync(0, ids[2]);
        Assert.Equal(3, Journal.Of(0).Sum());
    }

    [Fact]
    public async Task A_batch_is_handed_out_as_soon_as_it_is_full()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await StartAsync(
            Processors.Loop(async events =>
            {
                await foreach (var batch in events.Take(3, within: TimeSpan.FromSeconds(2))) Journal.Add(events.Partition, batch.Count);
            }),
            Quick with { LockExpiry = TimeSpan.FromHours(1) },
            new WorkerSetup { Time = time });

        await SendAsync(0, 1);
        await SendAsync(0, 2);
        var last = await SendAsync(0, 3);

        await CommittedAsync(0, last);
        Assert.Equal([3], Journal.Of(0));
    }

    [Fact]
    public async Task A_batch_without_waiting_takes_what_is_there()
    {
        var ids = await SendAsync(0, [1, 2, 3]);
        await StartAsync(Processors.Loop(async events =>
        {
            await foreach (var (batch, context) in events.Take(100, within: TimeSpan.Zero).WithContext())
            {
                Assert.Equal(batch.Count, context.Delivery.Events.Count);
                Assert.True(context.Delivery.IsBatch);
                Journal.Add(events.Partition, batch.Count);
            }
        }));

        await CommittedAsync(0, ids[2]);
        Assert.Equal(3, Journal.Of(0).Sum());
    }

    [Fact]
    public async Task A_batch_fails_as_a_whole()
    {
        await SendAsync(0, [1, 2, 3]);
        var worker = await StartAsync(Processors.Loop(async events =>
        {
            await foreach (var batch in events.Take(3, within: TimeSpan.FromMinutes(1)).Records())
            {
                foreach (var tick in batch)
                {
                    if (tick.Number == 2) throw new InvalidOperationException("two");
                    Journal.Add(events.Partition, tick.Number);
                }
            }
        }));

        Assert.Equal("two", (await worker.Result).Error?.Message);
        Assert.Equal([1], Journal.Of(0));
        Assert.Equal(EntryId.Zero, await CursorAsync(0));
    }

    [Fact]
    public async Task One_event_that_cannot_be_decoded_fails_its_batch()
    {
        await SendAsync(0, [1]);
        await SendPoisonAsync(0);
        var worker = await StartAsync(Processors.Loop(async events =>
        {
            await foreach (var batch in events.Take(2, within: TimeSpan.FromMinutes(1)).Records()) Journal.Add(events.Partition, batch.Count);
        }));

        Assert.IsType<RecordFormatException>((await worker.Result).Error);
        Assert.Empty(Journal.Of(0));
    }

    [Fact]
    public async Task A_stop_in_the_middle_of_filling_hands_nothing_out()
    {
        await SendAsync(0, [1, 2]);
        var worker = await StartAsync(Processors.Loop(async events =>
        {
            Journal.Note("started");
            await foreach (var batch in events.Take(10, within: TimeSpan.FromMinutes(10))) Journal.Add(events.Partition, batch.Count);
        }));
        await Eventually.HoldsAsync(() => Journal.Notes.Count == Partitions);

        Assert.False((await worker.StopAsync()).Halted);

        Assert.Empty(Journal.Of(0));
        Assert.Equal(EntryId.Zero, await CursorAsync(0));
    }

    [Fact]
    public async Task Arguments_outside_their_range_are_refused()
    {
        var worker = await StartAsync(Processors.Loop(static async events =>
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => events.Take(0, TimeSpan.Zero));
            Assert.Throws<ArgumentOutOfRangeException>(() => events.Take(100_001, TimeSpan.Zero));
            Assert.Throws<ArgumentOutOfRangeException>(() => events.Take(1, TimeSpan.FromSeconds(-1)));
            await foreach (var _ in events)
            {
            }
        }));

        Assert.False((await worker.StopAsync()).Halted);
    }
}
