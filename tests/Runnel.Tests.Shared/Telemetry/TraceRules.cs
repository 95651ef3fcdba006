using System.Diagnostics;
using System.Globalization;
using System.Text;
using Runnel.Tests.Delivery;
using Xunit;

namespace Runnel.Tests.Telemetry;

/// <summary>The spans of sending and processing: who is whose parent, what they say, and what becomes of them when something fails.</summary>
public abstract class TraceRules : DeliveryTest
{
    private const string Sent = "send ticks";
    private const string Processed = "process ticks";

    [Theory]
    [InlineData("loop")]
    [InlineData("raw loop")]
    [InlineData("event")]
    [InlineData("raw event")]
    public async Task One_event_is_processed_in_the_trace_of_its_send_and_the_processor_sees_that(string shape)
    {
        using var spans = new SpanCollector();
        var id = await SendAsync(2, 1);
        await StartAsync(Seeing(shape));

        await CommittedAsync(2, id);
        var (send, process) = (spans.The(Sent), spans.The(Processed));
        Assert.Equal((send.TraceId, send.SpanId), (process.TraceId, process.ParentSpanId));
        Assert.True(process.HasRemoteParent);
        Assert.Equal([$"{process.Id}"], Journal.Notes);
        Assert.Empty(process.Links);
        Assert.Equal(ActivityStatusCode.Unset, process.Status);
    }

    [Theory]
    [InlineData("batch")]
    [InlineData("raw batch")]
    [InlineData("loop of batches")]
    public async Task A_batch_begins_a_trace_with_links_to_those_of_its_events(string shape)
    {
        using var spans = new SpanCollector();
        var ids = await SendAsync(1, [1, 2, 3]);
        await StartAsync(Seeing(shape), Quick with { BatchSize = 3, BatchWithin = TimeSpan.FromMinutes(1) });

        await CommittedAsync(1, ids[2]);
        var process = spans.The(Processed);
        Assert.Equal(default, process.ParentSpanId);
        Assert.Equal(spans.Named(Sent).Select(static span => span.Context.SpanId).ToHashSet(), process.Links.Select(static link => link.Context.SpanId).ToHashSet());
        Assert.DoesNotContain(process.TraceId, spans.Named(Sent).Select(static span => span.TraceId));
        Assert.Equal([$"{process.Id}"], Journal.Notes);
        Assert.Equal("3", process.Text("messaging.batch.message_count"));
        Assert.Equal(($"{ids[0]}", $"{ids[2]}"), (process.Text("runnel.batch.first_id"), process.Text("runnel.batch.last_id")));
        Assert.Null(process.Text("messaging.message.id"));
    }

    [Fact]
    public async Task Events_of_one_call_that_are_processed_together_are_linked_once_and_those_without_a_context_not_at_all()
    {
        using var spans = new SpanCollector();
        await Ticks.SendManyAsync([new Tick(1), new Tick(2), new Tick(3)], Cancellation);
        var bare = await Server.AddAsync(Lease(0).Partition, new PrimitiveCodec<Tick>().Encode(new Tick(4)));
        await StartAsync(Seeing("batch"), Quick with { BatchSize = 4, BatchWithin = TimeSpan.FromMinutes(1) });

        await CommittedAsync(0, bare);
        Assert.Equal(spans.The(Sent).SpanId, Assert.Single(spans.The(Processed).Links).Context.SpanId);
        Assert.Equal("4", spans.The(Processed).Text("messaging.batch.message_count"));
    }

    [Fact]
    public async Task A_sink_of_the_same_record_holds_the_context_of_the_send_to_the_sink()
    {
        using var spans = new SpanCollector();
        var id = await SendAsync(0, 1);
        await StartAsync(
            Processors.Event(static (_, _, _) => throw new InvalidOperationException("fails")), Quick with { ExceptionPolicy = ExceptionPolicy.Ignore },
            new WorkerSetup { DeadLetterSink = DeadTicksAsTheyAre });

        await CommittedAsync(0, id);
        var stored = await DeadTicksAsTheyAre(Broker).ReadAsync(0, cancellationToken: Cancellation).SingleAsync(Cancellation);
        Assert.True(TraceContext.TryRead(stored.Fields, out var context));
        Assert.Equal((spans.The(Sent).TraceId, spans.The("send dead.ticks").SpanId), (context.TraceId, context.SpanId));
        Assert.Single(stored.Fields.Where(static field => field.Key.Span.SequenceEqual(EntryHeaders.Traceparent.Span)));
    }

