using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.DependencyInjection;
using Runnel.Contracts;
using Runnel.Pipeline;

namespace Runnel.Benchmarks;

/// <summary>
/// From a delivery to the user's method and back, without decoding: the hand-off to a loop beside a call per event. What is between a bare
/// delegate call and these is the price of the shape.
/// </summary>
[MemoryDiagnoser]
public class DispatchBenchmarks
{
    private const int Events = 10_000;

    private readonly ServiceProvider _services = new ServiceCollection().BuildServiceProvider();
    private readonly EventStream<Reading> _stream = new(new StreamDescriptor<Reading>
    {
        Name = "readings",
        Source = "Benchmarks.Readings",
        Codec = static _ => new PrimitiveCodec<Reading>(),
    });

    private PartitionConsumer _loop = null!;
    private PartitionConsumer _call = null!;
    private long _seen;

    [GlobalSetup]
    public void SetUp()
    {
        IPipelineProcessor loop = new LoopProcessor<DispatchBenchmarks, Reading>
        {
            Name = "loop",
            Stream = "readings",
            Source = "Benchmarks.Loop",
            Method = static async (target, events, _, _) =>
            {
                await foreach (var raw in events) target._seen += raw.Partition + 1;
            },
        };
        IPipelineProcessor call = new RawEventProcessor<DispatchBenchmarks, Reading>
        {
            Name = "call",
            Stream = "readings",
            Source = "Benchmarks.Call",
            Method = static (target, raw, _, _, _) =>
            {
                target._seen += raw.Partition + 1;
                return ValueTask.CompletedTask;
            },
        };
        _loop = loop.CreateShape(this, _services, _stream, new ProcessorOptions()).CreateConsumer(new Session());
        _call = call.CreateShape(this, _services, _stream, new ProcessorOptions()).CreateConsumer(new Session());
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Events)]
    public Task<long> CallPerEvent() => RunAsync(_call);

    [Benchmark(OperationsPerInvoke = Events)]
    public Task<long> LoopHandOff() => RunAsync(_loop);

    private async Task<long> RunAsync(PartitionConsumer consumer)
    {
        var delivery = new Delivery(consumer);
        for (var number = 0; number < Events; number++)
        {
            await consumer.DemandAsync();
            delivery.Fill(new RawEvent("readings", 0, new EntryId(1, 0), default));
            await consumer.HandleAsync(delivery, CancellationToken.None);
        }

        return _seen;
    }

    private sealed class Session : PartitionSession
    {
        public override string Stream => "readings";

        public override int Partition => 0;

        public override string Processor => "benchmark";

        public override long FencingToken => 1;

        public override CancellationToken CancellationToken => CancellationToken.None;

        public override CancellationToken Stopping => CancellationToken.None;

        public override bool IsCertain() => true;

        public override void Note(Delivery delivery, Exception error)
        {
        }

        public override void Abandon()
        {
        }

        public override void Wake()
        {
        }
    }
}
