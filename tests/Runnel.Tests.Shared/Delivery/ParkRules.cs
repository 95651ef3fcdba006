using Runnel.Brokers;
using Runnel.Pipeline;
using Xunit;

namespace Runnel.Tests.Delivery;

/// <summary>
/// What failed for good keeps the later events of its key waiting, and nothing else; a release plays them back in order. A tick's key is its number's
/// last digit.
/// </summary>
public abstract class ParkRules : DeliveryTest
{
    private const string SinkName = "dead.ticks";
    private const int Parked = 1470;
    private const int ReleaseFailed = 1473;

    private static readonly byte[] One = "1"u8.ToArray();

    private readonly HashSet<int> _poison = [];
    private volatile bool _isBroken = true;

    [Theory]
    [InlineData(false, AckMode.BeforeNext, ExceptionPolicy.Halt)]
    [InlineData(false, AckMode.Background, ExceptionPolicy.Ignore)]
    [InlineData(true, AckMode.BeforeNext, ExceptionPolicy.Quarantine)]
    [InlineData(true, AckMode.Background, ExceptionPolicy.Halt)]
    public async Task Later_events_of_the_key_wait_and_a_release_plays_them_back_in_order(bool isLoop, AckMode mode, ExceptionPolicy policy)
    {
        _poison.Add(11);
        var ids = await SendAsync(0, [1, 11, 2, 21, 12, 31]);
        var worker = await StartAsync(isLoop ? Loop() : Call(), Parks with { AckMode = mode, ExceptionPolicy = policy, Retries = 1 }, WithSink());

        await CommittedAsync(0, ids[^1]);
        Assert.Equal([1, 2, 12], Journal.Of(0));
        Assert.Equal(["11", "21", "31"], await ParkedAsync());
        Assert.True(worker.Logs.Has(Parked));
        var letters = await LettersAsync();
        Assert.Equal([ids[1], ids[3], ids[5]], letters.Select(static letter => letter.EntryId));
        Assert.Equal([2, 0, 0], letters.Select(static letter => letter.Attempts));
        Assert.Equal("System.InvalidOperationException", letters[0].ExceptionType);

        _isBroken = false;
        await ReleaseAsync();
        await Eventually.HoldsAsync(async () => (await ParkedAsync()).Length == 0, Describe);
        var last = await SendAsync(0, 41);

        await CommittedAsync(0, last);
        Assert.Equal([1, 2, 12, 11, 21, 31, 41], Journal.Of(0));
        Assert.Equal(
            [$"11 returns 1 at {ids[1]}, recovering: False", $"21 returns 1 at {ids[3]}, recovering: False", $"31 returns 1 at {ids[5]}, recovering: False"], Journal.Notes);
        await Eventually.HoldsAsync(async () => (await LettersAsync()).Count == 0, Describe);
    }

    [Fact]
    public async Task A_batch_parks_the_keys_of_all_its_events_and_goes_on_with_the_others()
    {
        _poison.Add(11);
        var options = Parks with { BatchSize = 3, BatchWithin = TimeSpan.FromMilliseconds(20) };
        var ids = await SendAsync(0, [1, 11, 2]);
        await StartAsync(Batch(), options, WithSink());
        await CommittedAsync(0, ids[^1]);

        var more = await SendAsync(0, [3, 21, 12, 13]);
        await CommittedAsync(0, more[^1]);
        Assert.Equal([3, 13], Journal.Of(0));
        Assert.Equal(["1", "11", "21"], await ParkedAsync());
        Assert.Equal(["2", "12"], await ParkedAsync("2"u8.ToArray()));

        _isBroken = false;
        await ReleaseAsync("2"u8.ToArray());
        await HandledAsync(0, 3, 13, 2, 12);
        await ReleaseAsync();

        await HandledAsync(0, 3, 13, 2, 12, 1, 11, 21);
    }

