using Runnel.Brokers;
using Runnel.Pipeline;
using Xunit;

namespace Runnel.Tests.Delivery;

/// <summary>Pauses and seeks under working owners: nothing is lost, handled twice or out of order, and nobody waits for longer than an announcement takes.</summary>
public abstract class PauseRules : DeliveryTest
{
    private const int Paused = 1320;
    private const int PauseEnded = 1321;

    private static readonly PauseMark Mark = new("ada@laptop", DateTimeOffset.UnixEpoch, "maintenance");
    private static readonly GroupId Group = new(StreamName, ProcessorName);

    /// <summary>Long looks: only an announcement can make a worker do something in time.</summary>
    private static ProcessorOptions Deaf => Quick with { LockExpiry = TimeSpan.FromHours(1) };

    [Fact]
    public async Task An_owner_follows_a_pause_and_its_end_as_soon_as_they_are_announced_and_the_others_go_on()
    {
        var worker = await StartAsync(Recording(), Deaf);
        await SendAsync(0, [1, 2]);
        await SendAsync(1, [1]);
        await HandledAsync(0, 1, 2);
        await HandledAsync(1, 1);

        await PauseAsync(0);
        await ReleasedAsync(0);
        var ids = await SendAsync(0, [3, 4]);
        await SendAsync(1, [2]);
        await HandledAsync(1, 1, 2);
        Assert.Equal([1, 2], Journal.Of(0));
        Assert.Equal(worker.Executor.Id, await OwnerAsync(1));

        await ResumeAsync(0);
        await HandledAsync(0, 1, 2, 3, 4);
        await CommittedAsync(0, ids[1]);
        await HasOnceAsync(worker, Paused);
        await HasOnceAsync(worker, PauseEnded);
    }

    [Theory]
    [InlineData(AckMode.BeforeNext)]
    [InlineData(AckMode.Background)]
    public async Task Pauses_under_load_repeat_nothing_lose_nothing_and_keep_the_order(AckMode mode)
    {
        const int Events = 1500;
        var options = Deaf with { AckMode = mode, PrefetchCount = 16 };
        await StartAsync(Recording(), options);
        await StartAsync(Recording(), options);
        var sending = Enumerable.Range(0, Partitions).Select(partition => SendAsync(partition, Enumerable.Range(0, Events))).ToArray();
        for (var round = 0; round < 25; round++)
        {
            for (var partition = 0; partition < Partitions; partition++) await PauseAsync(partition);
            if (round % 5 == 0)
            {
                for (var partition = 0; partition < Partitions; partition++) await ReleasedAsync(partition);
            }

            for (var partition = 0; partition < Partitions; partition++) await ResumeAsync(partition);
        }

        for (var partition = 0; partition < Partitions; partition++)
        {
            await CommittedAsync(partition, (await sending[partition])[^1]);
            Assert.Equal(Enumerable.Range(0, Events), Journal.Of(partition));
        }
    }

    [Fact]
    public async Task What_is_in_hand_is_finished_and_committed_and_what_is_buffered_waits()
    {
        var (begun, gate) = (NewGate(), NewGate());
        var ids = await SendAsync(0, [1, 2, 3]);
        await StartAsync(
            Processors.Event(async (tick, context, cancellation) =>
            {
                if (tick.Number == 1)
                {
                    begun.SetResult();
                    await gate.Task.WaitAsync(cancellation);
                }

                Journal.Add(context.Partition, tick.Number);
            }),
            Deaf with { GracePeriod = TimeSpan.FromMilliseconds(50) });
        await begun.Task;
        await PauseAsync(0);

        // It takes as long as it takes: a pause is no shutdown, whose grace period ends.
        await Task.Delay(TimeSpan.FromMilliseconds(300), Cancellation);
        Assert.NotNull(await OwnerAsync(0));
        gate.SetResult();

        await ReleasedAsync(0);
        Assert.Equal(ids[0], await CursorAsync(0));
        Assert.Equal([1], Journal.Of(0));
        await ResumeAsync(0);
        await HandledAsync(0, 1, 2, 3);
    }

