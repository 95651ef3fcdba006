using Runnel.Brokers;
using Xunit;

namespace Runnel.Tests.Delivery;

/// <summary>Rule 5: what a processor gives up on is appended to its sink before the policy decides, or the partition waits.</summary>
public abstract class DeadLetterRules : DeliveryTest
{
    private const string SinkName = "dead.ticks";

    private static PartitionId Sink => new(SinkName, 0);

    [Fact]
    public async Task A_dead_letter_keeps_the_fields_and_says_where_from_and_why()
    {
        var ids = await SendAsync(2, [1, 2, 3]);
        var before = TimeProvider.System.GetUtcNow();
        await StartAsync(Failing(2), Quick with { ExceptionPolicy = ExceptionPolicy.Ignore, Retries = 1 }, WithSink());

        await CommittedAsync(2, ids[2]);
        var dead = Assert.Single(await DeadAsync());
        Assert.Equal((StreamName, 2, ids[1], ProcessorName, 2), (dead.Stream, dead.Partition, dead.EntryId, dead.Processor, dead.Attempts));
        Assert.Equal(("System.InvalidOperationException", "fails"), (dead.ExceptionType, dead.ExceptionMessage));
        Assert.Contains(nameof(Failing), dead.StackTrace, StringComparison.Ordinal);
        Assert.InRange(dead.At, before.AddMilliseconds(-1), TimeProvider.System.GetUtcNow());
        Assert.Equal(new Tick(2), Ticks.Decode(dead));
        Assert.Equal([1, 3], Journal.Of(2));
    }

    [Fact]
    public async Task What_could_not_be_decoded_is_kept_byte_for_byte()
    {
        byte[] name = [0, 255, 7];
        byte[] value = [13, 10, 0, 200];
        var fields = new RawFields(name, value, name, ReadOnlyMemory<byte>.Empty);
        await Server.AddAsync(Lease(0).Partition, fields);
        var last = await SendAsync(0, 2);
        await StartAsync(Failing(), Quick with { ExceptionPolicy = ExceptionPolicy.Ignore }, WithSink());

        await CommittedAsync(0, last);
        var dead = Assert.Single(await DeadAsync());
        Assert.Equal(typeof(RecordFormatException).FullName, dead.ExceptionType);
        var kept = dead.ToRawFields();
        Assert.Equal(fields.Count, kept.Count);
        Assert.Equal(fields.Select(static field => (Convert.ToHexString(field.Key.Span), Convert.ToHexString(field.Value.Span))),
            kept.Select(static field => (Convert.ToHexString(field.Key.Span), Convert.ToHexString(field.Value.Span))));
        Assert.Throws<RecordFormatException>(() => Ticks.Decode(dead));
    }

    [Fact]
    public async Task A_batch_gives_one_dead_letter_for_each_of_its_events()
    {
        var ids = await SendAsync(0, [1, 2, 3]);
        await StartAsync(
            Processors.Batch(static (_, _, _) => throw new InvalidOperationException("fails")),
            Quick with { ExceptionPolicy = ExceptionPolicy.Ignore, BatchSize = 3, BatchWithin = TimeSpan.FromMinutes(1) }, WithSink());

        await CommittedAsync(0, ids[2]);
        Assert.Equal(ids, (await DeadAsync()).Select(static dead => dead.EntryId));
    }

    [Fact]
    public async Task A_sink_of_the_same_record_gets_the_fields_as_they_are()
    {
        var ids = await SendAsync(0, [7, 8]);
        await StartAsync(
            Failing(7), Quick with { ExceptionPolicy = ExceptionPolicy.Ignore },
            new WorkerSetup { DeadLetterSink = static broker => Declare<Tick>(SinkName, broker, static _ => new PrimitiveCodec<Tick>(), 1, StreamName) });

        await CommittedAsync(0, ids[1]);
        var sink = Declare<Tick>(SinkName, Broker, static _ => new PrimitiveCodec<Tick>(), 1, StreamName);
        List<Tick> buried = [];
        await foreach (var raw in sink.ReadAsync(0, cancellationToken: Cancellation)) buried.Add(sink.Decode(raw));
        Assert.Equal([new Tick(7)], buried);
    }

