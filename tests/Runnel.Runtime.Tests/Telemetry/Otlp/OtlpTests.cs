using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Trace;
using Runnel.Runtime.Tests.Brokers;
using Runnel.Tests;
using Runnel.Tests.Conformance;
using Runnel.Tests.Delivery;
using Xunit;

namespace Runnel.Runtime.Tests.Telemetry.Otlp;

/// <summary>What a collector gets over the wire when OpenTelemetry's SDK is subscribed to the source as the documentation says.</summary>
[Collection(nameof(TelemetryTests))]
public sealed class OtlpTests : DeliveryTest
{
    [Fact]
    public async Task A_trace_of_two_sends_and_two_processings_arrives_at_a_collector_with_the_right_parents()
    {
        await using var collector = OtlpCollector.Start();
        using var provider = Provider(collector);
        var next = Declare<Tick>("tocks", Broker, static _ => new PrimitiveCodec<Tick>());
        await StartAsync(Processors.Loop(async events =>
        {
            await foreach (var tick in events.Records()) await next.SendRawAsync(0, new PrimitiveCodec<Tick>().Encode(tick), Cancellation);
        }));
        await StartAsync(
            Processors.Event((tick, context, _) =>
            {
                Journal.Add(context.Partition, tick.Number);
                return Task.CompletedTask;
            }),
            setup: new WorkerSetup { Stream = "tocks" });

        await SendAsync(3, 1);
        await HandledAsync(0, 1);
        await ArrivedAsync(provider, collector, 4);

        var byName = collector.Spans.ToDictionary(static span => span.Name);
        OtlpSpan[] chain = [byName["send ticks"], byName["process ticks"], byName["send tocks"], byName["process tocks"]];
        Assert.Single(chain.Select(static span => span.TraceId).Distinct());
        Assert.Equal(["", chain[0].SpanId, chain[1].SpanId, chain[2].SpanId], chain.Select(static span => span.ParentId));
        Assert.Equal([OtlpSpan.Producer, OtlpSpan.Consumer, OtlpSpan.Producer, OtlpSpan.Consumer], chain.Select(static span => span.Kind));
        Assert.All(chain, static span => Assert.Equal(("Runnel", "runnel"), (span.Scope, span.Attributes["messaging.system"])));
        Assert.Equal(["ticks", "ticks", "tocks", "tocks"], chain.Select(static span => span.Attributes["messaging.destination.name"]));
        Assert.Equal(["3", "3", "0", "0"], chain.Select(static span => span.Attributes["messaging.destination.partition.id"]));
        Assert.Equal(chain[0].Attributes["messaging.message.id"], chain[1].Attributes["messaging.message.id"]);
        Assert.Empty(collector.Strange);
    }

    [Fact]
    public async Task A_batch_arrives_with_its_links()
    {
        await using var collector = OtlpCollector.Start();
        using var provider = Provider(collector);
        await SendAsync(0, [1, 2, 3]);
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await StartAsync(
            Processors.Batch((_, _, _) =>
            {
                done.SetResult();
                return Task.CompletedTask;
            }),
            Quick with { BatchSize = 3, BatchWithin = TimeSpan.FromMinutes(1) });

        await done.Task.WaitAsync(Cancellation);
        await ArrivedAsync(provider, collector, 4);

        var batch = collector.Spans.Single(static span => span.Kind == OtlpSpan.Consumer);
        Assert.Equal(("", "3"), (batch.ParentId, batch.Attributes["messaging.batch.message_count"]));
        Assert.Equal(collector.Spans.Where(static span => span.Kind == OtlpSpan.Producer).Select(static span => span.SpanId).Order(), batch.Links.Order());
    }

    [Fact]
    public async Task What_a_sampler_leaves_out_arrives_nowhere()
    {
        await using var collector = OtlpCollector.Start();
        using var provider = Provider(collector, new ParentBasedSampler(new AlwaysOffSampler()));
        var id = await SendAsync(0, 1);
        await StartAsync(Processors.Event(static (_, _, _) => Task.CompletedTask));

        await CommittedAsync(0, id);
        Assert.True(provider.ForceFlush());
        Assert.Empty(collector.Spans);
    }

    private protected override BrokerFixture CreateFixture() => new MemoryFixture(TimeProvider.System);

    private static TracerProvider Provider(OtlpCollector collector, Sampler? sampler = null) => Sdk.CreateTracerProviderBuilder()
        .SetSampler(sampler ?? new ParentBasedSampler(new AlwaysOnSampler()))
        .AddSource("Runnel")
        .AddOtlpExporter(options =>
        {
            options.Endpoint = collector.Endpoint;
            options.Protocol = OtlpExportProtocol.HttpProtobuf;
            options.HttpClientFactory = static () => new HttpClient(new SocketsHttpHandler { UseProxy = false });
        })
        .Build();

    private static Task ArrivedAsync(TracerProvider provider, OtlpCollector collector, int count) => Eventually.HoldsAsync(
        () => provider.ForceFlush() && collector.Spans.Count >= count,
        () => $"{string.Join('\n', collector.Spans)}\n{string.Join('\n', collector.Strange)}");
}
