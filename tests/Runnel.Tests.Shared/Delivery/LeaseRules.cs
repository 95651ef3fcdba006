using Runnel.Brokers;
using Xunit;

namespace Runnel.Tests.Delivery;

/// <summary>Leases: taken over, lost, stolen, moved, outlived; and rule 10, connections that break.</summary>
public abstract class LeaseRules : DeliveryTest
{
    private const int EventsTrimmed = 1318;

    private static readonly TimeSpan Short = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task A_partition_that_another_holds_is_taken_when_its_lease_runs_out()
    {
        var ids = await SendAsync(0, [1]);
        await Broker.AcquireAsync(new AcquireRequest(Lease(0), "another", TimeSpan.FromMilliseconds(300), 0), Cancellation);
        await StartAsync(Recording());

        await CommittedAsync(0, ids[0]);
        Assert.Equal(["1 True"], Journal.Notes);
    }

    [Fact]
    public async Task A_vanished_worker_repeats_at_most_the_event_in_hand()
    {
        var ids = await SendAsync(0, Enumerable.Range(0, 50));
        var inHand = new TaskCompletionSource();
        var vanishing = new VanishingBroker(Server.CreateBroker());
        await StartAsync(
            Processors.Event(async (tick, context, cancellation) =>
            {
                Journal.Add(context.Partition, tick.Number);
                if (tick.Number != 20) return;
                inHand.SetResult();
                await Task.Delay(Timeout.Infinite, cancellation);
            }),
            Quick with { LockExpiry = Short, GracePeriod = TimeSpan.FromMilliseconds(50) },
            new WorkerSetup { Broker = vanishing });
        await inHand.Task;
        vanishing.HasVanished = true;

        await StartAsync(Recording());

        await CommittedAsync(0, ids[49]);
        Assert.Equal([.. Enumerable.Range(0, 21), .. Enumerable.Range(20, 30)], Journal.Of(0));
        Assert.Equal("20 True", Journal.Notes[0]);
        Assert.Equal("21 False", Journal.Notes[1]);
    }

