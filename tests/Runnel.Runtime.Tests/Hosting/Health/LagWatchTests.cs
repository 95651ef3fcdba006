using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Runnel.Brokers;
using Runnel.Processing;
using Runnel.Runtime.Tests.Brokers;
using Runnel.Tests;
using Runnel.Tests.Conformance;
using Runnel.Tests.Delivery;
using Xunit;

namespace Runnel.Hosting;

/// <summary>How far behind a worker is: asked for at a bounded pace, while somebody wants to know, of its own partitions alone.</summary>
public sealed class LagWatchTests : DeliveryTest
{
    private readonly FakeTimeProvider _time = new();
    private readonly TaskCompletionSource _hold = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _end = new();
    private CountingBroker _broker = null!;
    private bool _isListenedTo;

    [Fact]
    public async Task Nobody_who_wants_it_costs_no_question()
    {
        var (_, watch, running) = await WatchAsync();

        for (var seconds = 0; seconds < 600; seconds++) _time.Advance(TimeSpan.FromSeconds(1));
        await Task.Yield();

        Assert.Equal(0, _broker.Questions);
        Assert.Empty(watch.Figures());
        await EndAsync(running);
    }

    [Fact]
    public async Task Who_asks_is_told_and_the_figures_are_kept_fresh_for_a_while()
    {
        var (worker, watch, running) = await WatchAsync();
        await SendAsync(2, [1, 2, 3]);

        await watch.RefreshAsync(Cancellation);

        Assert.Equal(Partitions, watch.Figures().Length);
        Assert.Equal(3, Assert.Single(watch.Figures(), static figure => figure.Partition.Index == 2).Events);
        Assert.True(Assert.Single(watch.Figures(), static figure => figure.Partition.Index == 2).Behind >= TimeSpan.Zero);
        Assert.All(watch.Figures().Where(static figure => figure.Partition.Index != 2), static figure => Assert.True(figure is { Events: 0, Behind.Ticks: 0 }));

        var asked = _broker.Questions;
        await watch.RefreshAsync(Cancellation);
        Assert.Equal(asked, _broker.Questions);

        // A look each five seconds, and none when nobody has asked for a minute.
        await MoveAsync(() => _broker.Questions == asked + Partitions);
        _hold.SetResult();
        await MoveAsync(() => watch.Figures().All(static figure => figure.Events == 0));
        _time.Advance(TimeSpan.FromMinutes(2));
        await Eventually.HoldsAsync(() => worker.Executor.Monitor is not null);
        var last = await QuietAsync();
        for (var minutes = 0; minutes < 10; minutes++) _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(last, await QuietAsync());
        await EndAsync(running);
    }

    [Fact]
    public async Task It_looks_at_its_pace_and_no_faster_however_often_it_is_asked()
    {
        _isListenedTo = true;
        var (_, watch, running) = await WatchAsync();
        await Eventually.HoldsAsync(() => _broker.Questions == Partitions);

        for (var i = 0; i < 100; i++) await watch.RefreshAsync(Cancellation);
        _time.Advance(LagWatch.Pace - TimeSpan.FromMilliseconds(1));

        Assert.Equal(Partitions, await QuietAsync());
        await MoveAsync(() => _broker.Questions == 2 * Partitions);
        await EndAsync(running);
    }

    [Fact]
    public async Task A_partition_that_is_lost_is_not_told_of()
    {
        var (worker, watch, running) = await WatchAsync();
        await watch.RefreshAsync(Cancellation);
        Assert.Equal(Partitions, watch.Figures().Length);

        var other = await StartAsync(Processors.Event((_, _, _) => _hold.Task));
        await Eventually.HoldsAsync(
            () => worker.Executor.Monitor?.Share().Length == Partitions / 2 && other.Executor.Monitor?.Share().Length == Partitions / 2);

        var own = worker.Executor.Monitor!.Share().Select(static partition => partition.Index);
        Assert.Equal(own, watch.Figures().Select(static figure => figure.Partition.Index));
        await other.StopAsync();
        await worker.StopAsync();
        Assert.Empty(watch.Figures());
        await EndAsync(running);
    }