    [Fact]
    public async Task A_pause_that_was_announced_before_the_owner_listened_is_followed_once_it_does()
    {
        var deaf = (DeafBroker)await ConnectAsync(static inner => new DeafBroker(inner));
        await StartAsync(Recording(), Deaf, new WorkerSetup { Broker = deaf });
        var ids = await SendAsync(0, [1]);
        await CommittedAsync(0, ids[0]);
        await PauseAsync(0);
        await SendAsync(0, [2]);
        await HandledAsync(0, 1, 2);

        deaf.Heal();
        await ReleasedAsync(0);
        await SendAsync(0, [3]);
        await ResumeAsync(0);
        await HandledAsync(0, 1, 2, 3);
    }

    [Fact]
    public async Task A_retry_that_waits_does_not_hold_a_pause_up()
    {
        var attempts = 0;
        await SendAsync(0, [1]);
        await StartAsync(
            Processors.Event((tick, context, _) =>
            {
                if (Interlocked.Increment(ref attempts) == 1) throw new InvalidOperationException("not yet");
                Journal.Add(context.Partition, tick.Number);
                return Task.CompletedTask;
            }),
            Deaf with { Retries = 1, RetryDelay = TimeSpan.FromHours(1), RetryMaxDelay = TimeSpan.FromHours(1) });
        await Eventually.HoldsAsync(() => Volatile.Read(ref attempts) == 1, Describe);

        await PauseAsync(0);
        await ReleasedAsync(0);
        Assert.Equal(EntryId.Zero, await CursorAsync(0));

        await ResumeAsync(0);
        await HandledAsync(0, 1);
    }

    [Fact]
    public async Task A_pause_that_nobody_announced_is_found_when_the_lease_is_extended()
    {
        await StartAsync(Recording(), Quick with { LockExpiry = TimeSpan.FromSeconds(1) });
        await SendAsync(0, [1]);
        await HandledAsync(0, 1);

        await Broker.PauseAsync(Lease(0), Mark, Cancellation);
        await ReleasedAsync(0);

        Assert.True(await Broker.EndPauseAsync(Lease(0), Mark, Cancellation));
        await SendAsync(0, [2]);
        await HandledAsync(0, 1, 2);
    }

    [Fact]
    public async Task A_pause_outlives_every_worker_and_holds_before_the_first_one_comes()
    {
        await PauseAsync(0);
        await SendAsync(0, [1]);
        await SendAsync(1, [1]);
        var first = await StartAsync(Recording(), Deaf);
        await HandledAsync(1, 1);
        await HasOnceAsync(first, Paused);
        await first.StopAsync();

        var second = await StartAsync(Recording(), Deaf);
        await SendAsync(1, [2]);
        await HandledAsync(1, 1, 2);
        await HasOnceAsync(second, Paused);
        Assert.Empty(Journal.Of(0));

        await ResumeAsync(0);
        await HandledAsync(0, 1);
    }

    [Fact]
    public async Task Nobody_spins_while_paused()
    {
        var counting = new CountingBroker(Server.CreateBroker());
        for (var partition = 0; partition < Partitions; partition++) await PauseAsync(partition);
        var worker = await StartAsync(Recording(), Deaf, new WorkerSetup { Broker = counting });
        await HasOnceAsync(worker, Paused, Partitions);
        var (acquires, reads) = (counting.Acquires, counting.Reads);

        // Twenty times as long as a look that spins would need.
        await Task.Delay(TimeSpan.FromMilliseconds(500), Cancellation);
        Assert.InRange(counting.Acquires - acquires, 0, Partitions);
        Assert.InRange(counting.Reads - reads, 0, 4);

        await SendAsync(2, [1]);
        await ResumeAsync(2);
        await HandledAsync(2, 1);
    }

    [Fact]
    public async Task An_idle_owner_follows_a_moved_cursor_as_soon_as_it_is_announced()
    {
        await StartAsync(Recording(), Deaf);
        var ids = await SendAsync(0, [1, 2, 3]);
        await CommittedAsync(0, ids[2]);

        await Broker.ResetAsync(Lease(0), ids[0], Cancellation);
        await AnnounceAsync(AnnouncementKind.PartitionChanged, 0);

        await HandledAsync(0, 1, 2, 3, 2, 3);
        await CommittedAsync(0, ids[2]);
    }