    [Fact]
    public async Task A_release_that_fails_again_leaves_the_rest_in_order()
    {
        _poison.UnionWith([1, 21]);
        var ids = await SendAsync(0, [1, 11, 21, 31]);
        var worker = await StartAsync(Call(), Parks, WithSink());
        await CommittedAsync(0, ids[^1]);

        _poison.Remove(1);
        await ReleaseAsync();
        await Eventually.HoldsAsync(() => worker.Logs.Has(ReleaseFailed), Describe);

        Assert.Equal([1, 11], Journal.Of(0));
        Assert.Equal(["21", "31"], await ParkedAsync());
        Assert.False((await Broker.InspectParkedAsync(Lease(0), Cancellation))[0].IsReleasing);
        var next = await SendAsync(0, [41, 2]);
        await CommittedAsync(0, next[^1]);
        Assert.Equal(["21", "31", "41"], await ParkedAsync());

        _isBroken = false;
        await ReleaseAsync();
        await HandledAsync(0, 1, 11, 2, 21, 31, 41);
    }

    [Fact]
    public async Task What_is_parked_and_a_release_outlive_the_worker_and_the_mode()
    {
        _poison.Add(1);
        var ids = await SendAsync(0, [1, 11]);
        var worker = await StartAsync(Call(), Parks, WithSink());
        await CommittedAsync(0, ids[^1]);
        await worker.StopAsync();

        // Without the mode no key is parked any more; what is parked stays so.
        var second = await StartAsync(Call(), Quick with { ExceptionPolicy = ExceptionPolicy.Ignore }, WithSink());
        var more = await SendAsync(0, [21, 2]);
        await CommittedAsync(0, more[^1]);
        Assert.Equal(["1", "11", "21"], await ParkedAsync());
        await second.StopAsync();
        await ReleaseAsync();
        _isBroken = false;

        await StartAsync(Call(), Quick, WithSink());
        await HandledAsync(0, 2, 1, 11, 21);
        await Eventually.HoldsAsync(async () => (await ParkedAsync()).Length == 0, Describe);
    }

    [Theory]
    [InlineData(ExceptionPolicy.Halt)]
    [InlineData(ExceptionPolicy.Quarantine)]
    [InlineData(ExceptionPolicy.Ignore)]
    public async Task One_too_many_stops_the_partition_and_loses_nothing(ExceptionPolicy policy)
    {
        _poison.Add(1);
        var ids = await SendAsync(0, [1, 11, 21, 31]);
        var options = Parks with { MaxParkedEvents = 2, ExceptionPolicy = policy };
        var worker = await StartAsync(Call(), options, WithSink());
        if (policy == ExceptionPolicy.Halt)
            Assert.Contains("MaxParkedEvents (2)", (await worker.Result).Error?.Message, StringComparison.Ordinal);
        else
            await Eventually.HoldsAsync(async () => (await InspectAsync(0))?.Quarantine is not null, Describe);
        Assert.Equal(ids[1], await CursorAsync(0));
        Assert.Equal(["1", "11"], await ParkedAsync());

        _isBroken = false;
        await ReleaseAsync();
        if (policy == ExceptionPolicy.Halt) await StartAsync(Call(), options, WithSink());
        else Assert.True(await Broker.ResumeAsync(Lease(0), null, skip: false, Cancellation));

        await HandledAsync(0, 1, 11, 21, 31);
    }

    [Fact]
    public async Task What_cannot_be_decoded_has_no_key_and_is_left_to_the_policy()
    {
        var poison = await SendPoisonAsync(0);
        var last = await SendAsync(0, 2);
        var worker = await StartAsync(Call(), Parks with { ExceptionPolicy = ExceptionPolicy.Ignore }, WithSink());

        await CommittedAsync(0, last);

        Assert.Equal(poison, Assert.Single(await LettersAsync()).EntryId);
        Assert.Empty(await Broker.InspectParkedAsync(Lease(0), Cancellation));
        Assert.True(worker.Logs.Has(1474));
        Assert.Equal([2], Journal.Of(0));
    }

