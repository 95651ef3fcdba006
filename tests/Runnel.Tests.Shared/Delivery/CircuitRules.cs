using Runnel.Pipeline;
using Xunit;

namespace Runnel.Tests.Delivery;

/// <summary>The circuit breaker: when everything fails the processor is paused, nothing is given up, and it goes on where it stood.</summary>
public abstract class CircuitRules : DeliveryTest
{
    private const int Opened = 1440;
    private const int StaysOpen = 1441;
    private const int Closed = 1442;
    private const int Suspected = 1444;

    private static readonly int[] Judgements = [1402, 1403, 1404, 1405];

    private readonly PatientTime _time = new();
    private volatile bool _isAway = true;
    private int _tries;

    public enum Shape
    {
        Event,
        Loop,
        Batch,
    }

    private protected static ProcessorOptions Guarded => Quick with
    {
        CircuitBreakerFailures = 3,
        CircuitBreakerPause = TimeSpan.FromMinutes(5),
        CircuitBreakerMaxPause = TimeSpan.FromMinutes(10),
        BatchSize = 2,
        BatchWithin = TimeSpan.FromMilliseconds(1),
    };

    private int Tries => Volatile.Read(ref _tries);

    private WorkerSetup Setup => new() { Time = _time };

    [Theory]
    [InlineData(Shape.Event, ExceptionPolicy.Halt, AckMode.BeforeNext)]
    [InlineData(Shape.Loop, ExceptionPolicy.Halt, AckMode.BeforeNext)]
    [InlineData(Shape.Batch, ExceptionPolicy.Halt, AckMode.BeforeNext)]
    [InlineData(Shape.Event, ExceptionPolicy.Quarantine, AckMode.Background)]
    [InlineData(Shape.Loop, ExceptionPolicy.Ignore, AckMode.BeforeNext)]
    [InlineData(Shape.Batch, ExceptionPolicy.Ignore, AckMode.Background)]
    public async Task When_everything_fails_nothing_is_given_up_and_all_go_on_in_order_later(Shape shape, ExceptionPolicy policy, AckMode ackMode)
    {
        var worker = await StartAsync(Dependent(shape), Guarded with { ExceptionPolicy = policy, AckMode = ackMode }, Setup);
        var last = await OpenAsync(worker);
        for (var partition = 0; partition < Partitions; partition++) last[partition] = (await SendAsync(partition, [3, 4, 5]))[^1];

        await CloseAsync(worker);

        for (var partition = 0; partition < Partitions; partition++) await CommittedAsync(partition, last[partition]);
        for (var partition = 0; partition < Partitions; partition++) Assert.Equal([1, 2, 3, 4, 5], Journal.Of(partition));
        Assert.DoesNotContain(worker.Logs.Entries, static entry => Judgements.Contains(entry.Id));
        Assert.False((await worker.StopAsync()).Halted);
    }

    [Theory]
    [InlineData(Shape.Event)]
    [InlineData(Shape.Loop)]
    [InlineData(Shape.Batch)]
    public async Task One_delivery_is_tried_once_after_each_pause(Shape shape)
    {
        var worker = await StartAsync(Dependent(shape), Guarded with { Retries = 2, RetryDelay = TimeSpan.FromMilliseconds(1) }, Setup);
        await OpenAsync(worker);
        var tries = Tries;
        for (var pause = 1; pause <= 5; pause++)
        {
            await TryNextAsync(() => Count(worker, StaysOpen) == pause);

            // Its retries are for an open way only.
            Assert.Equal(tries + pause, Tries);
        }

        await CloseAsync(worker);
        for (var partition = 0; partition < Partitions; partition++) await HandledAsync(partition, 1, 2);
    }

    [Theory]
    [InlineData(Shape.Event)]
    [InlineData(Shape.Loop)]
    public async Task One_bad_event_is_judged_as_soon_as_another_succeeds(Shape shape)
    {
        _isAway = false;
        var bad = await SendAsync(0, [-1, 2]);
        var worker = await StartAsync(Dependent(shape), Guarded with { ExceptionPolicy = ExceptionPolicy.Ignore }, Setup);
        await Eventually.HoldsAsync(() => worker.Logs.Has(Suspected), Describe);
        Assert.Equal(EntryId.Zero, await CursorAsync(0));

        await CommittedAsync(1, await SendAsync(1, 1));

        await CommittedAsync(0, bad[1]);
        Assert.Equal([2], Journal.Of(0));
        Assert.False(worker.Logs.Has(Opened));
        Assert.Equal(1, Tries - Journal.Count);
    }

