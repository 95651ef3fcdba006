using Runnel.Brokers;
using Runnel.Tests.Delivery;
using Xunit;

namespace Runnel.Tests.Telemetry;

/// <summary>What is counted and measured, and with which attributes.</summary>
public abstract class MetricRules : DeliveryTest
{
    private const string Sent = "messaging.client.sent.messages";
    private const string Consumed = "messaging.client.consumed.messages";
    private const string Duration = "messaging.process.duration";
    private const string EndToEnd = "runnel.event.end_to_end.duration";

    [Fact]
    public async Task Sent_and_processed_events_are_counted_and_timed()
    {
        using var measured = new Measurements();
        var ids = await SendAsync(0, Enumerable.Range(0, 20));
        var (time, passed) = (new PatientTime(), TimeSpan.Zero);
        await StartAsync(
            Processors.Loop(async events =>
            {
                // By the worker's clock, each takes 10 ms.
                await foreach (var _ in events) time.Paused = passed += TimeSpan.FromMilliseconds(10);
            }),
            setup: new WorkerSetup { Time = time });

        await CommittedAsync(0, ids[19]);
        Assert.Equal((20d, 20d, 20, 20), (measured.Sum(Sent), measured.Sum(Consumed), measured.Of(Duration).Count, measured.Of(EndToEnd).Count));
        Assert.All(measured.Of(Duration), static one => Assert.InRange(one.Value, 0.01, 60));
        Assert.All(measured.Of(EndToEnd), static one => Assert.InRange(one.Value, 0.01, 60));
        Assert.Equal("messaging.destination.name=ticks messaging.operation.name=send messaging.system=runnel", Tags(measured, Sent));
        var processing = "messaging.consumer.group.name=work messaging.destination.name=ticks messaging.operation.name=process messaging.system=runnel";
        Assert.Equal((processing, processing), (Tags(measured, Consumed), Tags(measured, Duration)));
        Assert.Equal("messaging.consumer.group.name=work messaging.destination.name=ticks", Tags(measured, EndToEnd));
        await Eventually.HoldsAsync(() => measured.Sum("runnel.commits") > 0, measured.ToString);
        Assert.Equal("messaging.consumer.group.name=work messaging.destination.name=ticks", Tags(measured, "runnel.commits"));
        Assert.Empty(measured.Of("runnel.events.failed"));
    }

    [Fact]
    public async Task A_batch_counts_its_events_and_is_timed_once()
    {
        using var measured = new Measurements();
        var ids = await SendAsync(0, [1, 2, 3, 4]);
        await StartAsync(
            Processors.Batch(static (_, _, _) => Task.CompletedTask), Quick with { BatchSize = 4, BatchWithin = TimeSpan.FromMinutes(1) });

        await CommittedAsync(0, ids[3]);
        Assert.Equal((4d, 1, 4), (measured.Sum(Consumed), measured.Of(Duration).Count, measured.Of(EndToEnd).Count));
    }

    [Fact]
    public async Task Failures_retries_and_dead_letters_are_counted_with_the_class_of_the_error()
    {
        using var measured = new Measurements();
        var ids = await SendAsync(0, [1, 2]);
        await StartAsync(
            Processors.Event(static (tick, _, _) => tick.Number == 1 ? throw new TimeoutException("late") : Task.CompletedTask),
            Quick with { ExceptionPolicy = ExceptionPolicy.Ignore, Retries = 2 },
            new WorkerSetup
            {
                DeadLetterSink = static broker
                    => Declare<Dead>("dead.ticks", broker, static compressor => new StructuredCodec<Dead>(new JsonRecordSerializer<Dead>(), compressor), 1, StreamName),
            });

        await CommittedAsync(0, ids[1]);
        foreach (var (instrument, count) in ((string, int)[])[("runnel.events.retried", 2), ("runnel.events.failed", 1), ("runnel.events.dead_lettered", 1)])
        {
            Assert.Equal(count, measured.Sum(instrument));
            Assert.Equal("error.type=System.TimeoutException messaging.consumer.group.name=work messaging.destination.name=ticks", Tags(measured, instrument));
        }

        Assert.Equal(["System.TimeoutException", null], measured.Of(Consumed).Select(static one => one["error.type"]));
        Assert.Equal(["System.TimeoutException", null], measured.Of(Duration).Select(static one => one["error.type"]));
        Assert.Equal(["System.TimeoutException", null], measured.Of(EndToEnd).Select(static one => one["error.type"]));
    }

    [Fact]
    public async Task What_is_parked_counts_as_failed_once_and_what_is_played_back_as_processed()
    {
        using var measured = new Measurements();
        using var spans = new SpanCollector();
        var isBroken = true;
        var ids = await SendAsync(0, [1, 11]);
        await StartAsync(
            Processors.Event((_, _, _) => isBroken ? throw new TimeoutException("late") : Task.CompletedTask),
            Quick with { DeadLetterMode = DeadLetterMode.ParkKey },
            new WorkerSetup
            {
                DeadLetterSink = static broker
                    => Declare<Dead>("dead.ticks", broker, static compressor => new StructuredCodec<Dead>(new JsonRecordSerializer<Dead>(), compressor), 1, StreamName),
            });

        await CommittedAsync(0, ids[1]);
        Assert.Equal((1d, 1d, 2d), (measured.Sum("runnel.events.failed"), measured.Sum(Consumed), measured.Sum("runnel.events.dead_lettered")));
        Assert.Equal("parked", Assert.Single(await spans.EndedAsync("process ticks", 1)).Text("runnel.delivery.outcome"));

        isBroken = false;
        Assert.True(await Broker.ReleaseParkedAsync(Lease(0), "1"u8.ToArray(), discard: false, Cancellation));
        await Broker.AnnounceAsync(new GroupId(StreamName, ProcessorName), new Announcement(AnnouncementKind.PartitionFree, 0), Cancellation);
        var played = await spans.EndedAsync("process ticks", 3);
        Assert.Equal(["processed", "processed"], played.Skip(1).Select(static span => span.Text("runnel.delivery.outcome")));
        Assert.Equal((1d, 3d), (measured.Sum("runnel.events.failed"), measured.Sum(Consumed)));
    }

