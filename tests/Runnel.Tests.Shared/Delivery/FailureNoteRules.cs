using Runnel.Brokers;
using Xunit;

namespace Runnel.Tests.Delivery;

/// <summary>What failed last is noted for operators, whatever the policy, and costs the work nothing.</summary>
public abstract class FailureNoteRules : DeliveryTest
{
    [Theory]
    [InlineData(ExceptionPolicy.Halt)]
    [InlineData(ExceptionPolicy.Quarantine)]
    [InlineData(ExceptionPolicy.Ignore)]
    public async Task What_a_policy_judged_is_noted(ExceptionPolicy policy)
    {
        var ids = await SendAsync(0, [1, 2, 3]);
        var before = TimeProvider.System.GetUtcNow();
        var worker = await StartAsync(Processors.Event(FailAtTwo), Quick with { ExceptionPolicy = policy });

        await Eventually.HoldsAsync(async () => await FailureAsync() is not null, Describe);
        var note = (await FailureAsync())!;

        Assert.Equal((ids[1], ids[1], worker.Executor.Id), (note.First, note.Last, note.Owner));
        Assert.Equal("System.InvalidOperationException: two", note.Exception);
        Assert.InRange(note.At, before.AddMilliseconds(-1), TimeProvider.System.GetUtcNow());
        Assert.Equal(policy == ExceptionPolicy.Halt, (await worker.StopAsync()).Halted);
    }

    [Fact]
    public async Task A_batch_is_noted_from_its_first_to_its_last_event()
    {
        var ids = await SendAsync(0, [1, 2, 3]);
        await StartAsync(
            Processors.Batch((_, _, _) => throw new InvalidOperationException("all"), []),
            Quick with { ExceptionPolicy = ExceptionPolicy.Ignore, BatchSize = 3, BatchWithin = TimeSpan.FromMinutes(1) });

        await CommittedAsync(0, ids[2]);

        await Eventually.HoldsAsync(async () => await FailureAsync() is { } note && (note.First, note.Last) == (ids[0], ids[2]), Describe);
    }

    [Fact]
    public async Task However_much_fails_little_is_written_and_the_last_failure_is_there_in_the_end()
    {
        var ids = await SendAsync(0, Enumerable.Range(1, 2000));
        var broker = await ConnectAsync(static inner => new NotingBroker(inner));
        var started = TimeProvider.System.GetTimestamp();
        var worker = await StartAsync(
            Processors.Event((tick, _, _) => throw new InvalidOperationException($"{tick.Number}")),
            Quick with { ExceptionPolicy = ExceptionPolicy.Ignore }, new WorkerSetup { Broker = broker });

        await CommittedAsync(0, ids[^1]);
        await Eventually.HoldsAsync(async () => (await FailureAsync())?.Last == ids[^1], Describe);
        await worker.StopAsync();

        var rounds = TimeProvider.System.GetElapsedTime(started).TotalSeconds + 2;
        Assert.InRange(((NotingBroker)broker).Written, 1, (int)rounds);
    }

    [Fact]
    public async Task A_broker_that_takes_no_notes_delays_nothing_and_gets_the_last_one_when_it_does()
    {
        var ids = await SendAsync(0, [1, 2, 3]);
        var broker = (NotingBroker)await ConnectAsync(static inner => new NotingBroker(inner) { Error = new BrokerException(BrokerFailure.TimedOut, "no notes") });
        await StartAsync(Processors.Event(FailAtTwo), Quick with { ExceptionPolicy = ExceptionPolicy.Ignore }, new WorkerSetup { Broker = broker });

        await HandledAsync(0, 1, 3);
        await CommittedAsync(0, ids[2]);
        Assert.Null(await FailureAsync());
        broker.Error = null;

        await Eventually.HoldsAsync(async () => (await FailureAsync())?.Last == ids[1], Describe);
    }

    [Fact]
    public async Task What_the_last_failure_of_all_was_is_noted_when_the_worker_stops()
    {
        await SendAsync(0, [1]);
        var broker = (NotingBroker)await ConnectAsync(static inner => new NotingBroker(inner));
        var worker = await StartAsync(
            Processors.Event((tick, _, _) => throw new InvalidOperationException($"{tick.Number}")),
            Quick with { ExceptionPolicy = ExceptionPolicy.Ignore }, new WorkerSetup { Broker = broker });
        await Eventually.HoldsAsync(() => broker.Written > 0, Describe);
        var last = await SendAsync(0, 2);
        await CommittedAsync(0, last);

        await worker.StopAsync();

        Assert.Equal((last, "System.InvalidOperationException: 2"), ((await FailureAsync())!.Last, (await FailureAsync())!.Exception));
    }

    private Task FailAtTwo(Tick tick, EventContext context, CancellationToken cancellationToken)
    {
        if (tick.Number == 2) throw new InvalidOperationException("two\nand more of it");
        Journal.Add(context.Partition, tick.Number);
        return Task.CompletedTask;
    }

    private async Task<FailureNote?> FailureAsync() => (await Broker.InspectProgressAsync(Lease(0), Cancellation)).Failure;

    /// <summary>Counts notes, or refuses them.</summary>
    private sealed class NotingBroker(IBroker inner) : BrokerDecorator(inner)
    {
        private volatile BrokerException? _error;
        private int _written;

        public BrokerException? Error
        {
            set => _error = value;
        }

        public int Written => Volatile.Read(ref _written);

        public override ValueTask<bool> NoteFailureAsync(LeaseClaim claim, FailureNote note, CancellationToken cancellationToken)
        {
            if (_error is { } error) return ValueTask.FromException<bool>(error);
            Interlocked.Increment(ref _written);
            return base.NoteFailureAsync(claim, note, cancellationToken);
        }
    }
}
