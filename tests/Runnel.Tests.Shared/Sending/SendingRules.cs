using Runnel.Brokers;
using Runnel.Tests.Conformance;
using Xunit;

namespace Runnel.Tests.Sending;

/// <summary>What sending promises, on each broker.</summary>
public abstract class SendingRules : IAsyncLifetime
{
    private BrokerFixture? _fixture;

    private protected SendingRules()
    {
    }

    protected static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private protected BrokerFixture Fixture => _fixture!;

    public async ValueTask InitializeAsync()
    {
        _fixture = CreateFixture();
        await _fixture.StartAsync(Cancelled);
    }

    public async ValueTask DisposeAsync()
    {
        if (_fixture is not null) await _fixture.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_sent_record_is_stored_under_the_id_that_is_returned()
    {
        await using var broker = await ConnectAsync();
        var stream = TestStreams.Bind(broker);
        var record = new Numbered("a", 1, "text");

        var id = await stream.SendAsync(record, Cancelled);

        var raw = await stream.ReadAsync(stream.PartitionOf(record), cancellationToken: Cancelled).SingleAsync(Cancelled);
        Assert.Equal(("numbers", stream.PartitionOf(record), id), (raw.Stream, raw.Partition, raw.Id));
        Assert.Equal(record, stream.Decode(raw));
    }

    [Fact]
    public async Task Sends_that_nobody_awaits_one_by_one_keep_the_order_of_their_calls()
    {
        await using var broker = await ConnectAsync();
        var stream = TestStreams.Bind(broker, partitions: 1);

        var sends = Enumerable.Range(0, 3000).Select(i => stream.SendAsync(new Numbered("a", i), Cancelled).AsTask()).ToList();
        var ids = await Task.WhenAll(sends);

        Assert.Equal(Enumerable.Range(0, 3000).Select(i => (long)i), (await stream.ReadAllAsync(0)).Select(record => record.Number));
        Assert.Equal(ids.Order(), ids);
        Assert.Equal(ids.Length, ids.Distinct().Count());
    }

    [Fact]
    public async Task A_thousand_concurrent_senders_each_keep_their_order()
    {
        await using var broker = await ConnectAsync();
        var stream = TestStreams.Bind(broker);

        await Task.WhenAll(Enumerable.Range(0, 1000).Select(sender => Task.Run(
            async () =>
            {
                for (var i = 0; i < 10; i++) await stream.SendAsync(new Numbered($"sender {sender}", i), Cancelled);
            },
            Cancelled)));

        Order.IsKept(await stream.ReadAllAsync(), keys: 1000, each: 10);
    }

    [Fact]
    public async Task Many_records_arrive_once_and_in_order_per_partition()
    {
        await using var broker = await ConnectAsync();
        var stream = TestStreams.Bind(broker, partitions: 16);

        var sent = await stream.SendManyAsync(Order.Records(keys: 50, each: 400), Cancelled);

        Assert.Equal(20_000, sent);
        Order.IsKept(await stream.ReadAllAsync(), keys: 50, each: 400);
    }

    [Fact]
    public async Task Many_records_of_an_asynchronous_source_arrive_too()
    {
        await using var broker = await ConnectAsync();
        var stream = TestStreams.Bind(broker);

        async IAsyncEnumerable<Numbered> Source()
        {
            foreach (var record in Order.Records(keys: 5, each: 100))
            {
                if (record.Number % 10 == 0) await Task.Yield();
                yield return record;
            }
        }

        Assert.Equal(500, await stream.SendManyAsync(Source(), Cancelled));
        Order.IsKept(await stream.ReadAllAsync(), keys: 5, each: 100);
    }

    [Fact]
    public async Task No_records_are_sent_of_an_empty_source()
    {
        await using var broker = await ConnectAsync();
        Assert.Equal(0, await TestStreams.Bind(broker).SendManyAsync([], Cancelled));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Lost_late_and_repeated_answers_neither_double_nor_reorder(int seed)
    {
        await using var broker = new FaultyBroker(Fixture.CreateBroker(), seed);
        await broker.ConnectAsync(Cancelled);
        var stream = TestStreams.Bind(broker);

        await Task.WhenAll(Enumerable.Range(0, 20).Select(sender => Task.Run(
            async () =>
            {
                for (var i = 0; i < 50; i++) await stream.SendAsync(new Numbered($"key {sender}", i), Cancelled);
            },
            Cancelled)));
        await broker.SettleAsync();

        Assert.True(broker.Faults > 10, $"{broker.Faults} faults");
        broker.IsFaulty = false;
        Order.IsKept(await stream.ReadAllAsync(), keys: 20, each: 50);
    }

    [Fact]
    public async Task Many_records_arrive_once_and_in_order_while_answers_get_lost()
    {
        await using var broker = new FaultyBroker(Fixture.CreateBroker(), seed: 4);
        await broker.ConnectAsync(Cancelled);
        var stream = TestStreams.Bind(broker, partitions: 8);

        Assert.Equal(10_000, await stream.SendManyAsync(Order.Records(keys: 100, each: 100), Cancelled));
        await broker.SettleAsync();

        Assert.True(broker.Faults > 5, $"{broker.Faults} faults");
        broker.IsFaulty = false;
        Order.IsKept(await stream.ReadAllAsync(), keys: 100, each: 100);
    }

    [Fact]
    public async Task An_explicit_id_is_kept()
    {
        await using var broker = await ConnectAsync();
        var stream = TestStreams.Bind(broker, partitions: 1);

        Assert.Equal(new EntryId(5, 7), await stream.SendAsync(new Numbered("a", 1), new EntryId(5, 7), Cancelled));
        Assert.Equal(new EntryId(6, 0), await stream.SendAsync(new Numbered("a", 2), new EntryId(6, 0), Cancelled));

        var ids = await stream.ReadAsync(0, cancellationToken: Cancelled).Select(raw => raw.Id).ToListAsync(Cancelled);
        Assert.Equal([new EntryId(5, 7), new EntryId(6, 0)], ids);
    }

    [Fact]
    public async Task An_id_that_is_too_low_fails_alone()
    {
        await using var broker = await ConnectAsync();
        var stream = TestStreams.Bind(broker, partitions: 1);

        // The first send starts the lane; the others are one batch behind it.
        var sends = new ulong[] { 10, 11, 12, 5, 13, 14 }
            .Select((id, i) => stream.SendAsync(new Numbered("a", i), new EntryId(id, 0), Cancelled).AsTask())
            .ToList();

        var error = await Assert.ThrowsAsync<SendException>(() => sends[3]);
        Assert.Equal(SendOutcome.NotAppended, error.Outcome);
        Assert.Contains("5-0", error.Message, StringComparison.Ordinal);
        foreach (var index in (int[])[0, 1, 2, 4, 5]) Assert.Equal(0UL, (await sends[index]).Sequence);
        Assert.Equal([0L, 1, 2, 4, 5], (await stream.ReadAllAsync(0)).Select(record => record.Number));
    }

    [Fact]
    public async Task Records_with_and_without_ids_of_their_own_keep_their_order()
    {
        await using var broker = await ConnectAsync();
        var stream = TestStreams.Bind(broker, partitions: 1);
        var far = (ulong)DateTimeOffset.UtcNow.AddYears(100).ToUnixTimeMilliseconds();

        var sends = Enumerable.Range(0, 60).Select(i => i % 3 == 0
            ? stream.SendAsync(new Numbered("a", i), new EntryId(far + (ulong)i, 0), Cancelled).AsTask()
            : stream.SendAsync(new Numbered("a", i), Cancelled).AsTask()).ToList();
        await Task.WhenAll(sends);

        Assert.Equal(Enumerable.Range(0, 60).Select(i => (long)i), (await stream.ReadAllAsync(0)).Select(record => record.Number));
    }

    [Fact]
    public async Task A_key_that_holds_something_else_fails_the_send_at_once_and_surely()
    {
        await using var broker = await ConnectAsync();
        var stream = TestStreams.Bind(broker, partitions: 1, sendTimeout: TimeSpan.FromHours(1));
        await Fixture.OccupyAsync(new PartitionId("numbers", 0));

        var error = await Assert.ThrowsAsync<SendException>(() => stream.SendAsync(new Numbered("a", 1), Cancelled).AsTask());

        Assert.Equal(SendOutcome.NotAppended, error.Outcome);
        Assert.Equal(BrokerFailure.WrongType, Assert.IsType<BrokerException>(error.InnerException).Failure);
    }

    [Fact]
    public async Task Many_records_stop_where_one_is_refused_and_the_count_says_how_many_are_in()
    {
        await using var broker = await ConnectAsync();
        var stream = TestStreams.Bind(broker, partitions: 2);
        var poor = stream.PartitionOf(new Numbered("a", 0));
        var other = Enumerable.Range(0, 100).Select(i => $"b{i}").First(key => stream.PartitionOf(new Numbered(key, 0)) != poor);
        await Fixture.OccupyAsync(new PartitionId("numbers", poor));

        var records = Enumerable.Range(0, 50_000).Select(i => new Numbered(i == 100 ? "a" : other, i));
        var error = await Assert.ThrowsAsync<SendException>(() => stream.SendManyAsync(records, Cancelled));

        Assert.Equal(SendOutcome.NotAppended, error.Outcome);
        var stored = await stream.ReadAllAsync(1 - poor);
        Assert.Equal(Math.Min(100, stored.Count), error.FirstMissing);
        Assert.Equal(stored.Count, error.AppendedCount);
        Assert.Equal(Enumerable.Range(0, stored.Count).Select(i => (long)(i < 100 ? i : i + 1)), stored.Select(record => record.Number));
        Assert.True(stored.Count < 49_999);
    }

    [Fact]
    public async Task Records_larger_than_a_batch_arrive_among_small_ones()
    {
        await using var broker = await ConnectAsync();
        var stream = TestStreams.Bind(broker, partitions: 1);
        var large = new string('x', 3_000_000);

        var sends = Enumerable.Range(0, 30).Select(i => stream.SendAsync(new Numbered("a", i, i % 10 == 5 ? large : ""), Cancelled).AsTask()).ToList();
        await Task.WhenAll(sends);

        var stored = await stream.ReadAllAsync(0);
        Assert.Equal(Enumerable.Range(0, 30).Select(i => (long)i), stored.Select(record => record.Number));
        Assert.Equal(3, stored.Count(record => record.Text == large));
    }

    [Fact]
    public async Task A_record_without_fields_is_stored_and_comes_back()
    {
        await using var broker = await ConnectAsync();
        var stream = TestStreams.Bind(broker, partitions: 1, keyed: false);

        await stream.SendAsync(new Numbered(null, -1), Cancelled);
        await stream.SendRawAsync(0, default, Cancelled);

        Assert.Equal([new Numbered(null, -1), new Numbered(null, -1)], await stream.ReadAllAsync(0));
    }

    [Fact]
    public async Task Raw_fields_are_stored_as_they_are()
    {
        await using var broker = await ConnectAsync();
        var stream = TestStreams.Bind(broker);

        var id = await stream.SendRawAsync(3, new RawFields("x"u8.ToArray(), new byte[] { 0, 255, 13 }), Cancelled);

        var raw = await stream.ReadAsync(3, cancellationToken: Cancelled).SingleAsync(Cancelled);
        Assert.Equal(id, raw.Id);
        Assert.Equal([0, 255, 13], raw.Fields.ValueAt(0).ToArray());
    }

    [Fact]
    public async Task JSON_is_checked_and_sent_as_a_record()
    {
        await using var broker = await ConnectAsync();
        var stream = TestStreams.Bind(broker, partitions: 1);

        stream.CheckJson("""{"key":"a","number":7}"""u8.ToArray());
        Assert.Throws<RecordFormatException>(() => stream.CheckJson("""{"key":"a","""u8.ToArray()));
        Assert.Throws<ArgumentException>(() => stream.CheckJson("""{"number":7}"""u8.ToArray()));
        await stream.SendJsonAsync("""{"key":"a","number":7}"""u8.ToArray(), Cancelled);

        Assert.Equal([new Numbered("a", 7)], await stream.ReadAllAsync(0));
    }

    [Fact]
    public async Task Reading_goes_page_by_page_from_a_place_up_to_a_count_and_ends_with_what_was_stored()
    {
        await using var broker = await ConnectAsync();
        var stream = TestStreams.Bind(broker, partitions: 1);
        await stream.SendManyAsync(Enumerable.Range(0, 700).Select(i => new Numbered("a", i)), Cancelled);

        Assert.Equal(700, (await stream.ReadAllAsync(0)).Count);
        var from = await stream.ReadAsync(0, count: 300, cancellationToken: Cancelled).LastAsync(Cancelled);
        Assert.Equal(299, stream.Decode(from).Number);
        var rest = await stream.ReadAsync(0, from.Id, cancellationToken: Cancelled).ToListAsync(Cancelled);
        Assert.Equal((400, 300L), (rest.Count, stream.Decode(rest[0]).Number));
        Assert.Empty(await stream.ReadAsync(0, count: 0, cancellationToken: Cancelled).ToListAsync(Cancelled));

        // A reader that adds an event for each it reads still ends.
        var seen = 0;
        await foreach (var _ in stream.ReadAsync(0, cancellationToken: Cancelled))
        {
            seen++;
            await stream.SendAsync(new Numbered("a", 1000 + seen), Cancelled);
        }

        Assert.Equal(700, seen);
    }

    [Fact]
    public async Task Reading_a_partition_that_was_never_written_finds_nothing()
    {
        await using var broker = await ConnectAsync();
        Assert.Empty(await TestStreams.Bind(broker).ReadAllAsync());
    }

    [Fact]
    public async Task Connections_that_break_while_sending_neither_double_nor_reorder()
    {
        await using var broker = await ConnectAsync();
        var stream = TestStreams.Bind(broker, sendTimeout: TimeSpan.FromMinutes(10));
        var (taken, done) = (0, false);
        var breaking = Task.Run(
            async () =>
            {
                while (!Volatile.Read(ref done))
                {
                    await Fixture.BreakConnectionsAsync(broker);

                    // However slow the machine is: the next break comes after some progress.
                    var before = Volatile.Read(ref taken);
                    await Eventually.HoldsAsync(() => Volatile.Read(ref done) || Volatile.Read(ref taken) > before);
                }
            },
            Cancelled);

        var sent = await stream.SendManyAsync(Order.Records(keys: 200, each: 100).Select(record => (taken++, record).record), Cancelled);
        Volatile.Write(ref done, true);
        await breaking;

        Assert.Equal(20_000, sent);
        Order.IsKept(await stream.ReadAllPatientlyAsync(), keys: 200, each: 100);
    }

    [Fact]
    public async Task Code_after_a_send_that_blocks_its_thread_holds_up_no_other_send()
    {
        await using var broker = await ConnectAsync();
        var stream = TestStreams.Bind(broker, partitions: 1);
        for (var round = 0; round < 20; round++)
        {
            using var released = new ManualResetEventSlim();
            var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var blocking = Task.Run(
                async () =>
                {
                    await stream.SendAsync(new Numbered("a", 0), Cancelled);
                    entered.SetResult();
                    released.Wait(Cancelled);
                },
                Cancelled);

            await entered.Task.WaitAsync(Cancelled);
            await stream.SendAsync(new Numbered("a", 1), Cancelled);
            await stream.FlushAsync(Cancelled);
            released.Set();
            await blocking;
        }
    }

    private protected abstract BrokerFixture CreateFixture();

    private protected async Task<IBroker> ConnectAsync()
    {
        var broker = Fixture.CreateBroker();
        await broker.ConnectAsync(Cancelled);
        return broker;
    }
}
