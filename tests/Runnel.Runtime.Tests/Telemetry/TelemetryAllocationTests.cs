using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Runnel.Brokers;
using Runnel.Pipeline;
using Runnel.Processing;
using Runnel.Runtime.Tests.Brokers;
using Runnel.Streams;
using Runnel.Telemetry;
using Runnel.Tests.Conformance;
using Runnel.Tests.Delivery;
using Xunit;
using Xunit.Sdk;

namespace Runnel.Runtime.Tests.Telemetry;

/// <summary>What telemetry costs the garbage collector: nothing where nobody listens, and nothing where only metrics are listened to.</summary>
[Collection(nameof(TelemetryTests))]
public sealed class TelemetryAllocationTests : DeliveryTest
{
    private const int Warm = 5_000;
    private const int Counted = 40_000;

    /// <summary>Measured were 87: the event's part of the array that a read answers, and the arrays of a commit. One object more would make 111 of it.</summary>
    private const double MostPerEvent = 99;

    /// <summary>Half an object for each event.</summary>
    private const double MostMore = 12;

    /// <summary>The least of each counts: code that is compiled in haste, and boxes, may stay for seconds.</summary>
    private const int MostRounds = 100;

    [Fact]
    public void A_send_that_nobody_traces_costs_nothing()
    {
        var (spans, count) = (new SendSpans("orders", NullLogger.Instance), new SendCount("orders", NullLogger.Instance));
        Assert.Equal(0, Allocated(() =>
        {
            if (spans.Begin(3) is not null) throw new XunitException("Somebody listens.");
            count.Appended(256);
        }));
    }

    [Fact]
    public void A_count_of_sends_costs_nothing()
    {
        using var counting = new Summing();
        var count = new SendCount("orders", NullLogger.Instance);
        Assert.Equal(0, Allocated(() => count.Appended(256)));
        Assert.True(counting.Seen > 0);
    }

    [Fact]
    public void A_delivery_that_nobody_listens_to_costs_nothing()
        => Assert.Equal(0, Allocated(static () =>
        {
            if (DeliveryTelemetry.IsOn) throw new XunitException("Somebody listens.");
        }));

    [Fact]
    public void The_measurements_of_a_delivery_cost_nothing()
    {
        using var counting = new Summing();
        var (delivery, telemetry) = Delivered();
        Assert.Equal(0, Allocated(Deliver));
        Tell(Deliver);
        Assert.True(counting.Seen > 0);

        void Deliver()
        {
            telemetry.Begin(delivery);
            telemetry.End(delivery, failure: null, end: null);
        }
    }

    [Fact]
    public void A_span_does_cost_something()
    {
        using var listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == "Runnel",
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
        };
        ActivitySource.AddActivityListener(listener);
        var (delivery, telemetry) = Delivered();
        Assert.True(Least(Deliver) > 100);
        Tell(Deliver);

        void Deliver()
        {
            telemetry.Begin(delivery);
            telemetry.End(delivery, failure: null, end: null);
        }
    }

    /// <summary>A whole worker: what an event costs from the broker's entry to its commit. One object more for each would be 24 bytes or more.</summary>
    [Fact]
    public async Task An_event_costs_a_worker_no_more_when_it_is_measured()
    {
        await SendAsync(0, Enumerable.Range(0, Warm + Counted + 1));
        await ConsumeAsync();
        var (without, with) = (double.MaxValue, double.MaxValue);
        for (var round = 0; round < MostRounds && (without > MostPerEvent || with - without > MostMore); round++)
        {
            without = Math.Min(without, await ConsumeAsync());
            using var counting = new Summing();
            with = Math.Min(with, await ConsumeAsync());
            Assert.True(counting.Seen > Counted);
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{without:0.0} bytes per event, {with:0.0} measured");
        Assert.InRange(with - without, double.MinValue, MostMore);
        Assert.InRange(without, 0, MostPerEvent);
    }

    private protected override BrokerFixture CreateFixture() => new MemoryFixture(TimeProvider.System);

    private static (Runnel.Delivery Delivery, DeliveryTelemetry Telemetry) Delivered()
    {
        var delivery = new Runnel.Delivery(new Idle());
        delivery.Fill(new RawEvent("orders", 3, new EntryId(1764156000000, 3), new PrimitiveCodec<Tick>().Encode(new Tick(1))));
        return (delivery, new DeliveryTelemetry(new PartitionId("orders", 3), new ProcessorTags("orders", "print"), TimeProvider.System, NullLogger.Instance));
    }

    /// <summary>What one call allocates in the end: code that was compiled in haste boxes what better compiled code does not.</summary>
    private static long Allocated(Action action) => Least(action, 0);

    private static long Least(Action action, long expected = long.MaxValue)
    {
        var least = long.MaxValue;
        for (var round = 0; round < 100 && (round == 0 || least > expected); round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 1000; i++) action();
            least = Math.Min(least, (GC.GetAllocatedBytesForCurrentThread() - before) / 1000);
            if (least > expected) Thread.Sleep(100);
        }

        return least;
    }

    /// <summary>With -showLiveOutput, the figures of docs/telemetry.md: what it costs, told and not judged.</summary>
    private static void Tell(Action action)
    {
        for (var i = 0; i < 100_000; i++) action();
        var (started, before) = (TimeProvider.System.GetTimestamp(), GC.GetAllocatedBytesForCurrentThread());
        for (var i = 0; i < 100_000; i++) action();
        var took = TimeProvider.System.GetElapsedTime(started);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{took.TotalNanoseconds / 100_000:0} ns, {(GC.GetAllocatedBytesForCurrentThread() - before) / 100_000} bytes");
    }

    /// <summary>Each event with a commit of its own: how many of them share one depends on what the machine has to do besides.</summary>
    private async Task<double> ConsumeAsync()
    {
        await Broker.ResetAsync(Lease(0), EntryId.Zero, Cancellation);
        var (seen, before) = (0, 0L);
        var done = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        var worker = await StartAsync(
            Processors.Loop(async events =>
            {
                await foreach (var _ in events)
                {
                    seen++;
                    if (seen == Warm) before = GC.GetTotalAllocatedBytes(precise: true);
                    else if (seen == Warm + Counted) done.TrySetResult(GC.GetTotalAllocatedBytes(precise: true));
                }
            }),
            Quick with { AckMode = AckMode.BeforeNext });
        var after = await done.Task.WaitAsync(Cancellation);
        await worker.StopAsync();
        return (after - before) / (double)Counted;
    }

    private sealed class Summing : IDisposable
    {
        private readonly System.Diagnostics.Metrics.MeterListener _listener = new();
        private long _seen;

        public Summing()
        {
            _listener.InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Meter.Name == "Runnel") listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<long>((_, _, _, _) => Interlocked.Increment(ref _seen));
            _listener.SetMeasurementEventCallback<double>((_, _, _, _) => Interlocked.Increment(ref _seen));
            _listener.Start();
        }

        public long Seen => Interlocked.Read(ref _seen);

        public void Dispose() => _listener.Dispose();
    }

    private sealed class Idle() : PartitionConsumer(new FakeSession(3))
    {
        public override bool ExposesDeliveries => false;

        public override bool IsDemanding => true;

        public override bool IsBusy => false;

        public override ValueTask<Demand> DemandAsync() => new(Demand.One);

        public override ValueTask HandleAsync(Runnel.Delivery delivery, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public override Task WaitUntilIdleAsync() => Task.CompletedTask;

        public override ValueTask EndAsync() => ValueTask.CompletedTask;
    }
}