    [Fact]
    public async Task What_is_left_for_the_next_owner_is_measured_there()
    {
        using var measured = new Measurements();
        await SendAsync(0, 1);
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var worker = await StartAsync(
            Processors.Event(async (_, _, cancellation) =>
            {
                begun.TrySetResult();
                await Task.Delay(Timeout.Infinite, cancellation);
            }),
            Quick with { GracePeriod = TimeSpan.FromMilliseconds(50) });
        await begun.Task.WaitAsync(Cancellation);

        await worker.StopAsync();

        Assert.Empty(measured.Of(Consumed));
        Assert.Empty(measured.Of(Duration));
        Assert.Empty(measured.Of("runnel.events.failed"));
    }

    [Fact]
    public async Task An_id_of_the_future_took_no_time()
    {
        using var measured = new Measurements();
        var id = await Server.AddAsync(
            Lease(0).Partition, new PrimitiveCodec<Tick>().Encode(new Tick(1)), new EntryId((ulong)DateTimeOffset.UtcNow.AddHours(1).ToUnixTimeMilliseconds(), 0));
        await StartAsync(Processors.Event(static (_, _, _) => Task.CompletedTask));

        await CommittedAsync(0, id);
        Assert.Equal(0, Assert.Single(measured.Of(EndToEnd)).Value);
    }

    [Fact]
    public async Task A_send_that_the_broker_refuses_is_counted_as_one_that_failed()
    {
        using var measured = new Measurements();
        await Server.OccupyAsync(Lease(0).Partition);

        await Assert.ThrowsAsync<SendException>(() => SendAsync(0, 1));

        var one = Assert.Single(measured.Of(Sent));
        Assert.Equal((1d, "Runnel.SendException", "not_appended"), (one.Value, one["error.type"], one["runnel.send.outcome"]));
    }

    [Fact]
    public async Task A_refused_commit_says_why()
    {
        using var measured = new Measurements();
        var ids = await SendAsync(0, [1, 2, 3]);
        var broker = new OvertakenBroker(Server.CreateBroker(), async () => await Broker.ResetAsync(Lease(0), ids[0], Cancellation));
        await StartAsync(Processors.Event(static (_, _, _) => Task.CompletedTask), setup: new WorkerSetup { Broker = broker });

        await CommittedAsync(0, ids[2]);
        var one = Assert.Single(measured.Of("runnel.commits.refused"));
        Assert.Equal((1d, "fenced", "ticks", "work"), (one.Value, one["runnel.commit.status"], one["messaging.destination.name"], one["messaging.consumer.group.name"]));
    }

    [Fact]
    public async Task Buffered_events_owned_partitions_and_rebalances_are_told()
    {
        using var measured = new Measurements();
        await SendAsync(2, Enumerable.Range(0, 10));
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var held = Processors.Event((_, _, _) => gate.Task);
        var worker = await StartAsync(held, Quick with { PrefetchCount = 4 });

        // The one in hand is no longer in the buffer.
        await Eventually.HoldsAsync(
            () => measured.Observe("runnel.events.buffered").Sum(static one => one.Value) == 3 && Owned() == Partitions, measured.ToString);
        var buffered = measured.Observe("runnel.events.buffered");
        Assert.Equal(["0=0", "1=0", "2=3", "3=0"], buffered.Select(static one => $"{one["messaging.destination.partition.id"]}={one.Value}").Order());
        Assert.All(buffered, static one => Assert.Equal(("ticks", "work"), (one["messaging.destination.name"], one["messaging.consumer.group.name"])));
        Assert.Equal(1, measured.Sum("runnel.rebalances"));

        gate.SetResult();
        var other = await StartAsync(held, Quick with { PrefetchCount = 4 });
        await Eventually.HoldsAsync(() => measured.Sum("runnel.rebalances") >= 3 && Owned() == Partitions, measured.ToString);
        Assert.Equal("messaging.consumer.group.name=work messaging.destination.name=ticks", Tags(measured, "runnel.rebalances"));

        await worker.StopAsync();
        await other.StopAsync();
        Assert.Empty(measured.Observe("runnel.events.buffered"));
        Assert.Empty(measured.Observe("runnel.partitions.owned"));

        double Owned() => measured.Observe("runnel.partitions.owned").Sum(static one => one.Value);
    }

    /// <summary>The attributes of all measurements of an instrument, which must be the same.</summary>
    private static string Tags(Measurements measured, string instrument)
        => Assert.Single(measured.Of(instrument).Select(static one => string.Join(' ', one.Tags.Select(static tag => $"{tag.Key}={tag.Value}").Order(StringComparer.Ordinal))).Distinct());

    /// <summary>Something happens right before the first commit: no renewal can tell of it earlier.</summary>
    private sealed class OvertakenBroker(IBroker inner, Func<Task> overtake) : BrokerDecorator(inner)
    {
        private Func<Task>? _overtake = overtake;

        public override async ValueTask<IReadOnlyList<CommitReply>> CommitAsync(
            IReadOnlyList<CommitRequest> requests, CancellationToken cancellationToken)
        {
            if (Interlocked.Exchange(ref _overtake, null) is { } overtake) await overtake();
            return await base.CommitAsync(requests, cancellationToken);
        }
    }
}