    [Fact]
    public async Task A_failure_of_which_nothing_tells_is_judged_after_a_pause()
    {
        await SendAsync(0, [-1]);
        var worker = await StartAsync(Dependent(Shape.Event), Guarded, Setup);
        await Eventually.HoldsAsync(() => worker.Logs.Has(Suspected), Describe);
        Assert.False(worker.Result.IsCompleted);

        _time.EndWaits();

        Assert.True((await worker.Result).Halted);
        Assert.Equal(EntryId.Zero, await CursorAsync(0));
    }

    [Fact]
    public async Task What_is_the_events_own_fault_is_judged_at_once_and_opens_nothing()
    {
        _isAway = false;
        await SendPoisonAsync(0);
        var last = await SendAsync(0, [-1, 3]);
        var killer = await SendAsync(1, [1, 2]);
        for (var crash = 0; crash < 3; crash++) await CrashAsync($"dead {crash}", begins: true, partition: 1);

        var worker = await StartAsync(
            Dependent(Shape.Event),
            Guarded with
            {
                CircuitBreakerFailures = 1,
                ExceptionPolicy = ExceptionPolicy.Ignore,
                Rules = new ExceptionRules([new ExceptionRule<ArgumentException> { Retries = 0 }], []),
            },
            Setup);

        await CommittedAsync(0, last[1]);
        await CommittedAsync(1, killer[1]);
        Assert.Equal([3], Journal.Of(0));
        Assert.Equal([2], Journal.Of(1));
        Assert.False(worker.Logs.Has(Opened));
        Assert.False(worker.Logs.Has(Suspected));
    }

    [Fact]
    public async Task A_bad_event_among_those_that_wait_stops_nobody_else()
    {
        await SendAsync(0, [-1, 2]);
        var worker = await StartAsync(Dependent(Shape.Event), Guarded with { ExceptionPolicy = ExceptionPolicy.Ignore }, Setup);
        await Eventually.HoldsAsync(() => worker.Logs.Has(Suspected), Describe);
        var last = new EntryId[Partitions];
        for (var partition = 1; partition < Partitions; partition++) last[partition] = await SendAsync(partition, 1);
        await Eventually.HoldsAsync(() => worker.Logs.Has(Opened), Describe);

        await CloseAsync(worker);
        for (var partition = 1; partition < Partitions; partition++) await CommittedAsync(partition, last[partition]);

        // It is tried like the others, fails again, and then somebody succeeds.
        await Eventually.HoldsAsync(() => Count(worker, Suspected) == 3, Describe);
        await SendAsync(1, 2);
        await HandledAsync(0, 2);
    }

    [Fact]
    public async Task Nothing_is_dead_lettered_while_everything_fails()
    {
        var worker = await StartAsync(
            Dependent(Shape.Event),
            Guarded with { ExceptionPolicy = ExceptionPolicy.Ignore },
            Setup with { DeadLetterSink = static broker => Declare<Tick>("dead.ticks", broker, static _ => new PrimitiveCodec<Tick>(), 1, StreamName) });
        var last = await OpenAsync(worker);
        await TryNextAsync(() => worker.Logs.Has(StaysOpen));
        await CloseAsync(worker);

        for (var partition = 0; partition < Partitions; partition++) await CommittedAsync(partition, last[partition]);
        await AssertNoDeadLettersAsync();
    }

    [Fact]
    public async Task Nothing_is_dead_lettered_when_a_stop_ends_the_pause_whatever_token_middleware_made()
    {
        var worker = await StartAsync(
            Processors.Event(
                async (tick, _, _) => await DependAsync(tick.Number),
                new Middleware(static async (delivery, next, cancellation) =>
                {
                    using var own = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
                    await next(delivery, own.Token);
                })),
            Guarded,
            Setup with { DeadLetterSink = static broker => Declare<Tick>("dead.ticks", broker, static _ => new PrimitiveCodec<Tick>(), 1, StreamName) });
        await OpenAsync(worker);

        Assert.False((await worker.StopAsync()).Halted);

        await AssertNoDeadLettersAsync();
    }

    [Fact]
    public async Task The_pause_is_noted_for_operators()
    {
        var worker = await StartAsync(Dependent(Shape.Event), Guarded, Setup);
        await OpenAsync(worker);

        var failed = 0;
        await Eventually.HoldsAsync(
            async () =>
            {
                for (failed = 0; failed < Partitions; failed++)
                {
                    var progress = await Broker.InspectProgressAsync(Lease(failed), Cancellation);
                    if (progress.Failure?.Exception.Contains("its circuit is open. System.TimeoutException: away", StringComparison.Ordinal) == true) return true;
                }

                return false;
            },
            Describe);
    }

