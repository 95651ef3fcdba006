using Runnel.Brokers;
using Xunit;

namespace Runnel.Tests.Delivery;

/// <summary>Rules 4, 6 and 11: policies, retries, timeouts, events that kill their process, events that cannot be decoded.</summary>
public abstract class PolicyRules : DeliveryTest
{
    private const int LastChance = 1420;

    [Fact]
    public async Task Halt_stops_the_partition_releases_its_lease_and_drains_the_others()
    {
        var slow = new TaskCompletionSource();
        var ids = await SendAsync(0, [1, 2]);
        var other = await SendAsync(1, [1, 2]);
        var worker = await StartAsync(Processors.Event(async (tick, context, _) =>
        {
            if (context.Partition == 1 && tick.Number == 1)
            {
                Journal.Note("in hand");
                await slow.Task;
            }

            if (context.Partition == 0 && tick.Number == 2)
            {
                await Eventually.HoldsAsync(() => Journal.Notes.Contains("in hand"));
                throw new InvalidOperationException("two");
            }

            Journal.Add(context.Partition, tick.Number);
        }));

        await Eventually.HoldsAsync(() => worker.Logs.Has(1402), Describe);
        await Eventually.HoldsAsync(async () => (await StateAsync(0)).Owner is null, Describe);

        // It leaves when it hands nothing more out.
        await Eventually.HoldsAsync(
            async () => (await Broker.InspectAsync(new GroupId(StreamName, ProcessorName), Cancellation)).Members.Count == 0, Describe);
        Assert.False(worker.Result.IsCompleted);
        slow.SetResult();
        var result = await worker.Result;

        Assert.Equal((true, "two"), (result.Halted, result.Error?.Message));
        Assert.Equal(ids[0], await CursorAsync(0));
        Assert.Equal(other[0], await CursorAsync(1));
        for (var partition = 0; partition < Partitions; partition++) Assert.Null(await OwnerAsync(partition));
    }

    [Fact]
    public async Task After_a_halt_the_next_worker_starts_with_the_event_that_failed()
    {
        var ids = await SendAsync(0, [1, 2, 3]);
        var isFixed = false;
        var processor = Processors.Event((tick, context, _) =>
        {
            if (tick.Number == 2 && !isFixed) throw new InvalidOperationException("two");
            Journal.Add(context.Partition, tick.Number);
            Assert.False(context.Recovering);
            return Task.CompletedTask;
        });
        Assert.True((await (await StartAsync(processor)).Result).Halted);
        isFixed = true;

        await StartAsync(processor);

        await CommittedAsync(0, ids[2]);
        Assert.Equal([1, 2, 3], Journal.Of(0));
    }

