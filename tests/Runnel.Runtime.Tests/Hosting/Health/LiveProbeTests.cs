using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Time.Testing;
using Runnel.Brokers;
using Runnel.Pipeline;
using Runnel.Runtime.Tests.Brokers;
using Runnel.Tests;
using Runnel.Tests.Conformance;
using Runnel.Tests.Delivery;
using Runnel.Tests.Hosting;
using Xunit;

namespace Runnel.Hosting;

/// <summary>A loop that does not advance is seen; slowness, outages and pauses are not taken for that. By a clock that the tests move.</summary>
public sealed class LiveProbeTests : DeliveryTest
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 2, 3, 4, 5, 6, TimeSpan.Zero));
    private readonly TaskCompletionSource _never = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static ProcessorOptions Patient => Quick with { ReadTimeout = TimeSpan.FromSeconds(5) };

    [Theory]
    [InlineData(nameof(IBroker.CommitAsync), "committing")]
    [InlineData(nameof(IBroker.ReadAsync), "reading")]
    [InlineData(nameof(IBroker.WaitAsync), "waiting for news")]
    [InlineData(nameof(IBroker.HeartbeatAsync), "heartbeat")]
    [InlineData(nameof(IBroker.ExtendAsync), "renewing leases")]
    public async Task A_loop_that_hangs_in_a_call_is_named(string call, string loop)
    {
        StuckBroker stuck = null!;
        var broker = await ConnectAsync(inner => stuck = new StuckBroker(inner, _never.Task));
        var worker = await StartAsync(Processors.Event(static (_, _, _) => Task.CompletedTask), Patient, new WorkerSetup { Broker = broker, Time = _time });
        await Eventually.HoldsAsync(() => worker.Executor.Monitor?.Share().Length == Partitions);
        stuck.Call = call;

        // More than a wait for news brings at once.
        await SendAsync(0, Enumerable.Range(1, 300));

        using var app = new App(_time, worker);
        IReadOnlyList<string> late = [];
        await Eventually.HoldsAsync(
            async () => (late = await app.FindLateAsync()).Any(it => it.StartsWith($"processor 'work': {loop} has not advanced for ", StringComparison.Ordinal)), app.ToString);

        // What waits for the loop that hangs may be late too; the others are not.
        Assert.True(late.Count <= 2, string.Join('\n', late));

        _never.SetResult();
    }

    [Fact]
    public async Task A_slow_processor_holds_no_loop_up()
    {
        var worker = await StartAsync(Processors.Event((_, _, _) => _never.Task), Patient, new WorkerSetup { Time = _time });
        await SendAsync(0, 1);
        await Eventually.HoldsAsync(() => worker.Executor.Monitor?.IsJoined == true);

        using var app = new App(_time, worker);
        for (var minutes = 0; minutes < 5; minutes++) await app.IsNeverLateAsync(TimeSpan.FromMinutes(1));

        _never.SetResult();
    }

    [Fact]
    public async Task A_broker_that_is_away_holds_no_loop_up()
    {
        var worker = await StartAsync(Processors.Event(static (_, _, _) => Task.CompletedTask), Patient, new WorkerSetup { Time = _time });
        await Eventually.HoldsAsync(() => worker.Executor.Monitor?.IsJoined == true);
        var server = ((MemoryFixture)Server).Memory;
        server.CutOff();
        await SendFailsAsync();

        using var app = new App(_time, worker);
        for (var minutes = 0; minutes < 5; minutes++) await app.IsNeverLateAsync(TimeSpan.FromMinutes(1));
        Assert.False(worker.Executor.Monitor!.IsJoined);

        server.Restore();
        await Eventually.HoldsAsync(() =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return worker.Executor.Monitor!.IsJoined;
        });
    }

    [Fact]
    public async Task A_process_that_was_stopped_for_long_is_given_time_to_go_on()
    {
        var worker = await StartAsync(Processors.Event(static (_, _, _) => Task.CompletedTask), Patient, new WorkerSetup { Time = _time });
        await Eventually.HoldsAsync(() => worker.Executor.Monitor?.IsJoined == true);
        using var app = new App(_time, worker);

        _time.Advance(TimeSpan.FromHours(2));
        var check = app.CheckAsync();
        await Eventually.HoldsAsync(() => worker.Executor.Monitor!.Pulses.All(static pulse => pulse.Overdue < LiveProbe.Patience));
        _time.Advance(LiveProbe.SecondLook);

        Assert.Equal(HealthStatus.Healthy, (await check.WaitAsync(TimeSpan.FromSeconds(60), Cancellation)).Status);
    }

    [Fact]
    public async Task A_worker_that_was_stopped_in_order_has_no_late_loops()
    {
        var worker = await StartAsync(Processors.Event(static (_, _, _) => Task.CompletedTask), Patient, new WorkerSetup { Time = _time });
        await Eventually.HoldsAsync(() => worker.Executor.Monitor?.IsJoined == true);
        using var app = new App(_time, worker);

        await worker.StopAsync();
        _time.Advance(TimeSpan.FromHours(2));

        Assert.Null(worker.Executor.Monitor);
        Assert.Equal(HealthStatus.Healthy, (await app.CheckAsync()).Status);
    }

    private protected override BrokerFixture CreateFixture() => new MemoryFixture(_time);

    private async Task SendFailsAsync()
        => await Assert.ThrowsAnyAsync<RunnelException>(async () => await Broker.InspectAsync(new PartitionId(StreamName, 0), Cancellation));

    /// <summary>An app whose worker is the test's, and a clock that moves as fast as its loops follow.</summary>
    private sealed class App : IDisposable
    {
        private readonly FakeTimeProvider _time;
        private readonly TestWorker _worker;
        private readonly ServiceProvider _services;
        private readonly AppRuntime _runtime;
        private HealthVerdict _last = HealthVerdict.Healthy;

        public App(FakeTimeProvider time, TestWorker worker)
        {
            (_time, _worker) = (time, worker);
            var services = new ServiceCollection();
            services.AddSingleton<TimeProvider>(time).AddSingleton(new WardScript());
            services.Register<Ward>();
            _services = services.BuildServiceProvider();
            _runtime = _services.GetRequiredService<AppRuntime>();
            _runtime.Monitor = new WorkerMonitor(_runtime, [worker.Executor]);
        }

        public async Task<HealthVerdict> CheckAsync() => _last = await LiveProbe.CheckAsync(_runtime, Cancellation);

        /// <summary>Moves the clock on a little, and asks.</summary>
        public async Task<IReadOnlyList<string>> FindLateAsync()
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            var check = CheckAsync();
            while (!check.IsCompleted)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), Cancellation);
                _time.Advance(LiveProbe.SecondLook);
            }

            return (await check).Problems;
        }

        /// <summary>
        /// Lets time pass, and waits each second until every loop has followed; time goes on meanwhile, only more slowly: a loop may have said when it
        /// comes, and set its timer after the clock was moved on.
        /// </summary>
        public async Task IsNeverLateAsync(TimeSpan span)
        {
            for (var seconds = 0; seconds < span.TotalSeconds; seconds++)
            {
                _time.Advance(TimeSpan.FromSeconds(1));
                await Eventually.HoldsAsync(
                    () =>
                    {
                        if (_worker.Executor.Monitor!.Pulses.All(static pulse => pulse.Overdue < TimeSpan.FromSeconds(8))) return true;
                        _time.Advance(TimeSpan.FromMilliseconds(50));
                        return false;
                    },
                    () => string.Join('\n', _worker.Executor.Monitor!.Pulses.Select(static pulse => $"{pulse.Name}: {pulse.Overdue}")));
            }

            Assert.Equal(HealthStatus.Healthy, (await CheckAsync()).Status);
        }

        public void Dispose() => _services.Dispose();

        public override string ToString() => string.Join('\n', _last.Problems);
    }

    /// <summary>One kind of call never comes back, and cannot be cancelled either: a fault of whatever carries it.</summary>
    private sealed class StuckBroker(IBroker inner, Task end) : BrokerDecorator(inner)
    {
        public string? Call { get; set; }

        public override async ValueTask<IReadOnlyList<CommitReply>> CommitAsync(
            IReadOnlyList<CommitRequest> requests, CancellationToken cancellationToken)
        {
            if (Call == nameof(CommitAsync)) await end;
            return await base.CommitAsync(requests, cancellationToken);
        }

        public override async ValueTask<ReadReply> ReadAsync(IReadOnlyList<ReadRequest> requests, CancellationToken cancellationToken)
        {
            if (Call == nameof(ReadAsync)) await end;
            return await base.ReadAsync(requests, cancellationToken);
        }

        public override async ValueTask<ReadReply> WaitAsync(
            string waiter, IReadOnlyList<ReadRequest> requests, TimeSpan timeout, CancellationToken cancellationToken)
        {
            if (Call == nameof(WaitAsync)) await end;
            return await base.WaitAsync(waiter, requests, timeout, cancellationToken);
        }

        public override async ValueTask<GroupState> HeartbeatAsync(Heartbeat heartbeat, CancellationToken cancellationToken)
        {
            if (Call == nameof(HeartbeatAsync)) await end;
            return await base.HeartbeatAsync(heartbeat, cancellationToken);
        }

        public override async ValueTask<IReadOnlyList<ExtendReply>> ExtendAsync(
            IReadOnlyList<LeaseClaim> claims, TimeSpan expiry, CancellationToken cancellationToken)
        {
            if (Call == nameof(ExtendAsync)) await end;
            return await base.ExtendAsync(claims, expiry, cancellationToken);
        }
    }
}