    [Theory]
    [InlineData(Shape.Event)]
    [InlineData(Shape.Loop)]
    [InlineData(Shape.Batch)]
    public async Task A_stop_while_it_is_open_ends_at_once_and_leaves_all_to_the_next_owner(Shape shape)
    {
        var worker = await StartAsync(Dependent(shape), Guarded with { GracePeriod = TimeSpan.FromMinutes(30) }, Setup);
        var last = await OpenAsync(worker);

        Assert.False((await worker.StopAsync()).Halted);

        for (var partition = 0; partition < Partitions; partition++)
        {
            Assert.Null(await OwnerAsync(partition));
            Assert.Equal(EntryId.Zero, await CursorAsync(partition));
        }

        _isAway = false;
        await StartAsync(Dependent(shape), Guarded, Setup);
        for (var partition = 0; partition < Partitions; partition++) await CommittedAsync(partition, last[partition]);
        for (var partition = 0; partition < Partitions; partition++) Assert.Equal([1, 2], Journal.Of(partition));
    }

    [Fact]
    public async Task A_loop_that_was_paused_between_two_events_ends_as_ever()
    {
        _isAway = false;
        var worker = await StartAsync(
            Processors.Loop(async events =>
            {
                await foreach (var tick in events.Records())
                {
                    await DependAsync(tick.Number);
                    Journal.Add(events.Partition, tick.Number);
                }

                Journal.Note($"flushed {events.Partition}");
            }),
            Guarded, Setup);
        await CommittedAsync(3, await SendAsync(3, 1));
        _isAway = true;
        for (var partition = 0; partition < 3; partition++) await SendAsync(partition, 1);
        await Eventually.HoldsAsync(() => worker.Logs.Has(Opened), Describe);
        await SendAsync(3, 2);

        Assert.False((await worker.StopAsync()).Halted);

        Assert.Equal(["flushed 3"], Journal.Notes);
        Assert.Equal([1], Journal.Of(3));
    }

    [Theory]
    [InlineData(Shape.Event)]
    [InlineData(Shape.Loop)]
    [InlineData(Shape.Batch)]
    public async Task A_lease_that_is_lost_while_it_is_open_is_taken_again_and_joins_the_pause(Shape shape)
    {
        var worker = await StartAsync(Dependent(shape), Guarded with { LockExpiry = TimeSpan.FromSeconds(1) }, Setup);
        var last = await OpenAsync(worker);
        var tries = Tries;
        for (var partition = 0; partition < Partitions; partition++)
        {
            var lost = partition;
            await Broker.ResetAsync(Lease(partition), EntryId.Zero, Cancellation);
            var epoch = (await StateAsync(partition)).Epoch;
            await Eventually.HoldsAsync(async () => await OwnerAsync(lost) is not null && (await StateAsync(lost)).Epoch > epoch, Describe);
        }

        // One is tried: what was taken anew, too, waits for its turn.
        await TryNextAsync(() => Count(worker, StaysOpen) == 1);
        Assert.Equal(tries + 1, Tries);

        await CloseAsync(worker);
        for (var partition = 0; partition < Partitions; partition++) await CommittedAsync(partition, last[partition]);
        for (var partition = 0; partition < Partitions; partition++) Assert.Equal([1, 2], Journal.Of(partition));
    }

    [Fact]
    public async Task A_worker_whose_circuit_is_open_hands_partitions_over_and_takes_them()
    {
        var paused = await StartAsync(Dependent(Shape.Event), Guarded, Setup);
        var last = await OpenAsync(paused);
        var tries = Tries;

        // For another worker, all is well: it gets its share, and handles it.
        var other = await StartAsync(Processors.Event((tick, context, _) =>
        {
            Journal.Add(context.Partition, tick.Number);
            return Task.CompletedTask;
        }));
        await Eventually.HoldsAsync(() => Journal.Count == 4, Describe);
        Assert.Equal(tries, Tries);
        await other.StopAsync();
        await Eventually.HoldsAsync(
            async () =>
            {
                for (var partition = 0; partition < Partitions; partition++)
                {
                    if (await OwnerAsync(partition) != paused.Executor.Id) return false;
                }

                return true;
            },
            Describe);
        for (var partition = 0; partition < Partitions; partition++) last[partition] = await SendAsync(partition, 3);
        await TryNextAsync(() => Count(paused, StaysOpen) == 1);
        Assert.Equal(tries + 1, Tries);

        await CloseAsync(paused);
        for (var partition = 0; partition < Partitions; partition++) await CommittedAsync(partition, last[partition]);
        for (var partition = 0; partition < Partitions; partition++) Assert.Equal([1, 2, 3], Journal.Of(partition));
    }