    [Fact]
    public async Task Events_that_are_trimmed_while_the_worker_is_busy_are_told_with_their_count()
    {
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var worker = await StartAsync(
            Processors.Event(async (tick, context, _) =>
            {
                begun.TrySetResult();
                await gate.Task;
                Journal.Add(context.Partition, tick.Number);
            }),
            Quick with { PrefetchCount = 1, LockExpiry = TimeSpan.FromSeconds(2) });
        await SendAsync(0, Enumerable.Range(1, 50));
        await begun.Task;
        await Server.TrimAsync(Lease(0).Partition, 10);
        gate.SetResult();

        await Eventually.HoldsAsync(() => Journal.Of(0).Contains(50), Describe);
        await Eventually.HoldsAsync(() => worker.Logs.Has(EventsTrimmed), Describe);
        var count = 50 - Journal.Of(0).Count;
        Assert.Contains(worker.Logs.Entries, entry => entry.Id == EventsTrimmed && entry.Text.Contains($"lost {count} events", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_leases_of_a_living_worker_are_renewed()
    {
        var worker = await StartAsync(Recording(), Quick with { LockExpiry = TimeSpan.FromSeconds(2) });
        await Eventually.HoldsAsync(async () => await OwnerAsync(0) is not null);
        var epoch = (await StateAsync(0)).Epoch;

        // Longer than the lease: a lease that nobody renews could not outlive it.
        var started = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(5))
        {
            Assert.Equal(worker.Executor.Id, (await StateAsync(0)).Owner);
            await Task.Delay(20, Cancellation);
        }

        Assert.Equal(epoch, (await StateAsync(0)).Epoch);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task When_the_lease_is_stolen_the_token_is_cancelled_and_nothing_is_settled(bool isLoop)
    {
        var ids = await SendAsync(0, [1, 2]);
        var stolen = 0;
        async Task HandleAsync(int number, CancellationToken cancellation)
        {
            Journal.Add(0, number);
            if (number != 2 || Interlocked.Increment(ref stolen) > 1) return;

            // An operator's reset grows the epoch: to this owner it is a lost lease.
            await Broker.ResetAsync(Lease(0), ids[0], Cancellation);
            await Task.Delay(Timeout.Infinite, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Journal.Note($"cancelled {cancellation.IsCancellationRequested}");
        }

        await StartAsync(
            isLoop
                ? Processors.Loop(async events =>
                {
                    await foreach (var tick in events.Records())
                    {
                        if (events.Partition == 0) await HandleAsync(tick.Number, events.CancellationToken);
                    }
                })
                : Processors.Event((tick, _, cancellation) => HandleAsync(tick.Number, cancellation)),
            Quick with { LockExpiry = Short });

        await CommittedAsync(0, ids[1]);
        Assert.Equal([1, 2, 2], Journal.Of(0));
        Assert.Equal(["cancelled True"], Journal.Notes);
    }

    [Fact]
    public async Task A_waiting_loop_gets_the_cancellation_when_its_lease_is_lost_and_is_called_anew()
    {
        var calls = 0;
        await StartAsync(
            Processors.Loop(async (events, cancellation) =>
            {
                if (events.Partition == 0) Interlocked.Increment(ref calls);
                try
                {
                    await foreach (var tick in events.Records()) Journal.Add(events.Partition, tick.Number);
                    Journal.Note($"ended {events.Partition}");
                }
                catch (OperationCanceledException)
                {
                    Journal.Note($"cancelled {events.Partition} {cancellation.IsCancellationRequested}");
                    throw;
                }
            }),
            Quick with { LockExpiry = Short });
        await Eventually.HoldsAsync(() => calls == 1);
        await Eventually.HoldsAsync(async () => await OwnerAsync(0) is not null);

        await Broker.ResetAsync(Lease(0), EntryId.Zero, Cancellation);

        await Eventually.HoldsAsync(() => calls == 2, Describe);
        Assert.Equal(["cancelled 0 True"], Journal.Notes);
        await CommittedAsync(0, await SendAsync(0, 1));
        Assert.Equal([1], Journal.Of(0));
    }

    [Fact]
    public async Task The_owner_follows_an_operators_reset()
    {
        var ids = await SendAsync(0, [1, 2, 3]);
        await StartAsync(Recording(), Quick with { LockExpiry = Short });
        await CommittedAsync(0, ids[2]);

        await Broker.ResetAsync(Lease(0), ids[0], Cancellation);

        await CommittedAsync(0, ids[2]);
        await HandledAsync(0, 1, 2, 3, 2, 3);
    }

    [Fact]
    public async Task A_cursor_that_was_moved_is_followed_and_never_overwritten()
    {
        var ids = await SendAsync(0, [1, 2, 3, 4]);
        var moving = new CursorMovingBroker(Server.CreateBroker());
        var worker = await StartAsync(Recording(), Quick with { LockExpiry = Short }, new WorkerSetup { Broker = moving });
        await CommittedAsync(0, ids[3]);

        // As after a failover to a replica that lagged: the lease is there, the cursor stands elsewhere.
        moving.MoveTo = ids[1];
        var last = await SendAsync(0, 5);

        await CommittedAsync(0, last);
        await Eventually.HoldsAsync(() => Journal.Of(0) is [1, 2, 3, 4, 5, ..] handled && handled[^1] == 5 && handled.Count > 5, Describe);
        Assert.True(worker.Logs.Has(1408));
    }

    [Theory]
    [InlineData(AckMode.BeforeNext)]
    [InlineData(AckMode.Background)]
    public async Task A_broken_connection_costs_nothing_but_time(AckMode ackMode)
    {
        var calls = 0;
        var worker = await StartAsync(
            Processors.Loop(async events =>
            {
                Interlocked.Increment(ref calls);
                await foreach (var tick in events.Records())
                {
                    Journal.Add(events.Partition, tick.Number);
                    await Task.Delay(1);
                }
            }),
            Quick with { AckMode = ackMode });
        for (var round = 0; round < 5; round++)
        {
            var last = await SendAsync(0, Enumerable.Range(round * 20, 20));
            await Eventually.HoldsAsync(() => Journal.Count > round * 20, Describe);
            await Server.BreakConnectionsAsync(worker.Broker);
            await CommittedAsync(0, last[^1]);
        }

        // The loop goes on with its locals: the lease was verified, and the cursor stood where it was left.
        Assert.Equal(Enumerable.Range(0, 100), Journal.Of(0));
        Assert.Equal(Partitions, calls);
    }

    [Fact]
    public async Task While_the_broker_is_away_the_worker_waits_and_says_so_once()
    {
        var away = new VanishingBroker(Server.CreateBroker());
        var worker = await StartAsync(Recording(), setup: new WorkerSetup { Broker = away });
        await CommittedAsync(0, await SendAsync(0, 1));

        away.HasVanished = true;
        var last = await SendAsync(0, 2);
        await Eventually.HoldsAsync(() => worker.Logs.Has(1300) && away.Refused > 5, Describe);
        away.HasVanished = false;

        await CommittedAsync(0, last);
        await Eventually.HoldsAsync(() => worker.Logs.Has(1301), Describe);
        Assert.Single(worker.Logs.Entries, static entry => entry.Id == 1300);
        Assert.False((await worker.StopAsync()).Halted);
    }

    [Fact]
    public async Task A_paused_worker_hands_nothing_out_before_its_lease_is_verified()
    {
        var ids = await SendAsync(0, [1, 2, 3]);
        var time = new SleepingTime();
        var worker = await StartAsync(
            Processors.Event((tick, context, _) =>
            {
                Journal.Add(context.Partition, tick.Number);
                Journal.Note($"{context.FencingToken}");

                // The process stands still for longer than the lease while this is in hand: both clocks went on, no timer has fired yet.
                if (tick.Number == 2) time.Paused = TimeSpan.FromMinutes(2);
                return Task.CompletedTask;
            }),
            Quick with { LockExpiry = TimeSpan.FromMinutes(1) },
            // A worker that begins to listen renews its leases: after the pause that would verify them too.
            new WorkerSetup { Time = time, Broker = new DeafBroker(Server.CreateBroker()) });

        await CommittedAsync(0, ids[2]);
        Assert.True(worker.Logs.Has(1312), Describe());
        Assert.Equal([1, 2, 3], Journal.Of(0));
        var epochs = Journal.Notes.Select(static note => long.Parse(note, null)).ToList();
        Assert.Equal(epochs[0], epochs[1]);
        Assert.True(epochs[2] > epochs[1], Describe());
    }

    [Fact]
    public async Task A_lease_that_cannot_be_renewed_in_time_cancels_what_is_in_hand()
    {
        var ids = await SendAsync(0, [1]);
        var away = new VanishingBroker(Server.CreateBroker());
        var calls = 0;
        var worker = await StartAsync(
            Processors.Event(async (_, context, cancellation) =>
            {
                if (Interlocked.Increment(ref calls) > 1)
                {
                    Journal.Note($"again {context.Recovering}");
                    return;
                }

                away.HasVanished = true;
                await Task.Delay(Timeout.Infinite, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                Journal.Note("cancelled");
                away.HasVanished = false;
            }),
            Quick with { LockExpiry = Short },
            new WorkerSetup { Broker = away });

        await CommittedAsync(0, ids[0]);
        Assert.Equal(["cancelled", "again True"], Journal.Notes);
        Assert.True(worker.Logs.Has(1312), Describe());
    }

    [Fact]
    public async Task A_wall_clock_that_ran_ahead_counts_too()
    {
        var time = new SleepingTime();
        var setup = new WorkerSetup { Time = time, Broker = new DeafBroker(Server.CreateBroker()) };
        var worker = await StartAsync(Recording(), Quick with { LockExpiry = TimeSpan.FromMinutes(1) }, setup);
        await CommittedAsync(0, await SendAsync(0, 1));
        var epoch = (await StateAsync(0)).Epoch;

        // As after a machine slept: its monotonic clock stood still.
        time.Slept = TimeSpan.FromMinutes(2);
        await CommittedAsync(0, await SendAsync(0, 2));

        Assert.True((await StateAsync(0)).Epoch > epoch);
        Assert.True(worker.Logs.Has(1312), Describe());
    }

    [Fact]
    public async Task Everything_removed_under_a_living_worker_is_made_anew_and_handled()
    {
        await StartAsync(Recording(), Quick with { LockExpiry = Short });
        await CommittedAsync(0, await SendAsync(0, 1));

        await Server.FlushAsync();

        await Eventually.HoldsAsync(
            async () =>
            {
                await SendAsync(0, 2);
                return Journal.Of(0).Contains(2);
            },
            Describe);
    }

    [Fact]
    public async Task Events_trimmed_before_they_were_seen_are_reported()
    {
        var first = await StartAsync(Recording());
        await CommittedAsync(0, await SendAsync(0, 1));
        await first.StopAsync();
        var ids = await SendAsync(0, Enumerable.Range(2, 10));
        await Server.TrimAsync(Lease(0).Partition, 3);

        var worker = await StartAsync(Recording());

        await CommittedAsync(0, ids[^1]);
        Assert.Equal([1, 9, 10, 11], Journal.Of(0));
        Assert.Contains("lost 7 events", Assert.Single(worker.Logs.Entries, static entry => entry.Id == 1307).Text, StringComparison.Ordinal);
    }

    private Pipeline.EventProcessor<TestWorker, Tick> Recording() => Processors.Event((tick, context, _) =>
    {
        Journal.Add(context.Partition, tick.Number);
        Journal.Note($"{tick.Number} {context.Recovering}");
        return Task.CompletedTask;
    });

    /// <summary>The machine's own time, and jumps of its clocks.</summary>
    private sealed class SleepingTime : TimeProvider
    {
        private long _slept;
        private long _paused;

        /// <summary>How long the machine slept: its wall clock went on, its monotonic clock did not.</summary>
        public TimeSpan Slept
        {
            set => Volatile.Write(ref _slept, value.Ticks);
        }

        /// <summary>How long the process stood still: both clocks went on.</summary>
        public TimeSpan Paused
        {
            set => Volatile.Write(ref _paused, value.Ticks);
        }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddTicks(Volatile.Read(ref _slept) + Volatile.Read(ref _paused));

        public override long GetTimestamp() => base.GetTimestamp() + (Volatile.Read(ref _paused) * (TimestampFrequency / TimeSpan.TicksPerSecond));
    }
}