    [Fact]
    public async Task Quarantine_marks_the_partition_and_all_others_go_on()
    {
        await SendAsync(0, [1, 2, 3]);
        var before = TimeProvider.System.GetUtcNow();
        var worker = await StartAsync(
            Processors.Event((tick, context, _) =>
            {
                if (context.Partition == 0 && tick.Number == 2) throw new InvalidOperationException("two");
                Journal.Add(context.Partition, tick.Number);
                return Task.CompletedTask;
            }),
            Quick with { ExceptionPolicy = ExceptionPolicy.Quarantine });

        await Eventually.HoldsAsync(async () => (await InspectAsync(0))?.Quarantine is not null, Describe);
        var state = await StateAsync(0);
        var last = await SendAsync(1, 1);
        await CommittedAsync(1, last);

        Assert.Equal((await ReadIdAsync(0, 1), await ReadIdAsync(0, 1)), (state.Quarantine!.First, state.Quarantine.Last));
        Assert.Equal("System.InvalidOperationException: two", state.Quarantine.Exception);
        Assert.InRange(state.Quarantine.At, before.AddMilliseconds(-1), TimeProvider.System.GetUtcNow());
        Assert.Null(state.Owner);
        Assert.Equal(await ReadIdAsync(0, 0), state.Cursor);
        Assert.Equal([1], Journal.Of(0));
        Assert.False(worker.Result.IsCompleted);
        Assert.False((await worker.StopAsync()).Halted);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_resumed_partition_is_taken_up_without_a_restart(bool skip)
    {
        var ids = await SendAsync(0, [1, 2, 3]);
        var isFixed = false;
        await StartAsync(
            Processors.Event((tick, context, _) =>
            {
                if (tick.Number == 2 && !Volatile.Read(ref isFixed)) throw new InvalidOperationException("two");
                Journal.Add(context.Partition, tick.Number);
                return Task.CompletedTask;
            }),
            Quick with { ExceptionPolicy = ExceptionPolicy.Quarantine, LockExpiry = TimeSpan.FromSeconds(1) });
        await Eventually.HoldsAsync(async () => (await InspectAsync(0))?.Quarantine is not null, Describe);
        var mark = (await StateAsync(0)).Quarantine;

        Volatile.Write(ref isFixed, true);
        Assert.True(await Broker.ResumeAsync(Lease(0), mark, skip, Cancellation));

        await CommittedAsync(0, ids[2]);
        Assert.Equal(skip ? [1, 3] : [1, 2, 3], Journal.Of(0));
    }

    [Fact]
    public async Task A_failed_batch_is_quarantined_from_its_first_to_its_last_event()
    {
        var ids = await SendAsync(0, [1, 2, 3]);
        await StartAsync(
            Processors.Batch((_, _, _) => throw new InvalidOperationException("all"), []),
            Quick with { ExceptionPolicy = ExceptionPolicy.Quarantine, BatchSize = 3, BatchWithin = TimeSpan.FromMinutes(1) });

        await Eventually.HoldsAsync(async () => (await InspectAsync(0))?.Quarantine is not null, Describe);
        var mark = (await StateAsync(0)).Quarantine!;
        Assert.Equal((ids[0], ids[2]), (mark.First, mark.Last));
    }

    [Theory]
    [InlineData(AckMode.BeforeNext)]
    [InlineData(AckMode.Background)]
    public async Task Ignore_commits_the_failed_event_and_goes_on(AckMode ackMode)
    {
        var ids = await SendAsync(0, [1, 2, 3]);
        var worker = await StartAsync(
            Processors.Loop(async events =>
            {
                await foreach (var tick in events.Records())
                {
                    if (tick.Number == 2) throw new InvalidOperationException("two");
                    Journal.Add(events.Partition, tick.Number);
                }
            }),
            Quick with { ExceptionPolicy = ExceptionPolicy.Ignore, AckMode = ackMode });

        await CommittedAsync(0, ids[2]);
        Assert.Equal([1, 3], Journal.Of(0));
        Assert.True(worker.Logs.Has(1404));
    }

    [Fact]
    public async Task A_cancellation_that_the_worker_did_not_ask_for_is_a_failure_like_any_other()
    {
        await SendAsync(0, [1]);
        var worker = await StartAsync(Processors.Event(static (_, _, _) => throw new OperationCanceledException("a timeout of the user's own")));

        Assert.IsType<OperationCanceledException>((await worker.Result).Error);
        Assert.Equal(EntryId.Zero, await CursorAsync(0));
    }

    [Fact]
    public async Task An_event_that_cannot_be_decoded_is_a_failed_delivery()
    {
        var id = await SendPoisonAsync(0);
        var worker = await StartAsync(
            Processors.Event(static (_, _, _) => Task.CompletedTask), Quick with { ExceptionPolicy = ExceptionPolicy.Quarantine });

        await Eventually.HoldsAsync(async () => (await InspectAsync(0))?.Quarantine is not null, Describe);
        var mark = (await StateAsync(0)).Quarantine!;
        Assert.Equal((id, id), (mark.First, mark.Last));
        Assert.StartsWith("Runnel.RecordFormatException: Tick, field 'number'", mark.Exception, StringComparison.Ordinal);
        Assert.False(worker.Result.IsCompleted);
    }

    [Fact]
    public async Task Foreign_entries_are_failed_deliveries_too()
    {
        await Server.AddAsync(Lease(0).Partition, new RawFields("x"u8.ToArray(), "y"u8.ToArray()));
        var last = await SendAsync(0, 2);
        await StartAsync(
            Processors.Event((tick, context, _) =>
            {
                Journal.Add(context.Partition, tick.Number);
                return Task.CompletedTask;
            }),
            Quick with { ExceptionPolicy = ExceptionPolicy.Ignore });

        await CommittedAsync(0, last);
        Assert.Equal([2], Journal.Of(0));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Retries_try_again_in_place_and_keep_the_order(bool isLoop)
    {
        var ids = await SendAsync(0, [1, 2, 3]);
        var failures = 2;
        Task HandleAsync(int number)
        {
            Journal.Add(0, number);
            return number == 2 && failures-- > 0 ? throw new InvalidOperationException("two") : Task.CompletedTask;
        }

        await StartAsync(
            isLoop
                ? Processors.Loop(async events =>
                {
                    await foreach (var (tick, context) in events.WithContext())
                    {
                        Journal.Note($"{tick.Number}.{context.Attempt}");
                        await HandleAsync(tick.Number);
                    }
                })
                : Processors.Event((tick, context, _) =>
                {
                    Journal.Note($"{tick.Number}.{context.Attempt}");
                    return HandleAsync(tick.Number);
                }),
            Quick with { Retries = 2 });

        await CommittedAsync(0, ids[2]);
        Assert.Equal([1, 2, 2, 2, 3], Journal.Of(0));
        Assert.Equal(["1.1", "2.1", "2.2", "2.3", "3.1"], Journal.Notes);
    }

    [Fact]
    public async Task When_retries_are_used_up_the_policy_decides()
    {
        var ids = await SendAsync(0, [1, 2]);
        await StartAsync(
            Processors.Event((tick, context, _) =>
            {
                Journal.Add(0, tick.Number);
                return tick.Number == 1 ? throw new InvalidOperationException("one") : Task.CompletedTask;
            }),
            Quick with { Retries = 3, ExceptionPolicy = ExceptionPolicy.Ignore });

        await CommittedAsync(0, ids[1]);
        Assert.Equal([1, 1, 1, 1, 2], Journal.Of(0));
    }

    [Fact]
    public async Task A_retry_delays_its_own_partition_only()
    {
        var ids = await SendAsync(1, Enumerable.Range(0, 20));
        await SendAsync(0, [1]);
        var failed = new TaskCompletionSource();
        var worker = await StartAsync(
            Processors.Event(async (tick, context, _) =>
            {
                if (context.Partition == 0)
                {
                    failed.TrySetResult();
                    throw new InvalidOperationException("one");
                }

                await failed.Task;
                Journal.Add(context.Partition, tick.Number);
            }),
            Quick with { Retries = 10, RetryDelay = TimeSpan.FromMinutes(10), RetryMaxDelay = TimeSpan.FromMinutes(10) });

        await CommittedAsync(1, ids[19]);

        // A stop does not sit the delay out, and leaves the event to the next owner: its retries are not used up.
        var result = await worker.StopAsync();
        Assert.Equal((false, null), (result.Halted, result.Error));
        Assert.Equal(EntryId.Zero, await CursorAsync(0));
        Assert.Null(await OwnerAsync(0));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_delivery_that_takes_too_long_is_cancelled_and_fails(bool isLoop)
    {
        await SendAsync(0, [1]);
        var worker = await StartAsync(
            isLoop
                ? Processors.Loop(static async (events, cancellation) =>
                {
                    await foreach (var _ in events) await Task.Delay(Timeout.Infinite, cancellation);
                })
                : Processors.Event(static (_, _, cancellation) => Task.Delay(Timeout.Infinite, cancellation)),
            Quick with { DeliveryTimeout = TimeSpan.FromMilliseconds(50) });

        var result = await worker.Result;

        Assert.True(result.Halted);
        Assert.IsType<TimeoutException>(Assert.IsType<ProcessorException>(result.Error).InnerException);
        Assert.Equal(EntryId.Zero, await CursorAsync(0));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_delivery_that_timed_out_fails_even_if_the_processor_then_returns(bool isLoop)
    {
        var ids = await SendAsync(0, [1, 2]);
        static async Task HangAsync(CancellationToken cancellation)
            => await Task.Delay(Timeout.Infinite, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        await StartAsync(
            isLoop
                ? Processors.Loop(async events =>
                {
                    await foreach (var (tick, context) in events.WithContext())
                    {
                        Journal.Note($"{tick.Number}.{context.Attempt}");
                        if (context.Attempt == 1 && tick.Number == 1) await HangAsync(events.CancellationToken);
                    }
                })
                : Processors.Event(async (tick, context, cancellation) =>
                {
                    Journal.Note($"{tick.Number}.{context.Attempt}");
                    if (context.Attempt == 1 && tick.Number == 1) await HangAsync(cancellation);
                }),
            Quick with { DeliveryTimeout = TimeSpan.FromMilliseconds(500), Retries = 1 });

        await CommittedAsync(0, ids[1]);
        Assert.Equal(["1.1", "1.2", "2.1"], Journal.Notes);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_event_that_kills_its_process_is_given_up_after_so_many_times(bool isLoop)
    {
        var ids = await SendAsync(0, [1, 2]);
        for (var crash = 0; crash < 3; crash++) await CrashAsync($"dead {crash}", begins: true);

        var worker = await StartAsync(
            isLoop
                ? Processors.Loop(async events =>
                {
                    await foreach (var tick in events.Records()) Journal.Add(events.Partition, tick.Number);
                })
                : Processors.Event((tick, context, _) =>
                {
                    Journal.Add(context.Partition, tick.Number);
                    return Task.CompletedTask;
                }),
            Quick with { ExceptionPolicy = ExceptionPolicy.Ignore, MaxCrashes = 3, Retries = 5, RetryDelay = TimeSpan.FromMinutes(1) });

        await CommittedAsync(0, ids[1]);
        Assert.Equal([2], Journal.Of(0));
        Assert.Contains("in hand 3 times", worker.Logs.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, (await StateAsync(0)).Crashes);
    }

    [Theory]
    [InlineData(2, 3)]
    [InlineData(3, 0)]
    public async Task Fewer_crashes_or_no_counting_hand_it_out_again_as_recovering(int crashes, int maxCrashes)
    {
        var ids = await SendAsync(0, [1, 2]);
        for (var crash = 0; crash < crashes; crash++) await CrashAsync($"dead {crash}");

        await StartAsync(
            Processors.Event((tick, context, _) =>
            {
                Journal.Note($"{tick.Number} {context.Recovering}");
                return Task.CompletedTask;
            }),
            Quick with { MaxCrashes = maxCrashes });

        await CommittedAsync(0, ids[1]);
        Assert.Equal(["1 True", "2 False"], Journal.Notes);
    }

    [Fact]
    public async Task What_was_in_hand_at_every_death_gets_its_last_chance_alone()
    {
        await SendAsync(0, [1, 2]);
        await SendAsync(1, [1, 2]);
        await SendAsync(2, [1, 2]);
        foreach (var partition in (int[])[0, 1])
        {
            for (var crash = 0; crash < 5; crash++) await CrashAsync($"dead {crash}", partition: partition);
        }

        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var inHand = 0;
        var worker = await StartAsync(
            Processors.Event(async (tick, context, _) =>
            {
                if (context.Partition < 2 && tick.Number == 1)
                {
                    Journal.Note($"{Interlocked.Increment(ref inHand)} in hand");
                    await gate.Task;
                    Interlocked.Decrement(ref inHand);
                }

                Journal.Add(context.Partition, tick.Number);
            }),
            Quick with { MaxCrashes = 3 });

        // A partition without crashes goes on beside them; of the suspects one is in hand, and the broker knows which.
        await HandledAsync(2, 1, 2);
        await Eventually.HoldsAsync(() => Journal.Notes.Count == 1, Describe);
        Assert.Single(worker.Logs.Entries, static entry => entry.Id == LastChance);
        gate.SetResult();

        await HandledAsync(0, 1, 2);
        await HandledAsync(1, 1, 2);
        Assert.Equal(["1 in hand", "1 in hand"], Journal.Notes);
        Assert.Equal(2, worker.Logs.Entries.Count(static entry => entry.Id == LastChance));
    }

    [Fact]
    public async Task Behind_background_commits_everything_that_was_there_may_have_been_begun()
    {
        await SendAsync(0, [1, 2]);
        await CrashAsync("dead");
        await StartAsync(
            Processors.Event((tick, context, _) =>
            {
                Journal.Note($"{tick.Number} {context.Recovering}");
                return Task.CompletedTask;
            }),
            Quick with { AckMode = AckMode.Background });
        await Eventually.HoldsAsync(() => Journal.Notes.Count == 2, Describe);

        await CommittedAsync(0, await SendAsync(0, 3));
        Assert.Equal(["1 True", "2 True", "3 False"], Journal.Notes);
    }

    private async Task<EntryId> ReadIdAsync(int partition, int index)
    {
        var raws = new List<RawEvent>();
        await foreach (var raw in Ticks.ReadAsync(partition, cancellationToken: Cancellation)) raws.Add(raw);
        return raws[index].Id;
    }
}
