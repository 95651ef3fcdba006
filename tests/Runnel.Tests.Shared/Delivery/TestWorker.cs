using Microsoft.Extensions.DependencyInjection;
using Runnel.Brokers;
using Runnel.Contracts;
using Runnel.Pipeline;
using Runnel.Processing;

namespace Runnel.Tests.Delivery;

/// <summary>What a worker runs with where a test wants it otherwise.</summary>
internal sealed record WorkerSetup
{
    public IBroker? Broker { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    public IReadOnlyList<IMiddleware> AppMiddleware { get; init; } = [];

    public Func<IBroker, EventStream>? DeadLetterSink { get; init; }

    public int Partitions { get; init; } = DeliveryTest.Partitions;

    public string Stream { get; init; } = DeliveryTest.StreamName;

    public IServiceProvider? Services { get; init; }
}

/// <summary>One executor on a broker of its own, as in a process of its own.</summary>
internal sealed class TestWorker : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ServiceProvider _services = new ServiceCollection().BuildServiceProvider();

    public TestWorker(ProcessorDescriptor processor, ProcessorOptions options, WorkerSetup setup)
    {
        Broker = setup.Broker!;
        Executor = new Executor(new ExecutorContext(
            processor, options, Broker, this, setup.Services ?? _services,
            DeliveryTest.Declare<Tick>(setup.Stream, Broker, static _ => new PrimitiveCodec<Tick>(), setup.Partitions,
                partitionKey: static (tick, hasher) => PartitionKeys.Hash(hasher, tick.Number % 10)),
            setup.DeadLetterSink?.Invoke(Broker), setup.AppMiddleware, setup.Time, Logs));
        Result = Task.Run(() => Executor.RunAsync(_stop.Token));
    }

    public IBroker Broker { get; }

    public Executor Executor { get; }

    public TestLogs Logs { get; } = new();

    public Task<ExecutorResult> Result { get; }

    public void RequestStop() => _stop.Cancel();

    public async Task<ExecutorResult> StopAsync()
    {
        await _stop.CancelAsync();
        return await Result.WaitAsync(TimeSpan.FromSeconds(60));
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
        await _services.DisposeAsync();
    }
}