    [Theory]
    [InlineData(ExceptionPolicy.Halt)]
    [InlineData(ExceptionPolicy.Quarantine)]
    public async Task The_policy_decides_after_the_append(ExceptionPolicy policy)
    {
        await SendAsync(0, [1]);
        var worker = await StartAsync(Failing(1), Quick with { ExceptionPolicy = policy }, WithSink());

        if (policy == ExceptionPolicy.Halt) Assert.Equal("fails", (await worker.Result).Error?.Message);
        else await Eventually.HoldsAsync(async () => (await InspectAsync(0))?.Quarantine is not null, Describe);

        Assert.Single(await DeadAsync());
        Assert.Equal(EntryId.Zero, await CursorAsync(0));
    }

    [Fact]
    public async Task While_the_sink_refuses_the_partition_waits_uncommitted_and_then_goes_on()
    {
        await Server.OccupyAsync(Sink);
        var ids = await SendAsync(0, [1, 2]);
        var worker = await StartAsync(Failing(1), Quick with { ExceptionPolicy = ExceptionPolicy.Ignore }, WithSink());

        await Eventually.HoldsAsync(() => worker.Logs.Has(1501), Describe);
        var other = await SendAsync(1, 5);
        await CommittedAsync(1, other);
        Assert.Equal(EntryId.Zero, await CursorAsync(0));
        await Server.DeleteAsync(Sink);

        await CommittedAsync(0, ids[1]);
        Assert.Equal(ids[0], Assert.Single(await DeadAsync()).EntryId);
        Assert.Equal([2], Journal.Of(0));
    }

    [Fact]
    public async Task A_stop_while_the_sink_refuses_leaves_the_event_to_the_next_owner()
    {
        await Server.OccupyAsync(Sink);
        var ids = await SendAsync(0, [1, 2]);
        var worker = await StartAsync(
            Failing(1), Quick with { ExceptionPolicy = ExceptionPolicy.Ignore, GracePeriod = TimeSpan.FromMilliseconds(200) }, WithSink());
        await Eventually.HoldsAsync(() => worker.Logs.Has(1501), Describe);

        Assert.False((await worker.StopAsync()).Halted);
        Assert.Equal(EntryId.Zero, await CursorAsync(0));
        await Server.DeleteAsync(Sink);
        await StartAsync(Failing(1), Quick with { ExceptionPolicy = ExceptionPolicy.Ignore }, WithSink());

        await CommittedAsync(0, ids[1]);
        Assert.Equal(ids[0], Assert.Single(await DeadAsync()).EntryId);
    }

    [Fact]
    public async Task A_middleware_made_by_hand_says_that_it_has_no_sink()
    {
        await SendAsync(0, [1]);
        var worker = await StartAsync(Failing(), setup: new WorkerSetup { AppMiddleware = [new DeadLetterMiddleware()] });

        Assert.Contains("has no sink", (await worker.Result).Error?.Message, StringComparison.Ordinal);
    }

    private static WorkerSetup WithSink() => new()
    {
        DeadLetterSink = static broker
            => Declare<Dead>(SinkName, broker, static compressor => new StructuredCodec<Dead>(new JsonRecordSerializer<Dead>(), compressor), 1, StreamName),
    };

    private Pipeline.EventProcessor<TestWorker, Tick> Failing(params int[] numbers) => Processors.Event((tick, context, _) =>
    {
        if (numbers.Contains(tick.Number)) throw new InvalidOperationException("fails");
        Journal.Add(context.Partition, tick.Number);
        return Task.CompletedTask;
    });

    private async Task<List<Dead>> DeadAsync()
    {
        var sink = (EventStream<Dead>)WithSink().DeadLetterSink!(Broker);
        List<Dead> letters = [];
        await foreach (var raw in sink.ReadAsync(0, cancellationToken: Cancellation)) letters.Add(sink.Decode(raw));
        return letters;
    }
}