    [Fact]
    public async Task What_was_held_is_not_handed_out_before_the_lease_is_verified()
    {
        // A worker that begins to listen renews its leases: after the pause that would verify them too.
        var worker = await StartAsync(Dependent(Shape.Event), Guarded, Setup with { Broker = new DeafBroker(Server.CreateBroker()) });
        var last = await OpenAsync(worker);
        var tries = Tries;
        var epochs = new long[Partitions];
        for (var partition = 0; partition < Partitions; partition++) epochs[partition] = (await StateAsync(partition)).Epoch;

        // The process stands still for longer than its leases.
        _time.Paused = TimeSpan.FromMinutes(2);
        await CloseAsync(worker);

        for (var partition = 0; partition < Partitions; partition++) await CommittedAsync(partition, last[partition]);
        for (var partition = 0; partition < Partitions; partition++)
        {
            Assert.Equal([1, 2], Journal.Of(partition));
            Assert.True((await StateAsync(partition)).Epoch > epochs[partition], Describe());
        }

        Assert.True(worker.Logs.Has(1312), Describe());
    }

    [Fact]
    public async Task Connections_that_break_while_it_is_open_cost_nothing()
    {
        var worker = await StartAsync(Dependent(Shape.Event), Guarded, Setup);
        var last = await OpenAsync(worker);
        for (var round = 0; round < 3; round++)
        {
            await Server.BreakConnectionsAsync(worker.Broker);
            await TryNextAsync(() => Count(worker, StaysOpen) == round + 1);
        }

        await CloseAsync(worker);
        for (var partition = 0; partition < Partitions; partition++) await CommittedAsync(partition, last[partition]);
        for (var partition = 0; partition < Partitions; partition++) Assert.Equal([1, 2], Journal.Of(partition));
    }

    private static int Count(TestWorker worker, int id) => worker.Logs.Entries.Count(entry => entry.Id == id);

    private async Task AssertNoDeadLettersAsync()
    {
        var sink = Declare<Tick>("dead.ticks", Broker, static _ => new PrimitiveCodec<Tick>(), 1, StreamName);
        await foreach (var raw in sink.ReadAsync(0, cancellationToken: Cancellation)) Assert.Fail($"{raw.Id} was dead-lettered.");
    }

    /// <summary>Sends two events to each partition; three of them fail, and the last finds the circuit open.</summary>
    private async Task<EntryId[]> OpenAsync(TestWorker worker)
    {
        var last = new EntryId[Partitions];
        for (var partition = 0; partition < Partitions; partition++)
        {
            if (partition == 3) await Eventually.HoldsAsync(() => worker.Logs.Has(Opened), Describe);
            last[partition] = (await SendAsync(partition, [1, 2]))[1];
        }

        return last;
    }

    /// <summary>Ends the pause, and waits for what comes of it.</summary>
    private async Task TryNextAsync(Func<bool> condition)
    {
        await Eventually.HoldsAsync(() => _time.Waits > 0, Describe);
        _time.EndWaits();
        await Eventually.HoldsAsync(condition, Describe);
    }

    /// <summary>What the processor depends on is there again: ends pauses until the circuit is closed.</summary>
    private async Task CloseAsync(TestWorker worker)
    {
        _isAway = false;
        await Eventually.HoldsAsync(
            () =>
            {
                if (worker.Logs.Has(Closed)) return true;
                _time.EndWaits();
                return false;
            },
            Describe);
    }

    private Contracts.ProcessorDescriptor Dependent(Shape shape) => shape switch
    {
        Shape.Event => Processors.Event(async (tick, context, _) =>
        {
            await DependAsync(tick.Number);
            Journal.Add(context.Partition, tick.Number);
        }),
        Shape.Loop => Processors.Loop(async events =>
        {
            await foreach (var tick in events.Records())
            {
                await DependAsync(tick.Number);
                Journal.Add(events.Partition, tick.Number);
            }
        }),
        _ => Processors.Batch(async (ticks, context, _) =>
        {
            await DependAsync(ticks[0].Number);
            foreach (var tick in ticks) Journal.Add(context.Partition, tick.Number);
        }),
    };

    /// <summary>Asks what the processor depends on; a number below zero is bad whatever happens.</summary>
    private async Task DependAsync(int number)
    {
        Interlocked.Increment(ref _tries);
        await Task.Yield();
        if (number < 0) throw new ArgumentException("bad");
        if (_isAway) throw new TimeoutException("away");
    }
}
