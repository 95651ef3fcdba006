using Runnel.Brokers;
using Xunit;

namespace Runnel.Tests.Conformance;

/// <summary>Reading, and waiting for news without losing any.</summary>
public abstract class ReadingConformance : BrokerConformance
{
    private static readonly TimeSpan LongWait = TimeSpan.FromSeconds(30);

    private static PartitionId Other { get; } = new("orders", 8);

    [Fact]
    public async Task A_read_goes_on_after_an_id_and_gives_at_most_the_count()
    {
        var ids = await AppendAsync("a", "b", "c", "d");

        Assert.Equal(["c", "d"], (await ReadAsync(Partition, ids[1])).Select(Value));
        Assert.Equal(["b", "c"], (await ReadAsync(Partition, ids[0], count: 2)).Select(Value));
        Assert.Equal(["a"], (await ReadAsync(Partition, ids[0].Previous, count: 1)).Select(Value));
        Assert.Empty(await ReadAsync(Partition, ids[3]));
    }

    [Fact]
    public async Task Many_partitions_are_read_at_once_and_those_without_news_are_absent_or_empty()
    {
        var ids = await AppendAsync(Partition, "a", "b");
        await AppendAsync(Other, "c");

        var reply = await Broker.ReadAsync(
            [new ReadRequest(Partition, ids[0], 10), new ReadRequest(Other, EntryId.Zero, 10), new ReadRequest(new PartitionId("none", 0), EntryId.Zero, 10)],
            Cancellation);

        var found = reply.Partitions.Where(partition => partition.Entries.Count > 0).ToDictionary(partition => partition.Partition);
        Assert.Equal(2, found.Count);
        Assert.Equal(["b"], found[Partition].Entries.Select(Value));
        Assert.Equal(["c"], found[Other].Entries.Select(Value));
        Assert.All(reply.Partitions, partition => Assert.Null(partition.Error));
        Assert.True(reply.Generation <= Broker.Generation);
    }

    [Fact]
    public async Task Reading_makes_nothing()
    {
        Assert.Empty(await ReadAsync(Partition));

        Assert.Equal(default, await Broker.InspectAsync(Partition, Cancellation));
        Assert.Null(await Broker.InspectAsync(Lease, Cancellation));
        Assert.Null(await Server.FindGroupAsync(Lease));
    }

    [Fact]
    public async Task A_partition_that_cannot_be_read_says_why_and_disturbs_no_other()
    {
        await AppendAsync(Other, "a");
        await Server.OccupyAsync(Partition);

        var reply = await Broker.ReadAsync([new ReadRequest(Partition, EntryId.Zero, 10), new ReadRequest(Other, EntryId.Zero, 10)], Cancellation);

        Assert.Equal(BrokerFailure.WrongType, Assert.Single(reply.Partitions, partition => partition.Partition == Partition).Error?.Failure);
        Assert.Equal(["a"], Assert.Single(reply.Partitions, partition => partition.Partition == Other).Entries.Select(Value));
    }

    [Fact]
    public async Task Entries_of_other_programs_are_read_like_any()
    {
        var id = await Server.AddAsync(Partition, Fields("foreign"));

        var entry = Assert.Single(await ReadAsync(Partition));

        Assert.Equal((id, "foreign"), (entry.Id, Value(entry)));
    }

    [Fact]
    public async Task A_wait_ends_at_once_when_there_is_something()
    {
        await AppendAsync("a");

        var reply = await Broker.WaitAsync("w", [new ReadRequest(Partition, EntryId.Zero, 10)], LongWait, Cancellation);

        Assert.Equal(["a"], Assert.Single(reply.Partitions).Entries.Select(Value));
    }

    [Fact]
    public async Task A_wait_is_ended_by_an_append_through_another_broker()
    {
        var ids = await AppendAsync("a");
        var wait = Broker.WaitAsync("w", [new ReadRequest(Other, EntryId.Zero, 10), new ReadRequest(Partition, ids[0], 10)], LongWait, Cancellation).AsTask();

        await Reliable.AppendAsync(Partition, Batch(1, "b") with { Producer = "producer-2" }, Cancellation);

        var found = Assert.Single((await wait).Partitions);
        Assert.Equal((Partition, "b"), (found.Partition, Value(Assert.Single(found.Entries))));
    }

