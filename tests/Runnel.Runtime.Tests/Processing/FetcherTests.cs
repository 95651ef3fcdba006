using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Runnel.Brokers;
using Runnel.Brokers.Memory;
using Runnel.Coordination;
using Runnel.Pipeline;
using Runnel.Processing;
using Runnel.Tests;
using Runnel.Tests.Delivery;
using Xunit;

namespace Runnel.Runtime.Tests.Processing;

/// <summary>In which order the fetch loop does what it has to do at once.</summary>
public sealed class FetcherTests : IAsyncDisposable
{
    private const string Waited = "waited";
    private const string HandedOut = "handed out";

    private readonly CancellationTokenSource _stop = new();
    private readonly ServiceProvider _services = new ServiceCollection().BuildServiceProvider();
    private readonly ConcurrentQueue<string> _notes = new();
    private readonly NotingBroker _broker;

    public FetcherTests() => _broker = new NotingBroker(new MemoryBroker("fetching", new MemoryServer(TimeProvider.System)), _notes);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _broker.DisposeAsync();
        await _services.DisposeAsync();
        _stop.Dispose();
    }

    [Fact]
    public async Task What_a_wait_brought_goes_to_its_partition_before_the_next_wait_is_made()
    {
        await _broker.ConnectAsync(Cancellation);
        using var fetcher = Create();
        var buffer = fetcher.Buffers[0];
        var line = new Line();
        var fetching = line.RunAsync(() => fetcher.RunAsync(_stop.Token));
        var taking = line.RunAsync(() => TakeAsync(buffer, count: 3));
        buffer.Open(EntryId.Zero, _broker.Generation);

        try
        {
            for (var sent = 0; sent < 3; sent++)
            {
                await Eventually.HoldsAsync(() => _notes.Count == 1 + (2 * sent), () => string.Join(", ", _notes));
                await _broker.AppendAsync(buffer.Partition, new AppendBatch("sender", sent + 1, [new AppendEntry(Fields(), null)], 0, TimeSpan.FromMinutes(1)), Cancellation);
            }

            await Eventually.HoldsAsync(() => _notes.Count == 7, () => string.Join(", ", _notes));
            await taking.WaitAsync(Cancellation);
        }
        finally
        {
            await _stop.CancelAsync();
            await fetching.WaitAsync(Cancellation);
        }

        Assert.Equal([Waited, HandedOut, Waited, HandedOut, Waited, HandedOut, Waited], _notes);
    }

    private static RawFields Fields() => new PrimitiveCodec<Tick>().Encode(new Tick(1));

    private Fetcher Create()
    {
        var stream = DeliveryTest.Declare<Tick>(DeliveryTest.StreamName, _broker, static _ => new PrimitiveCodec<Tick>(), partitions: 1);
        var context = new ExecutorContext(
            Processors.Loop(static _ => Task.CompletedTask), new ProcessorOptions { ReadTimeout = TimeSpan.FromMinutes(10) }, _broker, this, _services,
            stream, null, [], TimeProvider.System, NullLoggerFactory.Instance);
        return new Fetcher(context, "executor", new Outage(DeliveryTest.ProcessorName, _broker.Address, TimeProvider.System, NullLogger.Instance), NullLogger.Instance);
    }

    /// <summary>What a pump does.</summary>
    private async Task TakeAsync(PartitionBuffer buffer, int count)
    {
        for (var taken = 0; taken < count; taken++)
        {
            while (buffer.Count == 0) await buffer.WaitAsync(1);
            _notes.Enqueue(HandedOut);
            buffer.Take();
        }
    }

    private sealed class NotingBroker(IBroker inner, ConcurrentQueue<string> notes) : BrokerDecorator(inner)
    {
        public override ValueTask<ReadReply> WaitAsync(string waiter, IReadOnlyList<ReadRequest> requests, TimeSpan timeout, CancellationToken cancellationToken)
        {
            notes.Enqueue(Waited);
            return base.WaitAsync(waiter, requests, timeout, cancellationToken);
        }
    }

    /// <summary>Runs one thing after the other, in the order in which they were ready.</summary>
    private sealed class Line : SynchronizationContext
    {
        private readonly Queue<(SendOrPostCallback Callback, object? State)> _ready = new();
        private bool _isRunning;

        public Task RunAsync(Func<Task> work)
        {
            var ended = new TaskCompletionSource<Task>(TaskCreationOptions.RunContinuationsAsynchronously);
            Post(_ => ended.SetResult(work()), null);
            return ended.Task.Unwrap();
        }

        public override SynchronizationContext CreateCopy() => this;

        public override void Post(SendOrPostCallback d, object? state)
        {
            lock (_ready)
            {
                _ready.Enqueue((d, state));
                if (_isRunning) return;
                _isRunning = true;
            }

            ThreadPool.UnsafeQueueUserWorkItem(static line => line.RunAll(), this, preferLocal: false);
        }

        private void RunAll()
        {
            SetSynchronizationContext(this);
            try
            {
                while (TryTake(out var next)) next.Callback(next.State);
            }
            finally
            {
                SetSynchronizationContext(null);
            }
        }

        private bool TryTake(out (SendOrPostCallback Callback, object? State) next)
        {
            lock (_ready) return _isRunning = _ready.TryDequeue(out next);
        }
    }
}
