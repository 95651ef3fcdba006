using Runnel.Brokers;
using Runnel.Pipeline;
using Xunit;

namespace Runnel.Tests.Delivery;

/// <summary>Several workers of one processor: who works on what, and what happens when one comes, goes, dies or is paused.</summary>
public abstract class SharingRules : DeliveryTest
{
    private const int FoundQuarantined = 1304;
    private const int StandsBy = 1331;
    private const int WaitsForLease = 1303;

    private static readonly GroupId Group = new(StreamName, ProcessorName);

    [Fact]
    public async Task Two_workers_share_evenly_and_only_what_must_move_moves()
    {
        var first = await StartAsync(Handler());
        await OwnedAsync(first, 4);
        var before = await OwnersAsync();

        var second = await StartAsync(Handler());
        await OwnedAsync(second, 2);
        await OwnedAsync(first, 2);

        var after = await OwnersAsync();
        Assert.Equal(2, Enumerable.Range(0, Partitions).Count(partition => before[partition] == after[partition]));
    }

    [Fact]
    public async Task A_hand_over_repeats_and_loses_nothing()
    {
        var first = await StartAsync(Handler());
        var numbers = Enumerable.Range(1, 400).ToArray();
        var sending = Task.WhenAll(Enumerable.Range(0, Partitions).Select(partition => SendAsync(partition, numbers)));
        await Eventually.HoldsAsync(() => Journal.Count > 20, Describe);

        var second = await StartAsync(Handler());
        await OwnedAsync(second, 2);
        await first.StopAsync();
        var third = await StartAsync(Handler());
        await OwnedAsync(third, 2);
        await second.StopAsync();
        await sending;

        for (var partition = 0; partition < Partitions; partition++) await HandledAsync(partition, numbers);
    }

    [Fact]
    public async Task Who_stops_is_followed_at_once_without_waiting_for_its_slowest_partition()
    {
        // Everything would take an hour if somebody waited for a lease, a heartbeat or a look.
        var patient = Quick with { LockExpiry = TimeSpan.FromHours(1), AssignmentSleep = TimeSpan.FromHours(1), GracePeriod = TimeSpan.FromMinutes(5) };
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var slow = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var first = await StartAsync(
            Processors.Event(async (tick, context, _) =>
            {
                slow.TrySetResult();
                await gate.Task;
                Journal.Add(context.Partition, tick.Number);
            }),
            patient);
        await OwnedAsync(first, 4);
        await SendAsync(0, [1, 2]);
        await slow.Task;
        var second = await StartAsync(Handler(), patient);
        await Eventually.HoldsAsync(async () => (await Broker.InspectAsync(Group, Cancellation)).Assignment?.Members.Count == 2, Describe);

        first.RequestStop();
        await SendAsync(1, [1]);
        await SendAsync(3, [1]);
        await HandledAsync(1, 1);
        await HandledAsync(3, 1);
        Assert.Empty(Journal.Of(0));
        gate.SetResult();

        await HandledAsync(0, 1, 2);
        Assert.False((await first.Result).Halted);
        await OwnedAsync(second, 4);
    }

    [Fact]
    public async Task A_partition_that_was_given_up_before_anybody_listened_is_taken_once_somebody_does()
    {
        // A lease and a look take an hour: only what is found when listening begins comes sooner.
        var patient = Quick with { LockExpiry = TimeSpan.FromHours(1), AssignmentSleep = TimeSpan.FromHours(1) };
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var inHand = 0;
        var first = await StartAsync(
            Processors.Event(async (_, _, _) =>
            {
                Interlocked.Increment(ref inHand);
                await gate.Task;
            }),
            patient);
        await OwnedAsync(first, 4);
        for (var partition = 0; partition < Partitions; partition++) await SendAsync(partition, 1);
        await Eventually.HoldsAsync(() => Volatile.Read(ref inHand) == Partitions, Describe);

        var deaf = (DeafBroker)await ConnectAsync(static inner => new DeafBroker(inner));
        var second = await StartAsync(Handler(), patient, new WorkerSetup { Broker = deaf });
        await Eventually.HoldsAsync(() => second.Logs.Entries.Count(static entry => entry.Id == WaitsForLease) >= 2, Describe);
        var free = 0;
        await using var listening = await Broker.ListenAsync(
            Group,
            announcement =>
            {
                if (announcement.Kind == AnnouncementKind.PartitionFree) Interlocked.Increment(ref free);
            },
            Cancellation);
        gate.SetResult();
        await Eventually.HoldsAsync(() => Volatile.Read(ref free) == 2, Describe);
        deaf.Heal();

        await OwnedAsync(second, 2);
    }