    [Fact]
    public async Task Spans_say_what_the_conventions_ask_for()
    {
        using var spans = new SpanCollector();
        var id = await SendAsync(3, 1);
        await StartAsync(Seeing("event"));
        await CommittedAsync(3, id);

        var (send, process) = (spans.The(Sent), spans.The(Processed));
        Assert.Equal((ActivityKind.Producer, ActivityKind.Consumer), (send.Kind, process.Kind));
        var epoch = process.Text("runnel.fencing_token");
        Assert.True(long.Parse(epoch!, CultureInfo.InvariantCulture) > 0);
        Assert.Equal(
            Tags("messaging.system=runnel messaging.operation.name=send messaging.operation.type=send messaging.destination.name=ticks "
                + $"messaging.destination.partition.id=3 messaging.message.id={id}"),
            Tags(send));
        Assert.Equal(
            Tags("messaging.system=runnel messaging.operation.name=process messaging.operation.type=process messaging.destination.name=ticks "
                + $"messaging.destination.partition.id=3 messaging.consumer.group.name=work messaging.message.id={id} "
                + $"runnel.fencing_token={epoch} runnel.attempt=1 runnel.delivery.outcome=processed"),
            Tags(process));
    }

    [Fact]
    public async Task A_retried_delivery_is_one_span_with_an_event_for_each_retry()
    {
        using var spans = new SpanCollector();
        var id = await SendAsync(0, 1);
        await StartAsync(
            Processors.Event((_, context, _) =>
            {
                Journal.Note($"{Activity.Current?.Id}");
                return context.Attempt < 3 ? throw new TimeoutException($"try {context.Attempt}") : Task.CompletedTask;
            }),
            Quick with { Retries = 5 });

        await CommittedAsync(0, id);
        var process = spans.The(Processed);
        Assert.Equal(Enumerable.Repeat($"{process.Id}", 3), Journal.Notes);
        Assert.Equal((ActivityStatusCode.Unset, "3"), (process.Status, process.Text("runnel.attempt")));
        Assert.Equal(
            [(1, "System.TimeoutException", "try 1"), (2, "System.TimeoutException", "try 2")],
            process.Events.Select(static retry => (retry.Name, retry.Tags.ToDictionary()) is ("runnel.retry", var tags)
                ? ((int)tags["runnel.attempt"]!, (string)tags["error.type"]!, (string)tags["exception.message"]!)
                : default));
        Assert.Null(process.Text("error.type"));
    }

    [Theory]
    [InlineData(ExceptionPolicy.Ignore, "ignored")]
    [InlineData(ExceptionPolicy.Halt, "halted")]
    [InlineData(ExceptionPolicy.Quarantine, "quarantined")]
    public async Task A_delivery_that_fails_for_good_says_why_and_what_the_policy_did(ExceptionPolicy policy, string outcome)
    {
        using var spans = new SpanCollector();
        await SendAsync(0, 1);
        await StartAsync(Processors.Loop(static async events =>
        {
            await foreach (var _ in events) throw new InvalidOperationException("fails");
        }), Quick with { ExceptionPolicy = policy });

        var process = (await spans.EndedAsync(Processed, 1))[0];
        Assert.Equal((ActivityStatusCode.Error, "fails"), (process.Status, process.StatusDescription));
        Assert.Equal(("System.InvalidOperationException", outcome), (process.Text("error.type"), process.Text("runnel.delivery.outcome")));
        Assert.Equal("exception", Assert.Single(process.Events).Name);
    }

    [Fact]
    public async Task A_delivery_that_is_cancelled_is_no_failure()
    {
        using var spans = new SpanCollector();
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

        var process = spans.The(Processed);
        Assert.Equal((ActivityStatusCode.Unset, "unsettled"), (process.Status, process.Text("runnel.delivery.outcome")));
    }

