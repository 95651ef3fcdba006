using Microsoft.Extensions.DependencyInjection;
using Runnel.Pipeline;
using Xunit;

namespace Runnel.Tests.Delivery;

/// <summary>The shapes that are called for each event or batch.</summary>
public abstract class CallRules : DeliveryTest
{
    [Fact]
    public async Task Called_for_each_event_in_order()
    {
        var ids = await SendAsync(1, Enumerable.Range(0, 50));
        await StartAsync(Processors.Event(async (tick, context, _) =>
        {
            await Task.Yield();
            Assert.Equal(ids[tick.Number], context.Id);
            Journal.Add(context.Partition, tick.Number);
        }));

        await CommittedAsync(1, ids[49]);
        Assert.Equal(Enumerable.Range(0, 50), Journal.Of(1));
    }

    [Fact]
    public async Task Called_with_raw_events()
    {
        var ids = await SendAsync(1, [5]);
        await StartAsync(Processors.RawEvent((raw, context) =>
        {
            Assert.Equal(raw.Id, context.Id);
            Journal.Add(raw.Partition, Ticks.Decode(raw).Number);
            return Task.CompletedTask;
        }));

        await CommittedAsync(1, ids[0]);
        Assert.Equal([5], Journal.Of(1));
    }

    [Fact]
    public async Task Called_for_each_batch()
    {
        var ids = await SendAsync(1, Enumerable.Range(0, 20));
        await StartAsync(
            Processors.Batch((ticks, context, _) =>
            {
                Assert.Equal(ids[ticks[0].Number], context.Id);
                Journal.Note($"{ticks.Count}");
                foreach (var tick in ticks) Journal.Add(context.Partition, tick.Number);
                return Task.CompletedTask;
            }),
            Quick with { BatchSize = 10, BatchWithin = TimeSpan.FromMinutes(1) });

        await CommittedAsync(1, ids[19]);
        Assert.Equal(Enumerable.Range(0, 20), Journal.Of(1));
        Assert.Equal(["10", "10"], Journal.Notes);
    }

    [Fact]
    public async Task Called_for_each_raw_batch_that_waits_no_longer_than_it_may()
    {
        var ids = await SendAsync(1, [1, 2, 3]);
        await StartAsync(
            Processors.RawBatch((raws, context) =>
            {
                Journal.Add(context.Partition, raws.Count);
                return Task.CompletedTask;
            }),
            Quick with { BatchSize = 10, BatchWithin = TimeSpan.FromMilliseconds(50) });

        await CommittedAsync(1, ids[2]);
        Assert.Equal(3, Journal.Of(1).Sum());
    }

    [Fact]
    public async Task An_exception_halts_and_leaves_the_event_uncommitted()
    {
        var ids = await SendAsync(1, [1, 2, 3]);
        var worker = await StartAsync(
            Processors.Event(static (tick, _, _) => tick.Number == 2 ? throw new InvalidOperationException("two") : Task.CompletedTask));

        Assert.Equal("two", (await worker.Result).Error?.Message);
        Assert.Equal(ids[0], await CursorAsync(1));
    }

    [Fact]
    public async Task An_exception_thrown_later_halts_too()
    {
        var ids = await SendAsync(1, [1, 2, 3]);
        var worker = await StartAsync(Processors.Event(static async (tick, _, cancellation) =>
        {
            await Task.Delay(1, cancellation);
            if (tick.Number == 2) throw new InvalidOperationException("two");
        }));

        Assert.Equal("two", (await worker.Result).Error?.Message);
        Assert.Equal(ids[0], await CursorAsync(1));
    }

    [Fact]
    public async Task Each_delivery_has_a_scope_of_its_own_when_services_are_asked_for()
    {
        var ids = await SendAsync(0, [1, 2]);
        await using var services = new ServiceCollection().AddScoped<Scoped>().AddSingleton(Journal).BuildServiceProvider();
        await StartAsync(
            new EventProcessor<TestWorker, Tick>
            {
                Name = ProcessorName,
                Stream = StreamName,
                Source = "Test.Work",
                NeedsServices = true,
                Method = (_, tick, context, provider, _) =>
                {
                    provider.GetRequiredService<Scoped>().Number = tick.Number;
                    return default;
                },
            },
            setup: new WorkerSetup { Services = services });

        await CommittedAsync(0, ids[1]);
        Assert.Equal(["disposed 1", "disposed 2"], Journal.Notes);
    }

    [Fact]
    public async Task Each_call_of_a_loop_has_a_scope_of_its_own_when_services_are_asked_for()
    {
        var ids = await SendAsync(0, [1, 2]);
        await using var services = new ServiceCollection().AddScoped<Scoped>().AddSingleton(Journal).BuildServiceProvider();
        await StartAsync(
            new LoopProcessor<TestWorker, Tick>
            {
                Name = ProcessorName,
                Stream = StreamName,
                Source = "Test.Work",
                NeedsServices = true,
                Method = async (_, events, provider, _) =>
                {
                    await foreach (var tick in events.Records())
                    {
                        provider.GetRequiredService<Scoped>().Number = tick.Number;
                        break;
                    }
                },
            },
            setup: new WorkerSetup { Services = services });

        await CommittedAsync(0, ids[1]);
        Assert.Equal(["disposed 1", "disposed 2"], Journal.Notes);
    }

    private sealed class Scoped(Journal journal) : IDisposable
    {
        public int Number { get; set; }

        public void Dispose() => journal.Note($"disposed {Number}");
    }
}