    [Fact]
    public async Task A_batch_in_the_making_is_given_up_as_promptly_as_a_single_event()
    {
        var patient = Quick with { LockExpiry = TimeSpan.FromHours(1), AssignmentSleep = TimeSpan.FromHours(1), GracePeriod = TimeSpan.FromHours(1) };
        var first = await StartAsync(
            Processors.Loop(async events =>
            {
                await foreach (var batch in events.Take(1000, within: TimeSpan.FromHours(1)).Records())
                    foreach (var tick in batch) Journal.Add(-1, tick.Number);
            }),
            patient);
        await OwnedAsync(first, 4);
        await SendAsync(0, [1]);
        await SendAsync(3, [1]);

        var second = await StartAsync(Handler(), patient);
        await first.StopAsync();

        await HandledAsync(0, 1);
        await HandledAsync(3, 1);
        Assert.Empty(Journal.Of(-1));
        await OwnedAsync(second, 4);
    }

    [Fact]
    public async Task More_workers_than_partitions_stand_by_say_so_once_and_take_over()
    {
        var workers = new List<TestWorker>();
        for (var i = 0; i < Partitions + 1; i++) workers.Add(await StartAsync(Handler()));
        foreach (var worker in workers.Take(Partitions)) await Eventually.HoldsAsync(async () => (await CountAsync(worker)) <= 1, Describe);
        await Eventually.HoldsAsync(async () => (await CountsAsync(workers)).Order().SequenceEqual([0, 1, 1, 1, 1]), Describe);
        var extra = workers[(await CountsAsync(workers)).IndexOf(0)];
        await Eventually.HoldsAsync(() => extra.Logs.Has(StandsBy), Describe);

        await workers.First(worker => worker != extra).StopAsync();

        await OwnedAsync(extra, 1);
        Assert.Single(extra.Logs.Entries, static entry => entry.Id == StandsBy);
    }

    [Fact]
    public async Task Whoever_vanishes_is_followed_when_its_lease_runs_out()
    {
        var brief = Quick with { LockExpiry = TimeSpan.FromSeconds(1.5) };
        var cut = new SwitchedBroker(Server.CreateBroker());
        var first = await StartAsync(Handler(), brief, new WorkerSetup { Broker = cut });
        var second = await StartAsync(Handler(), brief);
        await OwnedAsync(first, 2);
        await OwnedAsync(second, 2);

        cut.IsCut = true;
        await OwnedAsync(second, 4);
        for (var partition = 0; partition < Partitions; partition++) await SendAsync(partition, [1]);
        for (var partition = 0; partition < Partitions; partition++) await HandledAsync(partition, 1);

        cut.IsCut = false;
        await OwnedAsync(first, 2);
        await OwnedAsync(second, 2);
    }

    [Fact]
    public async Task Who_joins_with_a_delay_takes_nothing_before_it()
    {
        var first = await StartAsync(Handler());
        await OwnedAsync(first, 4);

        var second = await StartAsync(Handler(), Quick with { JoinDelay = TimeSpan.FromHours(1) });
        await Eventually.HoldsAsync(async () => (await Broker.InspectAsync(Group, Cancellation)).Members.Count == 2, Describe);

        Assert.Equal([true, false], (await Broker.InspectAsync(Group, Cancellation)).Members.OrderBy(member => member.Id == second.Executor.Id).Select(member => member.IsActive));
        Assert.Equal(4, await CountAsync(first));
        await second.StopAsync();
        Assert.Single((await Broker.InspectAsync(Group, Cancellation)).Members);
    }

    [Fact]
    public async Task A_delay_that_is_over_brings_its_share()
    {
        var first = await StartAsync(Handler());
        await OwnedAsync(first, 4);
        var second = await StartAsync(Handler(), Quick with { JoinDelay = TimeSpan.FromMilliseconds(50) });

        await OwnedAsync(second, 2);
        await OwnedAsync(first, 2);
    }

    [Fact]
    public async Task After_a_flush_nobody_moves()
    {
        var brief = Quick with { LockExpiry = TimeSpan.FromSeconds(3) };
        var first = await StartAsync(Handler(), brief);
        var second = await StartAsync(Handler(), brief);
        await OwnedAsync(first, 2);
        await OwnedAsync(second, 2);
        var before = await OwnersAsync();

        await Server.FlushAsync();
        await Eventually.HoldsAsync(async () => (await Broker.InspectAsync(Group, Cancellation)).Generation > 0, Describe);
        await Eventually.HoldsAsync(async () => (await OwnersAsync()).All(static owner => owner is not null), Describe);
        for (var partition = 0; partition < Partitions; partition++) await SendAsync(partition, [1]);
        for (var partition = 0; partition < Partitions; partition++) await HandledAsync(partition, 1);

        Assert.Equal(before, await OwnersAsync());
    }

    [Fact]
    public async Task Where_announcements_are_lost_the_slow_look_finds_what_happened()
    {
        var options = Quick with { AssignmentSleep = TimeSpan.FromMilliseconds(50), LockExpiry = TimeSpan.FromSeconds(1.5) };
        var first = await StartAsync(Handler(), options, new WorkerSetup { Broker = new SilentBroker(Server.CreateBroker()) });
        await OwnedAsync(first, 4);

        var second = await StartAsync(Handler(), options, new WorkerSetup { Broker = new SilentBroker(Server.CreateBroker()) });
        await OwnedAsync(second, 2);
        await first.StopAsync();

        await OwnedAsync(second, 4);
    }

