using Runnel.Pipeline;
using Xunit;

namespace Runnel.Tests.Delivery;

/// <summary>Rule 6: what is retried how often, and within which bounds.</summary>
public abstract class RetryRules : DeliveryTest
{
    private const int Retried = 1500;
    private const int TimeUsedUp = 1503;
    private const int RateUsedUp = 1504;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_rule_says_how_often_its_exception_is_retried_and_what_happens_then(bool isLoop)
    {
        var ids = await SendAsync(0, [1, 2, 3, 4]);
        Task Handle(int number)
        {
            Journal.Add(0, number);
            return number switch
            {
                1 => throw new TimeoutException("late"),
                2 => throw new FormatException("bad"),
                3 => throw new AggregateException(new TimeoutException("late inside")),
                _ => Task.CompletedTask,
            };
        }

        var worker = await StartAsync(
            isLoop
                ? Processors.Loop(async events =>
                {
                    await foreach (var tick in events.Records()) await Handle(tick.Number);
                })
                : Processors.Event((tick, _, _) => Handle(tick.Number)),
            Quick with
            {
                Retries = 1,
                ExceptionPolicy = ExceptionPolicy.Halt,
                Rules = new ExceptionRules(
                    [
                        new ExceptionRule<SystemException> { Retries = 2, RetryDelay = TimeSpan.Zero, ExceptionPolicy = ExceptionPolicy.Ignore },
                        new ExceptionRule<FormatException> { Retries = 0, ExceptionPolicy = ExceptionPolicy.Ignore },
                    ],
                    []),
            });

        await CommittedAsync(0, ids[3]);
        Assert.Equal([1, 1, 1, 2, 3, 3, 3, 4], Journal.Of(0));
        Assert.Equal(4, worker.Logs.Entries.Count(static entry => entry.Id == Retried));
    }

    [Fact]
    public async Task What_no_rule_names_has_the_processors_retries_and_policy()
    {
        await SendAsync(0, [1, 2]);
        var worker = await StartAsync(
            Failing(1, static () => new InvalidOperationException("one")),
            Quick with { Retries = 1, Rules = new ExceptionRules([new ExceptionRule<TimeoutException> { Retries = 5, ExceptionPolicy = ExceptionPolicy.Ignore }], []) });

        Assert.True((await worker.Result).Halted);
        Assert.Equal([1, 1], Journal.Of(0));
    }

    [Theory]
    [InlineData(ExceptionPolicy.Halt)]
    [InlineData(ExceptionPolicy.Quarantine)]
    public async Task A_rules_policy_outranks_the_processors(ExceptionPolicy policy)
    {
        await SendAsync(0, [1, 2]);
        var worker = await StartAsync(
            Failing(1, static () => new TimeoutException("one")),
            Quick with { ExceptionPolicy = ExceptionPolicy.Ignore, Rules = new ExceptionRules([], [new ExceptionRule<TimeoutException> { ExceptionPolicy = policy }]) });

        if (policy == ExceptionPolicy.Halt) Assert.True((await worker.Result).Halted);
        else await Eventually.HoldsAsync(async () => (await InspectAsync(0))?.Quarantine is not null, Describe);
        Assert.Equal(EntryId.Zero, await CursorAsync(0));
        Assert.Equal([1], Journal.Of(0));
    }

    [Fact]
    public async Task A_delivery_that_took_too_long_counts_as_a_timeout()
    {
        var ids = await SendAsync(0, [1]);
        await StartAsync(
            Processors.Event(async (_, context, cancellation) =>
            {
                Journal.Note($"{context.Attempt}");
                if (context.Attempt < 3) await Task.Delay(Timeout.Infinite, cancellation);
            }),
            Quick with
            {
                DeliveryTimeout = TimeSpan.FromMilliseconds(500),
                Rules = new ExceptionRules([new ExceptionRule<TimeoutException> { Retries = 2 }], []),
            });

        await CommittedAsync(0, ids[0]);
        Assert.Equal(["1", "2", "3"], Journal.Notes);
    }