    [Fact]
    public async Task Middleware_runs_in_the_span_and_its_own_spans_are_below_it()
    {
        using var spans = new SpanCollector();
        var ids = await SendAsync(0, [1, 2]);
        await StartAsync(Processors.Loop(
            async events =>
            {
                await foreach (var _ in events) Journal.Note($"{Activity.Current?.OperationName} < {Activity.Current?.Parent?.OperationName}");
            },
            new Middleware(async (delivery, next, cancellation) =>
            {
                Journal.Note($"{Activity.Current?.OperationName}");
                using var own = new Activity("own").Start();
                await next(delivery, cancellation);
            })));

        await CommittedAsync(0, ids[1]);
        Assert.Equal([Processed, "own < process ticks", Processed, "own < process ticks"], Journal.Notes);
        Assert.Equal(spans.Named(Sent).Select(static span => span.SpanId), spans.Named(Processed).Select(static span => span.ParentSpanId));
    }

    [Fact]
    public async Task What_was_current_where_the_worker_was_started_is_nobodys_parent()
    {
        using var spans = new SpanCollector();
        using var start = new Activity("start").Start();
        var id = await Server.AddAsync(Lease(0).Partition, new PrimitiveCodec<Tick>().Encode(new Tick(1)));
        await StartAsync(Seeing("loop"));

        await CommittedAsync(0, id);
        var process = spans.The(Processed);
        Assert.Null(process.ParentId);
        Assert.NotEqual(start.TraceId, process.TraceId);
    }