    [Fact]
    public async Task A_rules_policy_outranks_parking()
    {
        _poison.Add(1);
        var ids = await SendAsync(0, [1, 11]);
        var rules = new ExceptionRules([new ExceptionRule<InvalidOperationException> { ExceptionPolicy = ExceptionPolicy.Ignore }], []);
        await StartAsync(Call(), Parks with { Rules = rules }, WithSink());

        await CommittedAsync(0, ids[^1]);

        Assert.Equal([11], Journal.Of(0));
        Assert.Single(await LettersAsync());
        Assert.Empty(await Broker.InspectParkedAsync(Lease(0), Cancellation));
    }

    [Fact]
    public async Task A_discarded_key_is_free_at_once_and_its_letters_stay()
    {
        _poison.Add(1);
        var ids = await SendAsync(0, [1, 11]);
        await StartAsync(Call(), Parks, WithSink());
        await CommittedAsync(0, ids[^1]);

        Assert.True(await Broker.ReleaseParkedAsync(Lease(0), One, discard: true, Cancellation));
        var last = await SendAsync(0, 21);

        await CommittedAsync(0, last);
        Assert.Equal([21], Journal.Of(0));
        Assert.Equal(2, (await LettersAsync()).Count);
    }

    [Theory]
    [InlineData(Step.Letter, 1)]
    [InlineData(Step.Letter, 2)]
    [InlineData(Step.Park, 1)]
    [InlineData(Step.Park, 2)]
    public async Task A_worker_that_dies_between_two_steps_of_parking_loses_no_order(Step step, int occurrence)
    {
        _poison.Add(1);
        var ids = await SendAsync(0, [1, 11, 2]);
        var dying = new DyingBroker(await ConnectAsync(), step, occurrence);
        await using var first = new Abandoned(await StartAsync(
            Call(), Parks with { LockExpiry = TimeSpan.FromSeconds(1), GracePeriod = TimeSpan.Zero }, WithSink() with { Broker = dying }));
        await Eventually.HoldsAsync(() => dying.IsDead, Describe);

        await StartAsync(Call(), Parks, WithSink());

        await CommittedAsync(0, ids[^1]);
        Assert.Equal(["1", "11"], await ParkedAsync());
        Assert.Equal([2], Journal.Of(0));
        _isBroken = false;
        await ReleaseAsync();
        await HandledAsync(0, 2, 1, 11);
    }

    [Fact]
    public async Task A_worker_that_dies_in_a_release_repeats_at_most_what_was_in_hand()
    {
        _poison.Add(1);
        var ids = await SendAsync(0, [1, 11, 21]);
        var dying = new DyingBroker(await ConnectAsync(), Step.Unpark, occurrence: 2);
        await using var first = new Abandoned(await StartAsync(
            Call(), Parks with { LockExpiry = TimeSpan.FromSeconds(1), GracePeriod = TimeSpan.Zero }, WithSink() with { Broker = dying }));
        await CommittedAsync(0, ids[^1]);
        _isBroken = false;
        await ReleaseAsync();
        await Eventually.HoldsAsync(() => dying.IsDead, Describe);

        await StartAsync(Call(), Parks, WithSink());

        await HandledAsync(0, 1, 11, 11, 21);
        await Eventually.HoldsAsync(async () => (await ParkedAsync()).Length == 0, Describe);
        Assert.Equal(["False", "False", "True", "False"], Journal.Notes.Select(static note => note.Split(' ')[^1]));
    }

    private static ProcessorOptions Parks => Quick with { DeadLetterMode = DeadLetterMode.ParkKey };

    private static WorkerSetup WithSink() => new()
    {
        DeadLetterSink = static broker
            => Declare<Dead>(SinkName, broker, static compressor => new StructuredCodec<Dead>(new JsonRecordSerializer<Dead>(), compressor), 1, StreamName),
    };

    private async Task ReleaseAsync(byte[]? key = null)
    {
        Assert.True(await Broker.ReleaseParkedAsync(Lease(0), key ?? One, discard: false, Cancellation));
        await Broker.AnnounceAsync(new GroupId(StreamName, ProcessorName), new Announcement(AnnouncementKind.PartitionFree, 0), Cancellation);
    }