    [Fact]
    public async Task While_the_broker_is_away_the_last_figures_are_told_for_a_minute()
    {
        _isListenedTo = true;
        var (_, watch, running) = await WatchAsync();
        await SendAsync(1, [1, 2]);
        await MoveAsync(() => watch.Figures().Any(static figure => figure.Events == 2));

        _broker.IsAway = true;
        var asked = _broker.Questions;
        await MoveAsync(() => _broker.Questions > asked);
        Assert.Contains(watch.Figures(), static figure => figure.Events == 2);

        await MoveAsync(() => watch.Figures().Length == 0);
        _broker.IsAway = false;
        await MoveAsync(() => watch.Figures().Any(static figure => figure.Events == 2));
        await EndAsync(running);
    }

    [Fact]
    public void A_number_that_nobody_can_tell_is_the_least_it_can_be()
    {
        var partition = new SharedPartition(new GroupId(StreamName, ProcessorName), 0, null);

        Assert.Equal(ProcessorProgress.LongestCount, new LagFigure(partition, new ProcessorProgress { Next = new EntryId(5, 0), Lag = null }, 0).Events);
        Assert.Equal(7, new LagFigure(partition, new ProcessorProgress { Next = new EntryId(5, 0), Lag = 7 }, 0).Events);
        Assert.Null(new LagFigure(partition, new ProcessorProgress { Lag = null }, 0).Events);
    }

    private protected override BrokerFixture CreateFixture() => new MemoryFixture(TimeProvider.System);

    /// <summary>A worker on the system's clock whose handlers hold on to what they get, and a watch on the test's clock.</summary>
    private async Task<(TestWorker Worker, LagWatch Watch, Task Running)> WatchAsync()
    {
        var worker = await StartAsync(Processors.Event((_, _, _) => _hold.Task));
        await Eventually.HoldsAsync(() => worker.Executor.Monitor?.Share().Length == Partitions);
        _broker = (CountingBroker)await ConnectAsync(static inner => new CountingBroker(inner));
        var watch = new LagWatch(_broker, [worker.Executor], _time, NullLogger.Instance) { IsListenedTo = () => Volatile.Read(ref _isListenedTo) };
        var running = Task.Run(() => watch.RunAsync(_end.Token));
        await Eventually.HoldsAsync(() => watch.IsRunning);
        return (worker, watch, running);
    }

    private async Task EndAsync(Task running)
    {
        _hold.TrySetResult();
        await _end.CancelAsync();
        await running.WaitAsync(TimeSpan.FromSeconds(60), Cancellation);
        _end.Dispose();
    }

    /// <summary>Moves the clock until it holds.</summary>
    private Task MoveAsync(Func<bool> condition) => Eventually.HoldsAsync(() =>
    {
        if (condition()) return true;
        _time.Advance(TimeSpan.FromMilliseconds(500));
        return condition();
    });

    /// <summary>How many questions there were, once the watch rests.</summary>
    private async Task<int> QuietAsync()
    {
        var (last, same) = (_broker.Questions, 0);
        await Eventually.HoldsAsync(() =>
        {
            same = _broker.Questions == last ? same + 1 : 0;
            last = _broker.Questions;
            return same > 10;
        });
        return last;
    }

    private sealed class CountingBroker(IBroker inner) : BrokerDecorator(inner)
    {
        private int _questions;

        public int Questions => Volatile.Read(ref _questions);

        public bool IsAway { get; set; }

        public override ValueTask<ProcessorProgress> InspectProgressAsync(LeaseId lease, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _questions);
            return IsAway ? throw new BrokerException(BrokerFailure.Unavailable, "away") : base.InspectProgressAsync(lease, cancellationToken);
        }
    }
}
