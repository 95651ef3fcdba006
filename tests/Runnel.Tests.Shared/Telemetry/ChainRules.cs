using System.Diagnostics;
using Runnel.Tests.Delivery;
using Xunit;

namespace Runnel.Tests.Telemetry;

/// <summary>A trace that goes through two streams: on every broker, the headers arrive as they were sent.</summary>
public abstract class ChainRules : DeliveryTest
{
    [Fact]
    public async Task An_event_that_is_sent_on_stays_in_the_trace()
    {
        using var spans = new SpanCollector();
        var next = Declare<Tick>("tocks", Broker, static _ => new PrimitiveCodec<Tick>());
        await StartAsync(Processors.Event(async (tick, _, cancellation) =>
        {
            await Task.Yield();
            await next.SendRawAsync(1, new PrimitiveCodec<Tick>().Encode(tick with { Number = tick.Number + 1 }), cancellation);
        }));
        await StartAsync(
            Processors.Loop(async events =>
            {
                await foreach (var tick in events.Records()) Journal.Add(1, tick.Number);
            }),
            setup: new WorkerSetup { Stream = "tocks" });

        var id = await SendAsync(0, 6);

        await HandledAsync(1, 7);
        await spans.EndedAsync("process tocks", 1);
        Activity[] chain = [spans.The("send ticks"), spans.The("process ticks"), spans.The("send tocks"), spans.The("process tocks")];
        Assert.Single(chain.Select(static span => span.TraceId).Distinct());
        Assert.Equal(default, chain[0].ParentSpanId);
        for (var i = 1; i < chain.Length; i++) Assert.Equal(chain[i - 1].SpanId, chain[i].ParentSpanId);
        Assert.Equal([ActivityKind.Producer, ActivityKind.Consumer, ActivityKind.Producer, ActivityKind.Consumer], chain.Select(static span => span.Kind));
        Assert.Equal($"{id}", chain[1].Text("messaging.message.id"));
    }
}
