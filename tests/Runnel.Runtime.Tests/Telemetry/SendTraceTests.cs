#pragma warning disable xUnit1051 // Tokens are part of what is tested here: sends go without one on purpose.
using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Runnel.Brokers;
using Runnel.Brokers.Memory;
using Runnel.Streams;
using Runnel.Tests;
using Runnel.Tests.Sending;
using Runnel.Tests.Telemetry;
using Xunit;

namespace Runnel.Runtime.Tests.Telemetry;

/// <summary>The spans of sends, and the headers they leave, with a broker that answers as the test wants.</summary>
[Collection(nameof(TelemetryTests))]
public sealed class SendTraceTests
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_send_is_a_child_of_its_caller_and_leaves_the_caller_alone(bool isStructured)
    {
        using var spans = new SpanCollector();
        using var caller = new Activity("request").Start();
        var stream = Memory(isStructured);

        var send = stream.SendAsync(new Numbered("a", 1));
        Assert.Same(caller, Activity.Current);
        var id = await send;

        Assert.Same(caller, Activity.Current);
        var span = spans.The("send numbers");
        Assert.Equal((caller.TraceId, caller.SpanId), (span.TraceId, span.ParentSpanId));
        Assert.Equal($"{id}", span.Text("messaging.message.id"));
        var raw = await stream.ReadAsync(0).SingleAsync();
        Assert.Equal(new Numbered("a", 1), stream.Decode(raw));
        Assert.Equal(span.Id, Header(raw.Fields, "@traceparent"));
    }

    [Fact]
    public async Task Many_events_have_one_span_whose_context_they_share()
    {
        using var spans = new SpanCollector();
        var stream = Memory();

        await stream.SendManyAsync(Enumerable.Range(0, 600).Select(static i => new Numbered("a", i)));

        Assert.Null(Activity.Current);
        var span = spans.The("send numbers");
        Assert.Equal((ActivityKind.Producer, "600"), (span.Kind, span.Text("messaging.batch.message_count")));
        Assert.Null(span.Text("messaging.message.id"));
        var headers = await stream.ReadAsync(0).Select(static raw => Header(raw.Fields, "@traceparent")).ToListAsync();
        Assert.Equal((600, span.Id), (headers.Count, Assert.Single(headers.Distinct())));
    }

    [Fact]
    public async Task What_the_source_of_many_events_does_is_below_their_span()
    {
        using var spans = new SpanCollector();
        var stream = Memory();
        string? seen = null;

        await stream.SendManyAsync(Source());

        Assert.Equal("send numbers", seen);

        async IAsyncEnumerable<Numbered> Source()
        {
            seen = Activity.Current?.OperationName;
            await Task.Yield();
            yield return new Numbered("a", 1);
        }
    }

    [Fact]
    public async Task Many_events_that_stop_say_how_many_are_in_the_stream()
    {
        using var spans = new SpanCollector();
        var stream = Memory();

        var error = await Assert.ThrowsAsync<SendException>(() => stream.SendManyAsync(
            Enumerable.Range(0, 100).Select(static i => i < 40 ? new Numbered("a", i) : throw new InvalidOperationException("no more"))));

        var span = spans.The("send numbers");
        Assert.Equal((ActivityStatusCode.Error, $"{error.AppendedCount}"), (span.Status, span.Text("messaging.batch.message_count")));
    }

    [Fact]
    public async Task Records_that_waited_unencoded_in_a_full_lane_carry_their_context_too()
    {
        using var spans = new SpanCollector();
        var gate = new TaskCompletionSource();
        var stream = Scripted(async (broker, number, batch) =>
        {
            if (number == 0) await gate.Task;
            return await broker.Store(batch);
        });

        var sends = Enumerable.Range(0, LaneLimits.QueueCount + 10).Select(i => stream.SendAsync(new Numbered("a", i)).AsTask()).ToList();
        gate.SetResult();
        await Task.WhenAll(sends);

        var stored = await stream.ReadAsync(0).Select(raw => ($"{raw.Id}", Header(raw.Fields, "@traceparent"))).ToListAsync();
        Assert.Equal(sends.Count, stored.Count);
        var byId = spans.Named("send numbers").ToDictionary(static span => span.Text("messaging.message.id")!, static span => span.Id);
        Assert.All(stored, one => Assert.Equal(byId[one.Item1], one.Item2));
    }

    [Theory]
    [InlineData(true, "unknown")]
    [InlineData(false, "not_appended")]
    public async Task A_failed_send_says_whether_the_event_may_be_in_the_stream(bool isUncertain, string outcome)
    {
        using var spans = new SpanCollector();
        var failure = isUncertain ? BrokerFailure.TimedOut : BrokerFailure.WrongType;
        var stream = Scripted((_, _, _) => throw new BrokerException(failure, "no"));

        var send = stream.SendAsync(new Numbered("a", 1)).AsTask();
        await Eventually.HoldsAsync(() =>
        {
            _time.Advance(TimeSpan.FromMilliseconds(200));
            return send.IsCompleted;
        });

        await Assert.ThrowsAsync<SendException>(() => send);
        var span = spans.The("send numbers");
        Assert.Equal((ActivityStatusCode.Error, "Runnel.SendException", outcome), (span.Status, span.Text("error.type"), span.Text("runnel.send.outcome")));
    }

    [Fact]
    public async Task What_the_caller_takes_back_did_not_fail()
    {
        using var spans = new SpanCollector();
        using var cancellation = new CancellationTokenSource();
        var gate = new TaskCompletionSource();
        var stream = Scripted(async (broker, _, batch) =>
        {
            await gate.Task;
            return await broker.Store(batch);
        });

        var first = stream.SendAsync(new Numbered("a", 1)).AsTask();
        var second = stream.SendAsync(new Numbered("a", 2), cancellation.Token).AsTask();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        gate.SetResult();
        await first;

        Assert.Equal(["withdrawn", null], spans.Named("send numbers").Select(static span => span.Text("runnel.send.outcome")));
        Assert.All(spans.Ended, static span => Assert.Equal(ActivityStatusCode.Unset, span.Status));
    }

    [Fact]
    public async Task A_record_that_cannot_be_encoded_fails_its_span()
    {
        using var spans = new SpanCollector();
        var stream = TestStreams.Bind(new MemoryBroker("spans", new MemoryServer(_time)), _time, codec: static _ => new Unencodable());

        await Assert.ThrowsAsync<RecordFormatException>(() => stream.SendAsync(new Numbered("a", 1)).AsTask());

        Assert.Equal("Runnel.RecordFormatException", spans.The("send numbers").Text("error.type"));
    }

    [Fact]
    public async Task A_listener_that_throws_fails_no_send()
    {
        using var listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == "Runnel",
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = static _ => throw new NotSupportedException("the exporter is broken"),
        };
        ActivitySource.AddActivityListener(listener);
        var stream = Memory();

        await Task.WhenAll(Enumerable.Range(0, 300).Select(i => stream.SendAsync(new Numbered("a", i)).AsTask()));

        Assert.Equal(Enumerable.Range(0, 300).Select(static i => (long)i), (await stream.ReadAllAsync(0)).Select(static record => record.Number));
    }

    private static string? Header(RawFields fields, string name)
        => EntryHeaders.TryGet(fields, Encoding.UTF8.GetBytes(name), out var value) ? Encoding.UTF8.GetString(value.Span) : null;

    private EventStream<Numbered> Memory(bool isStructured = false) => TestStreams.Bind(
        new MemoryBroker("spans", new MemoryServer(_time)), _time, partitions: 1,
        codec: isStructured ? static _ => new StructuredCodec<Numbered>(new JsonRecordSerializer<Numbered>(), compressor: null) : null);

    private EventStream<Numbered> Scripted(Func<ScriptedBroker, int, AppendBatch, ValueTask<AppendReply>> answer)
    {
        ScriptedBroker broker = null!;
        broker = new ScriptedBroker(_time) { Answer = (number, _, batch, _) => answer(broker, number, batch) };
        return TestStreams.Bind(broker, _time, partitions: 1);
    }

    private sealed class Unencodable : IEventCodec<Numbered>
    {
        public RawFields Encode(Numbered record) => throw new RecordFormatException("Numbered", "number", "another number", "1");

        public Numbered Decode(RawFields fields) => throw new NotSupportedException();
    }
}