    [Fact]
    public async Task Many_that_come_and_go_settle_and_lose_nothing()
    {
        var numbers = Enumerable.Range(1, 300).ToArray();
        var sending = Task.WhenAll(Enumerable.Range(0, Partitions).Select(partition => SendAsync(partition, numbers)));
        var workers = new List<TestWorker>();
        for (var round = 0; round < 4; round++)
        {
            for (var i = 0; i < 3; i++) workers.Add(await StartAsync(Handler()));
            foreach (var worker in workers.Take(2).ToList())
            {
                await worker.StopAsync();
                workers.Remove(worker);
            }
        }

        await sending;
        for (var partition = 0; partition < Partitions; partition++) await HandledAsync(partition, numbers);
        await Eventually.HoldsAsync(async () => (await CountsAsync(workers)).All(static count => count == 1), Describe);
    }

    [Fact]
    public async Task A_partition_that_halts_brings_one_worker_down_after_the_other()
    {
        var ids = await SendAsync(0, [1, 2]);
        var failing = Processors.Event(static (tick, _, _) => tick.Number == 2 ? throw new InvalidOperationException("bad") : Task.CompletedTask);
        var first = await StartAsync(failing);
        var second = await StartAsync(failing);

        var results = await Task.WhenAll(first.Result, second.Result).WaitAsync(TimeSpan.FromSeconds(60), Cancellation);

        Assert.All(results, static result => Assert.True(result.Halted && result.Error is InvalidOperationException));
        Assert.Equal(ids[0], await CursorAsync(0));
        Assert.All(await OwnersAsync(), Assert.Null);
        Assert.Empty((await Broker.InspectAsync(Group, Cancellation)).Members);
    }

    [Fact]
    public async Task A_quarantined_partition_is_left_alone_by_every_worker_until_it_is_resumed()
    {
        var isMended = false;
        EventProcessor<TestWorker, Tick> Work() => Processors.Event((tick, context, _) =>
        {
            if (context.Partition == 0 && tick.Number == 2 && !Volatile.Read(ref isMended)) throw new InvalidOperationException("bad");
            Journal.Add(context.Partition, tick.Number);
            return Task.CompletedTask;
        });

        // Long looks: only the announcement can make a worker take it up in time.
        var options = Quick with { ExceptionPolicy = ExceptionPolicy.Quarantine, LockExpiry = TimeSpan.FromHours(1) };
        var first = await StartAsync(Work(), options);
        await SendAsync(0, [1, 2, 3]);
        await SendAsync(1, [1]);
        await Eventually.HoldsAsync(async () => (await InspectAsync(0))?.Quarantine is not null, Describe);
        await HandledAsync(1, 1);
        await first.StopAsync();
        var second = await StartAsync(Work(), options);
        await SendAsync(1, [2]);
        await HandledAsync(1, 1, 2);
        await HandledAsync(0, 1);
        await Eventually.HoldsAsync(() => second.Logs.Has(FoundQuarantined), Describe);

        Volatile.Write(ref isMended, true);
        Assert.True(await Broker.ResumeAsync(Lease(0), null, skip: false, Cancellation));
        await Broker.AnnounceAsync(Group, new Announcement(AnnouncementKind.PartitionFree, 0), Cancellation);

        await HandledAsync(0, 1, 2, 3);
    }

    private EventProcessor<TestWorker, Tick> Handler() => Processors.Event((tick, context, _) =>
    {
        Journal.Add(context.Partition, tick.Number);
        return Task.CompletedTask;
    });

    private async Task<string?[]> OwnersAsync()
    {
        var owners = new string?[Partitions];
        for (var partition = 0; partition < Partitions; partition++) owners[partition] = (await InspectAsync(partition))?.Owner;
        return owners;
    }

    private async Task<int> CountAsync(TestWorker worker) => (await OwnersAsync()).Count(owner => owner == worker.Executor.Id);

    private async Task<List<int>> CountsAsync(IEnumerable<TestWorker> workers)
    {
        var owners = await OwnersAsync();
        return [.. workers.Select(worker => owners.Count(owner => owner == worker.Executor.Id))];
    }

    private Task OwnedAsync(TestWorker worker, int count) => Eventually.HoldsAsync(async () => await CountAsync(worker) == count, Describe);

    /// <summary>A worker that is cut off: nothing it says arrives, and it hears nothing.</summary>
    private sealed class SwitchedBroker(IBroker inner) : BrokerDecorator(inner)
    {
        public volatile bool IsCut;

        protected override ValueTask<T> CallAsync<T>(Func<ValueTask<T>> call)
            => IsCut ? throw new BrokerException(BrokerFailure.Unavailable, "Cut off by the test.") : call();
    }

    private sealed class SilentBroker(IBroker inner) : BrokerDecorator(inner)
    {
        public override ValueTask AnnounceAsync(GroupId group, Announcement announcement, CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }
}