    [Fact]
    public async Task A_wait_on_a_partition_that_does_not_exist_is_ended_by_its_first_entry()
    {
        var wait = Broker.WaitAsync("w", [new ReadRequest(Partition, EntryId.Zero, 10)], LongWait, Cancellation).AsTask();

        await Server.AddAsync(Partition, Fields("a"));

        Assert.Equal(["a"], Assert.Single((await wait).Partitions).Entries.Select(Value));
    }

    [Fact]
    public async Task A_wait_without_news_ends_empty_when_its_time_is_over()
    {
        var ids = await AppendAsync("a");
        var wait = Broker.WaitAsync("w", [new ReadRequest(Partition, ids[0], 10)], Server.Short, Cancellation).AsTask();

        await Eventually.HoldsAsync(() =>
        {
            Server.Advance(Server.Short);
            return wait.IsCompleted;
        });

        Assert.Empty((await wait).Partitions);
    }

    [Fact]
    public async Task Cancelling_a_wait_ends_it_and_the_next_one_of_the_same_waiter_misses_nothing()
    {
        using var cancelling = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var wait = Broker.WaitAsync("w", [new ReadRequest(Partition, EntryId.Zero, 10)], LongWait, cancelling.Token).AsTask();

        await cancelling.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
        var next = Broker.WaitAsync("w", [new ReadRequest(Partition, EntryId.Zero, 10)], LongWait, Cancellation).AsTask();
        await AppendAsync("a");
        Assert.Equal(["a"], Assert.Single((await next).Partitions).Entries.Select(Value));
    }

    [Fact]
    public async Task A_wait_that_is_armed_again_after_each_answer_gets_everything_once_and_in_order()
    {
        const int Total = 300;
        var sending = Task.Run(
            async () =>
            {
                for (var i = 1; i <= Total; i++)
                    await Reliable.AppendAsync(i % 2 == 0 ? Partition : Other, Batch(i, $"{i}") with { Producer = "producer-2" }, Cancellation);
            },
            Cancellation);
        var after = new Dictionary<PartitionId, EntryId> { [Partition] = default, [Other] = default };
        var values = new Dictionary<PartitionId, List<int>> { [Partition] = [], [Other] = [] };

        while (values[Partition].Count + values[Other].Count < Total)
        {
            var reply = await Broker.WaitAsync("w", [.. after.Select(place => new ReadRequest(place.Key, place.Value, 7))], LongWait, Cancellation);
            foreach (var (partition, entries, _) in reply.Partitions)
            {
                values[partition].AddRange(entries.Select(entry => int.Parse(Value(entry), null)));
                if (entries.Count > 0) after[partition] = entries[^1].Id;
            }
        }

        await sending;
        Assert.Equal(Enumerable.Range(1, Total).Where(i => i % 2 == 0), values[Partition]);
        Assert.Equal(Enumerable.Range(1, Total).Where(i => i % 2 == 1), values[Other]);
    }

    [Fact]
    public async Task Two_waiters_are_both_told()
    {
        ReadRequest[] requests = [new ReadRequest(Partition, EntryId.Zero, 10)];
        var first = Broker.WaitAsync("w-1", requests, LongWait, Cancellation).AsTask();
        var second = Broker.WaitAsync("w-2", requests, LongWait, Cancellation).AsTask();

        await AppendAsync("a");

        Assert.Equal(["a"], Assert.Single((await first).Partitions).Entries.Select(Value));
        Assert.Equal(["a"], Assert.Single((await second).Partitions).Entries.Select(Value));
    }

    [Fact]
    public async Task A_partition_that_cannot_be_read_does_not_keep_a_wait_from_the_news_of_another()
    {
        await Server.OccupyAsync(Partition);
        ReadRequest[] requests = [new ReadRequest(Partition, EntryId.Zero, 10), new ReadRequest(Other, EntryId.Zero, 10)];
        await AppendAsync(Other, "a");

        var reply = await Broker.WaitAsync("w", requests, LongWait, Cancellation);

        Assert.Equal(["a"], Assert.Single(reply.Partitions, partition => partition.Partition == Other).Entries.Select(Value));
    }
}
