using Xunit;

namespace Runnel.Tests.Delivery;

/// <summary>Rules 1, 2 and 7: in order, at least once, committed only when done, batches as one unit.</summary>
public abstract class OrderRules : DeliveryTest
{
    [Theory]
    [InlineData(AckMode.BeforeNext)]
    [InlineData(AckMode.Background)]
    public async Task Each_partition_is_handled_in_the_order_sent_and_committed(AckMode ackMode)
    {
        var ids = await Task.WhenAll(Enumerable.Range(0, Partitions).Select(partition => SendAsync(partition, Enumerable.Range(0, 300))));

        var worker = await StartAsync(
            Processors.Loop(async events =>
            {
                await foreach (var tick in events.Records()) Journal.Add(events.Partition, tick.Number);
            }),
            Quick with { AckMode = ackMode });

        for (var partition = 0; partition < Partitions; partition++)
        {
            await CommittedAsync(partition, ids[partition][^1]);
            Assert.Equal(Enumerable.Range(0, 300), Journal.Of(partition));
        }

        var result = await worker.StopAsync();
        Assert.Equal((false, null), (result.Halted, result.Error));
    }

    [Fact]
    public async Task Events_sent_while_the_processor_waits_are_handled()
    {
        await StartAsync(Processors.Loop(async events =>
        {
            await foreach (var tick in events.Records()) Journal.Add(events.Partition, tick.Number);
        }));

        for (var number = 0; number < 20; number++)
        {
            await SendAsync(number % Partitions, number);
            await Eventually.HoldsAsync(() => Journal.Count == number + 1);
        }
    }

    [Fact]
    public async Task The_next_event_comes_only_after_the_one_before_is_committed()
    {
        var ids = await SendAsync(0, [1, 2, 3]);
        await StartAsync(Processors.Loop(async events =>
        {
            await foreach (var raw in events)
            {
                Journal.Note($"{await CursorAsync(0)}");
                Journal.Add(0, 0);
            }
        }));

        await CommittedAsync(0, ids[2]);
        Assert.Equal([$"{EntryId.Zero}", $"{ids[0]}", $"{ids[1]}"], Journal.Notes);
    }

    [Fact]
    public async Task A_commit_call_that_has_no_answer_yet_keeps_no_other_partition_waiting()
    {
        var broker = new CommitWatch(Server.CreateBroker()) { HoldsFirst = true };
        var ids = await Task.WhenAll(Enumerable.Range(0, Partitions).Select(partition => SendAsync(partition, Enumerable.Range(0, 20))));
        await StartAsync(Recording(), setup: new WorkerSetup { Broker = broker });

        await Eventually.HoldsAsync(() => broker.Held is not null, Describe);
        var others = Enumerable.Range(0, Partitions).Except(broker.Held!).ToList();
        Assert.NotEmpty(others);
        foreach (var partition in others) await CommittedAsync(partition, ids[partition][^1]);
        foreach (var partition in broker.Held!) Assert.Equal([0], Journal.Of(partition));

        broker.Release();
        foreach (var partition in broker.Held!) await CommittedAsync(partition, ids[partition][^1]);
        Assert.Empty(broker.Violations);
    }

    [Theory]
    [InlineData(AckMode.BeforeNext)]
    [InlineData(AckMode.Background)]
    public async Task Commits_in_two_calls_keep_each_partitions_order_though_answers_get_lost(AckMode ackMode)
    {
        var broker = new CommitWatch(Server.CreateBroker()) { LosesEach = 3 };
        var ids = await Task.WhenAll(Enumerable.Range(0, Partitions).Select(partition => SendAsync(partition, Enumerable.Range(0, 30))));

        await StartAsync(Recording(), Quick with { AckMode = ackMode }, new WorkerSetup { Broker = broker });

        for (var partition = 0; partition < Partitions; partition++)
        {
            await CommittedAsync(partition, ids[partition][^1]);
            Assert.Equal(Enumerable.Range(0, 30), Journal.Of(partition));
        }

        Assert.Empty(broker.Violations);
    }

    private Pipeline.EventProcessor<TestWorker, Tick> Recording() => Processors.Event((tick, context, _) =>
    {
        Journal.Add(context.Partition, tick.Number);
        return Task.CompletedTask;
    });
}