    private async Task<string[]> ParkedAsync(byte[]? key = null)
        => [.. (await Broker.ReadParkedAsync(Lease(0), key ?? One, 100, Cancellation)).Select(parked => $"{Ticks.Decode(parked.Fields).Number}")];

    private async Task<List<Dead>> LettersAsync()
    {
        var sink = (EventStream<Dead>)WithSink().DeadLetterSink!(Broker);
        List<Dead> letters = [];
        await foreach (var raw in sink.ReadAsync(0, cancellationToken: Cancellation)) letters.Add(sink.Decode(raw));
        return letters;
    }

    private EventProcessor<TestWorker, Tick> Call() => Processors.Event((tick, context, _) =>
    {
        Handle(tick, context);
        return Task.CompletedTask;
    });

    private LoopProcessor<TestWorker, Tick> Loop() => Processors.Loop(async events =>
    {
        await foreach (var (tick, context) in events.WithContext()) Handle(tick, context);
    });

    private BatchProcessor<TestWorker, Tick> Batch() => Processors.Batch((ticks, context, _) =>
    {
        foreach (var tick in ticks) Fail(tick);
        foreach (var tick in ticks) Journal.Add(context.Partition, tick.Number);
        return Task.CompletedTask;
    });

    private void Handle(Tick tick, EventContext context)
    {
        Fail(tick);
        Journal.Add(context.Partition, tick.Number);
        if (context.Returns > 0) Journal.Note($"{tick.Number} returns {context.Returns} at {context.Id}, recovering: {context.Recovering}");
    }

    private void Fail(Tick tick)
    {
        if (_isBroken && _poison.Contains(tick.Number)) throw new InvalidOperationException($"{tick.Number} fails");
    }

    /// <summary>What a worker does of parking, step by step.</summary>
    public enum Step
    {
        Letter,
        Park,
        Unpark,
    }

    /// <summary>The connection of a process that dies just before a step is carried out: from then on it reaches nobody.</summary>
    private sealed class DyingBroker(IBroker inner, Step step, int occurrence) : BrokerDecorator(inner)
    {
        private int _left = occurrence;
        private volatile bool _isDead;

        public bool IsDead => _isDead;

        public override ValueTask<AppendReply> AppendAsync(PartitionId partition, AppendBatch batch, CancellationToken cancellationToken)
            => ComeTo(Step.Letter) ? Gone<AppendReply>() : base.AppendAsync(partition, batch, cancellationToken);

        public override ValueTask<ParkReply> ParkAsync(ParkRequest request, CancellationToken cancellationToken)
            => ComeTo(Step.Park) ? Gone<ParkReply>() : base.ParkAsync(request, cancellationToken);

        public override ValueTask<bool> UnparkAsync(LeaseClaim claim, byte[] key, EntryId first, int count, CancellationToken cancellationToken)
            => ComeTo(Step.Unpark) ? Gone<bool>() : base.UnparkAsync(claim, key, first, count, cancellationToken);

        public override ValueTask<IReadOnlyList<CommitReply>> CommitAsync(IReadOnlyList<CommitRequest> requests, CancellationToken cancellationToken)
            => _isDead ? Gone<IReadOnlyList<CommitReply>>() : base.CommitAsync(requests, cancellationToken);

        protected override ValueTask<T> CallAsync<T>(Func<ValueTask<T>> call) => _isDead ? Gone<T>() : call();

        private bool ComeTo(Step now)
        {
            if (now == step && Interlocked.Decrement(ref _left) == 0) _isDead = true;
            return _isDead;
        }

        private static ValueTask<T> Gone<T>() => ValueTask.FromException<T>(new BrokerException(BrokerFailure.Unavailable, "The process is dead."));
    }

    /// <summary>A worker that nobody waits for before the test ends.</summary>
    private sealed class Abandoned(TestWorker worker) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            worker.RequestStop();
            return ValueTask.CompletedTask;
        }
    }
}