    [Fact]
    public async Task A_retry_that_would_begin_after_the_budget_is_not_waited_for()
    {
        var ids = await SendAsync(0, [1, 2]);
        var worker = await StartAsync(
            Failing(1, static () => new TimeoutException("one")),
            Quick with
            {
                Retries = 10,
                RetryDelay = TimeSpan.FromHours(1),
                RetryMaxDelay = TimeSpan.FromHours(1),
                RetryBudget = TimeSpan.FromMinutes(30),
                ExceptionPolicy = ExceptionPolicy.Ignore,
            });

        await CommittedAsync(0, ids[1]);
        Assert.Equal([1, 2], Journal.Of(0));
        Assert.Contains("RetryBudgetSeconds (00:30:00)", Assert.Single(worker.Logs.Entries, static entry => entry.Id == TimeUsedUp).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_delivery_has_its_own_time()
    {
        var ids = await SendAsync(0, [1, 1, 2]);
        var worker = await StartAsync(
            Failing(1, static () => new TimeoutException("one")),
            Quick with
            {
                Retries = 1000,
                RetryMaxDelay = TimeSpan.FromMilliseconds(5),
                RetryBudget = TimeSpan.FromMilliseconds(300),
                ExceptionPolicy = ExceptionPolicy.Ignore,
            });

        await CommittedAsync(0, ids[2]);
        Assert.Equal(2, worker.Logs.Entries.Count(static entry => entry.Id == TimeUsedUp));
        Assert.True(Journal.Of(0).Count > 4, Describe());
    }

    [Fact]
    public async Task All_partitions_share_the_retries_of_a_minute()
    {
        var first = await SendAsync(0, [1, 2]);
        var worker = await StartAsync(
            Failing(1, static () => new TimeoutException("one")),
            Quick with { Retries = 1000, RetryMaxDelay = TimeSpan.FromMilliseconds(5), RetriesPerMinute = 1, ExceptionPolicy = ExceptionPolicy.Ignore });
        await CommittedAsync(0, first[1]);
        var second = await SendAsync(1, [1, 2]);
        await CommittedAsync(1, second[1]);

        Assert.Equal([1, 1, 2], Journal.Of(0));
        Assert.Equal([1, 2], Journal.Of(1));
        Assert.Equal(2, worker.Logs.Entries.Count(static entry => entry.Id == RateUsedUp && entry.Text.Contains("RetriesPerMinute (1)", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task An_event_that_killed_its_process_is_not_retried_whatever_the_rules_say()
    {
        var ids = await SendAsync(0, [1, 2]);
        for (var crash = 0; crash < 3; crash++) await CrashAsync($"dead {crash}", begins: true);

        var worker = await StartAsync(
            Failing(0, static () => new TimeoutException("never")),
            Quick with
            {
                ExceptionPolicy = ExceptionPolicy.Ignore,
                Rules = new ExceptionRules([new ExceptionRule<Exception> { Retries = 5, RetryDelay = TimeSpan.FromMinutes(1), RetryMaxDelay = TimeSpan.FromMinutes(1) }], []),
            });

        await CommittedAsync(0, ids[1]);
        Assert.Equal([2], Journal.Of(0));
        Assert.False(worker.Logs.Has(Retried));
    }

    [Fact]
    public async Task A_retry_is_not_handed_out_before_the_lease_is_verified()
    {
        var ids = await SendAsync(0, [1]);
        var time = new PatientTime();
        var worker = await StartAsync(
            Processors.Event((tick, context, _) =>
            {
                Journal.Add(context.Partition, tick.Number);
                Journal.Note($"{context.Attempt} {context.Recovering}");
                return Journal.Count == 1 ? throw new TimeoutException("late") : Task.CompletedTask;
            }),
            Quick with { Retries = 1, RetryDelay = TimeSpan.FromMinutes(2), RetryMaxDelay = TimeSpan.FromMinutes(2) },
            new WorkerSetup { Time = time });
        await Eventually.HoldsAsync(() => worker.Logs.Has(Retried) && time.Waits > 0, Describe);

        // The process stands still for longer than the lease.
        time.Paused = TimeSpan.FromMinutes(2);
        time.EndWaits();

        await CommittedAsync(0, ids[0]);
        Assert.Equal(["1 False", "1 True"], Journal.Notes);
        Assert.True(worker.Logs.Has(1312), Describe());
    }

    private EventProcessor<TestWorker, Tick> Failing(int number, Func<Exception> error) => Processors.Event((tick, context, _) =>
    {
        Journal.Add(context.Partition, tick.Number);
        return tick.Number == number ? throw error() : Task.CompletedTask;
    });
}