    [Fact]
    public async Task What_is_not_sampled_is_processed_unsampled_in_the_same_trace()
    {
        using var spans = new SpanCollector(ActivitySamplingResult.PropagationData);
        var id = await SendAsync(0, 1);
        await StartAsync(Seeing("event"));

        await CommittedAsync(0, id);
        var (send, process) = (spans.The(Sent), spans.The(Processed));
        Assert.Equal((send.TraceId, send.SpanId), (process.TraceId, process.ParentSpanId));
        Assert.Equal((false, false), (send.Recorded, process.Recorded));
        Assert.EndsWith("-00", (await HeadersAsync(0))["@traceparent"], StringComparison.Ordinal);
        Assert.Empty(process.TagObjects.Where(static tag => tag.Key.StartsWith("runnel.", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Without_a_listener_and_a_trace_nothing_is_stored()
    {
        await SendAsync(0, 1);
        Assert.Empty(await HeadersAsync(0));
    }

    [Fact]
    public async Task The_callers_trace_travels_even_if_nobody_wants_spans_of_Runnel()
    {
        using var caller = new Activity("request") { TraceStateString = "vendor=1,other=2" }.Start();
        var sent = SendAsync(0, 1);
        Assert.Same(caller, Activity.Current);
        await sent;

        Assert.Equal(("@traceparent", caller.Id), (await HeadersAsync(0)).Select(static header => (header.Key, header.Value)).First());
        Assert.Equal("vendor=1,other=2", (await HeadersAsync(0))["@tracestate"]);

        using var spans = new SpanCollector();
        var worker = await StartAsync(Seeing("event"));
        var process = (await spans.EndedAsync(Processed, 1))[0];
        Assert.Equal((caller.TraceId, caller.SpanId, "vendor=1,other=2"), (process.TraceId, process.ParentSpanId, process.TraceStateString));
    }

    [Theory]
    [InlineData("")]
    [InlineData("00-1")]
    [InlineData("not a context at all, but just as long as one must be!!")]
    [InlineData("00-00000000000000000000000000000000-b7ad6b7169203331-01")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01")]
    [InlineData("ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")]
    [InlineData("00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-\u00e9")]
    public async Task A_malformed_context_is_none_and_fails_no_event(string context)
    {
        using var spans = new SpanCollector();
        var fields = EntryHeaders.With(new PrimitiveCodec<Tick>().Encode(new Tick(1)), EntryHeaders.Traceparent, Encoding.UTF8.GetBytes(context));
        var id = await Server.AddAsync(Lease(0).Partition, fields);
        await StartAsync(Seeing("event"));

        await CommittedAsync(0, id);
        Assert.Equal(default, spans.The(Processed).ParentSpanId);
        Assert.Equal([1], Journal.Of(0));
    }

    [Fact]
    public async Task A_dead_letter_is_sent_within_the_delivery_that_failed_and_keeps_the_context_of_its_event()
    {
        using var spans = new SpanCollector();
        var id = await SendAsync(0, 1);
        await StartAsync(
            Processors.Event(static (_, _, _) => throw new InvalidOperationException("fails")), Quick with { ExceptionPolicy = ExceptionPolicy.Ignore },
            new WorkerSetup { DeadLetterSink = DeadTicks });

        await CommittedAsync(0, id);
        var (sent, process, buried) = (spans.The(Sent), spans.The(Processed), spans.The("send dead.ticks"));
        Assert.Equal((process.TraceId, process.SpanId), (buried.TraceId, buried.ParentSpanId));
        var sink = DeadTicks(Broker);
        var stored = await sink.ReadAsync(0, cancellationToken: Cancellation).SingleAsync(Cancellation);
        Assert.True(TraceContext.TryRead(stored.Fields, out var context));
        Assert.Equal(buried.SpanId, context.SpanId);

        // What is sent again by hand goes on in the trace in which it began.
        var again = EntryHeaders.Returned(sink.Decode(stored).ToRawFields(), stored.Id);
        Assert.True(TraceContext.TryRead(again, out var origin));
        Assert.Equal((sent.TraceId, sent.SpanId), (origin.TraceId, origin.SpanId));
    }

    [Fact]
    public async Task A_listener_that_throws_changes_nothing_of_what_happens()
    {
        using var listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == "Runnel",
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = static _ => throw new NotSupportedException("the exporter is broken"),
        };
        ActivitySource.AddActivityListener(listener);
        var ids = await SendAsync(0, [1, 2, 3]);
        var worker = await StartAsync(Seeing("loop"));

        await CommittedAsync(0, ids[2]);
        Assert.Equal([1, 2, 3], Journal.Of(0));
        Assert.True(worker.Logs.Has(1700), Describe());
    }

    private static EventStream<Tick> DeadTicksAsTheyAre(Brokers.IBroker broker)
        => Declare<Tick>("dead.ticks", broker, static _ => new PrimitiveCodec<Tick>(), 1, StreamName);

    private static EventStream<Dead> DeadTicks(Brokers.IBroker broker)
        => Declare<Dead>("dead.ticks", broker, static compressor => new StructuredCodec<Dead>(new JsonRecordSerializer<Dead>(), compressor), 1, StreamName);

    private static SortedDictionary<string, string> Tags(Activity span) => new(span.TagObjects.ToDictionary(static tag => tag.Key, static tag => $"{tag.Value}"));

    private static SortedDictionary<string, string> Tags(string text) => new(text.Split(' ').Select(static tag => tag.Split('=')).ToDictionary(static tag => tag[0], static tag => tag[1]));

    private async Task<Dictionary<string, string>> HeadersAsync(int partition)
    {
        var raw = await Ticks.ReadAsync(partition, cancellationToken: Cancellation).SingleAsync(Cancellation);
        return raw.Fields.Where(static field => EntryHeaders.IsHeader(field.Key.Span))
            .ToDictionary(static field => Encoding.UTF8.GetString(field.Key.Span), static field => Encoding.UTF8.GetString(field.Value.Span));
    }

    /// <summary>Notes which span is the current one, also after a change of thread.</summary>
    private Runnel.Contracts.ProcessorDescriptor Seeing(string shape) => shape switch
    {
        "loop" => Processors.Loop(async events =>
        {
            await foreach (var (tick, context) in events.WithContext()) await SeeAsync(context.Partition, tick);
        }),
        "raw loop" => Processors.Loop(async events =>
        {
            await foreach (var raw in events) await SeeAsync(raw.Partition, Ticks.Decode(raw));
        }),
        "event" => Processors.Event((tick, context, _) => SeeAsync(context.Partition, tick)),
        "raw event" => Processors.RawEvent((raw, context) => SeeAsync(context.Partition, Ticks.Decode(raw))),
        "batch" => Processors.Batch((ticks, context, _) => SeeAsync(context.Partition, [.. ticks])),
        "raw batch" => Processors.RawBatch((raws, context) => SeeAsync(context.Partition, [.. raws.Select(Ticks.Decode)])),
        _ => Processors.Loop(async events =>
        {
            await foreach (var batch in events.Take(3, TimeSpan.FromMinutes(1)).Records()) await SeeAsync(0, [.. batch]);
        }),
    };

    private async Task SeeAsync(int partition, params Tick[] ticks)
    {
        foreach (var tick in ticks) Journal.Add(partition, tick.Number);
        var before = Activity.Current?.Id;
        await Task.Yield();
        Journal.Note(before == Activity.Current?.Id ? $"{before}" : $"{before}, then {Activity.Current?.Id}");
    }
}