    [Fact]
    public async Task A_cursor_that_is_moved_while_paused_is_where_it_goes_on()
    {
        await StartAsync(Recording(), Deaf);
        var ids = await SendAsync(0, [1, 2, 3]);
        await CommittedAsync(0, ids[2]);
        await PauseAsync(0);
        await ReleasedAsync(0);

        await Broker.ResetAsync(Lease(0), ids[1], Cancellation);
        await AnnounceAsync(AnnouncementKind.PartitionChanged, 0);
        Assert.Equal([1, 2, 3], Journal.Of(0));
        await ResumeAsync(0);

        await HandledAsync(0, 1, 2, 3, 3);
    }

    [Fact]
    public async Task A_worker_that_loses_its_connection_while_it_is_to_pause_lets_go_too()
    {
        var worker = await StartAsync(Recording(), Deaf);
        var ids = await SendAsync(0, [1]);
        await CommittedAsync(0, ids[0]);
        await Broker.PauseAsync(Lease(0), Mark, Cancellation);
        await Server.BreakConnectionsAsync(worker.Broker);

        await ReleasedAsync(0);
        await SendAsync(0, [2]);
        await ResumeAsync(0);
        await HandledAsync(0, 1, 2);
    }

    [Fact]
    public async Task A_processor_in_the_loop_shape_ends_its_loop_on_a_pause_and_begins_it_anew()
    {
        var ended = 0;
        await StartAsync(Processors.Loop(async (events, _) =>
        {
            await foreach (var (tick, context) in events.WithContext()) Journal.Add(context.Partition, tick.Number);
            Interlocked.Increment(ref ended);
        }), Deaf);
        await SendAsync(0, [1]);
        await HandledAsync(0, 1);

        await PauseAsync(0);
        await ReleasedAsync(0);
        Assert.Equal(1, Volatile.Read(ref ended));
        await SendAsync(0, [2]);
        await ResumeAsync(0);

        await HandledAsync(0, 1, 2);
    }

    private static TaskCompletionSource NewGate() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private EventProcessor<TestWorker, Tick> Recording() => Processors.Event((tick, context, _) =>
    {
        Journal.Add(context.Partition, tick.Number);
        return Task.CompletedTask;
    });

    private async Task PauseAsync(int partition)
    {
        Assert.Equal(Mark, await Broker.PauseAsync(Lease(partition), Mark, Cancellation));
        await AnnounceAsync(AnnouncementKind.PartitionChanged, partition);
    }

    private async Task ResumeAsync(int partition)
    {
        Assert.True(await Broker.EndPauseAsync(Lease(partition), Mark, Cancellation));
        await AnnounceAsync(AnnouncementKind.PartitionFree, partition);
    }

    private Task AnnounceAsync(AnnouncementKind kind, int partition) => Broker.AnnounceAsync(Group, new Announcement(kind, partition), Cancellation).AsTask();

    private Task ReleasedAsync(int partition) => Eventually.HoldsAsync(async () => await OwnerAsync(partition) is null, Describe);

    private Task HasOnceAsync(TestWorker worker, int log, int times = 1)
        => Eventually.HoldsAsync(() => worker.Logs.Entries.Count(entry => entry.Id == log) == times, Describe);

    private sealed class CountingBroker(IBroker inner) : BrokerDecorator(inner)
    {
        private int _acquires;
        private int _reads;

        public int Acquires => Volatile.Read(ref _acquires);

        public int Reads => Volatile.Read(ref _reads);

        public override ValueTask<AcquireReply> AcquireAsync(AcquireRequest request, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _acquires);
            return base.AcquireAsync(request, cancellationToken);
        }

        public override ValueTask<ReadReply> ReadAsync(IReadOnlyList<ReadRequest> requests, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _reads);
            return base.ReadAsync(requests, cancellationToken);
        }
    }
}
