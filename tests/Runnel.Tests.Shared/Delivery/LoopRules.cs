using Xunit;

namespace Runnel.Tests.Delivery;

/// <summary>Every line of the loop shape's contract.</summary>
public abstract class LoopRules : DeliveryTest
{
    [Fact]
    public async Task The_method_runs_once_per_partition_and_its_locals_are_that_partitions_own()
    {
        var calls = 0;
        await StartAsync(Processors.Loop(async events =>
        {
            Interlocked.Increment(ref calls);
            var count = 0;
            await foreach (var _ in events) Journal.Add(events.Partition, ++count);
        }));

        for (var partition = 0; partition < Partitions; partition++) await SendAsync(partition, [1, 1, 1]);

        for (var partition = 0; partition < Partitions; partition++) await HandledAsync(partition, 1, 2, 3);
        Assert.Equal(Partitions, calls);
    }

    [Fact]
    public async Task The_method_starts_before_the_first_event()
    {
        await StartAsync(Processors.Loop(async events =>
        {
            Journal.Note($"started {events.Stream}/{events.Partition}");
            await foreach (var _ in events)
            {
            }
        }));

        await Eventually.HoldsAsync(() => Journal.Notes.Count == Partitions, Describe);
        Assert.Equal(Enumerable.Range(0, Partitions).Select(static partition => $"started ticks/{partition}"), Journal.Notes.Order());
    }

    [Fact]
    public async Task Raw_events_carry_their_place_and_fields()
    {
        var ids = await SendAsync(2, [7]);
        RawEvent? seen = null;
        await StartAsync(Processors.Loop(async events =>
        {
            await foreach (var raw in events) seen = raw;
        }));

        await CommittedAsync(2, ids[0]);
        Assert.Equal((StreamName, 2, ids[0]), (seen!.Value.Stream, seen.Value.Partition, seen.Value.Id));
        Assert.Equal(7, Ticks.Decode(seen.Value).Number);
    }

    [Fact]
    public async Task Context_says_where_an_event_comes_from_and_stays_true_afterwards()
    {
        var ids = await SendAsync(1, [1, 2]);
        List<(Tick Tick, EventContext Context)> seen = [];
        await StartAsync(Processors.Loop(async events =>
        {
            await foreach (var (tick, context) in events.WithContext())
            {
                Assert.Equal(context.FencingToken, events.FencingToken);
                lock (seen) seen.Add((tick, context));
            }
        }));

        await CommittedAsync(1, ids[1]);
        Assert.Equal([(1, ids[0]), (2, ids[1])], seen.Select(static it => (it.Tick.Number, it.Context.Id)));
        Assert.All(seen, static it
            => Assert.Equal((StreamName, 1, 1, false), (it.Context.Stream, it.Context.Partition, it.Context.Attempt, it.Context.Recovering)));
        Assert.Equal((await StateAsync(1)).Epoch, seen[0].Context.FencingToken);
    }

    [Fact]
    public async Task An_exception_leaves_the_event_unacknowledged()
    {
        var ids = await SendAsync(0, [1, 2, 3]);
        var worker = await StartAsync(Processors.Loop(async events =>
        {
            await foreach (var tick in events.Records())
            {
                if (tick.Number == 2) throw new InvalidTimeZoneException("two");
            }
        }));

        var result = await worker.Result;

        Assert.True(result.Halted);
        Assert.Equal("two", Assert.IsType<InvalidTimeZoneException>(result.Error).Message);
        Assert.Equal(ids[0], await CursorAsync(0));
    }

    [Fact]
    public async Task Break_acknowledges_the_event_in_hand_and_the_method_is_called_again()
    {
        var ids = await SendAsync(0, [1, 2, 3]);
        await StartAsync(Processors.Loop(async events =>
        {
            Journal.Note($"called {events.Partition}");
            await foreach (var tick in events.Records())
            {
                Journal.Add(events.Partition, tick.Number);
                break;
            }
        }));

        await CommittedAsync(0, ids[2]);
        await Eventually.HoldsAsync(() => Journal.Notes.Count(static note => note == "called 0") == 4, Describe);
        Assert.Equal([1, 2, 3], Journal.Of(0));
    }

    [Fact]
    public async Task Return_acknowledges_the_event_in_hand_and_the_method_is_called_again()
    {
        var ids = await SendAsync(0, [1, 2]);
        await StartAsync(Processors.Loop(async events =>
        {
            await foreach (var tick in events.Records())
            {
                Journal.Add(events.Partition, tick.Number);
                return;
            }
        }));

        await CommittedAsync(0, ids[1]);
        Assert.Equal([1, 2], Journal.Of(0));
    }

    [Fact]
    public async Task What_follows_break_belongs_to_the_event_that_was_left()
    {
        var ids = await SendAsync(0, [1, 2]);
        var cursor = new TaskCompletionSource<EntryId?>();
        var worker = await StartAsync(Processors.Loop(async events =>
        {
            var number = 0;
            await foreach (var tick in events.Records())
            {
                number = tick.Number;
                break;
            }

            if (number != 2) return;
            cursor.TrySetResult(await CursorAsync(0));
            throw new InvalidOperationException("after break");
        }));

        var result = await worker.Result;

        Assert.True(result.Halted);
        Assert.Equal("after break", result.Error!.Message);
        Assert.Equal(ids[0], await cursor.Task);
        Assert.Equal(ids[0], await CursorAsync(0));
    }

    [Fact]
    public async Task An_exception_caught_outside_the_loop_counts_as_handled()
    {
        var ids = await SendAsync(0, [1, 2]);
        await StartAsync(Processors.Loop(async events =>
        {
            while (!events.CancellationToken.IsCancellationRequested)
            {
                try
                {
                    await foreach (var tick in events.Records())
                    {
                        Journal.Add(events.Partition, tick.Number);
                        throw new InvalidOperationException("caught below");
                    }

                    return;
                }
                catch (InvalidOperationException)
                {
                    Journal.Note("caught");
                }
            }
        }));

        await CommittedAsync(0, ids[1]);
        Assert.Equal([1, 2], Journal.Of(0));
        Assert.Equal(["caught", "caught"], Journal.Notes);
    }

    [Fact]
    public async Task The_method_is_called_anew_only_after_its_finally_blocks_have_ended()
    {
        var ids = await SendAsync(0, [1, 2, 3, 4]);
        var inside = 0;
        await StartAsync(
            Processors.Loop(async events =>
            {
                if (events.Partition == 0 && Interlocked.Increment(ref inside) != 1) Journal.Note("two at once");
                try
                {
                    await foreach (var tick in events.Records())
                    {
                        if (tick.Number % 2 == 0) throw new InvalidOperationException("even");
                        break;
                    }
                }
                finally
                {
                    await Task.Delay(30);
                    if (events.Partition == 0) Interlocked.Decrement(ref inside);
                    Journal.Note("finally");
                }
            }),
            Quick with { ExceptionPolicy = ExceptionPolicy.Ignore });

        await CommittedAsync(0, ids[3]);
        Assert.Equal(["finally", "finally", "finally", "finally"], Journal.Notes);
    }

    [Fact]
    public async Task Returning_without_asking_is_an_error()
    {
        var worker = await StartAsync(Processors.Loop(static _ => Task.CompletedTask));

        var result = await worker.Result;

        Assert.True(result.Halted);
        Assert.Contains("Test.Work returned without asking", Assert.IsType<ProcessorException>(result.Error).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Returning_without_asking_never_spins_under_Ignore_and_acknowledges_nothing()
    {
        var ids = await SendAsync(0, [1]);
        var calls = 0;
        await StartAsync(
            Processors.Loop(async events =>
            {
                if (events.Partition != 0)
                {
                    await foreach (var _ in events)
                    {
                    }

                    return;
                }

                if (Interlocked.Increment(ref calls) < 5) return;
                await foreach (var tick in events.Records()) Journal.Add(0, tick.Number);
            }),
            Quick with { ExceptionPolicy = ExceptionPolicy.Ignore, RetryDelay = TimeSpan.FromMilliseconds(40) });

        var started = TimeProvider.System.GetTimestamp();
        await Eventually.HoldsAsync(() => Volatile.Read(ref calls) >= 4, Describe);

        // 40, 80 and 160 ms, each by up to a quarter less.
        Assert.InRange(TimeProvider.System.GetElapsedTime(started), TimeSpan.FromMilliseconds(200), TimeSpan.MaxValue);
        await CommittedAsync(0, ids[0]);
        Assert.Equal([1], Journal.Of(0));
    }

    [Fact]
    public async Task An_exception_with_no_event_in_hand_halts()
    {
        await SendAsync(0, [1]);
        var worker = await StartAsync(Processors.Loop(static _ => throw new InvalidOperationException("before asking")));

        var result = await worker.Result;

        // Another partition may have halted the processor before this one was taken at all.
        Assert.Equal((true, "before asking"), (result.Halted, result.Error!.Message));
        Assert.True(await CursorAsync(0) is null or { Milliseconds: 0, Sequence: 0 });
    }

    [Fact]
    public async Task An_exception_with_no_event_in_hand_quarantines_and_a_resume_skips_nothing()
    {
        var isBroken = true;
        var ids = await SendAsync(0, [1]);
        await StartAsync(
            Processors.Loop(async events =>
            {
                if (events.Partition == 0 && Volatile.Read(ref isBroken)) throw new InvalidOperationException("before asking");
                await foreach (var tick in events.Records()) Journal.Add(events.Partition, tick.Number);
            }),
            Quick with { ExceptionPolicy = ExceptionPolicy.Quarantine, LockExpiry = TimeSpan.FromSeconds(1) });

        await Eventually.HoldsAsync(async () => (await InspectAsync(0))?.Quarantine is not null, Describe);
        Volatile.Write(ref isBroken, false);
        Assert.True(await Broker.ResumeAsync(Lease(0), null, skip: true, Cancellation));

        await CommittedAsync(0, ids[0]);
        Assert.Equal([1], Journal.Of(0));
    }

    [Fact]
    public async Task On_stop_the_loop_ends_normally_and_code_after_it_can_flush()
    {
        var ids = await SendAsync(0, [1, 2]);
        var worker = await StartAsync(Processors.Loop(async events =>
        {
            await foreach (var tick in events.Records()) Journal.Add(events.Partition, tick.Number);
            await Task.Delay(20);
            Journal.Note($"flushed {events.Partition} {events.CancellationToken.IsCancellationRequested}");
        }));
        await CommittedAsync(0, ids[1]);

        var result = await worker.StopAsync();

        Assert.False(result.Halted);
        Assert.Equal(Enumerable.Range(0, Partitions).Select(static partition => $"flushed {partition} False"), Journal.Notes.Order());
        Assert.Null(await OwnerAsync(0));
    }

    [Fact]
    public async Task Once_ended_the_loop_stays_ended()
    {
        var worker = await StartAsync(Processors.Loop(async events =>
        {
            Journal.Note("started");
            for (var i = 0; i < 3; i++)
            {
                await foreach (var _ in events)
                {
                }
            }
        }));
        await Eventually.HoldsAsync(() => Journal.Notes.Count == Partitions);

        Assert.False((await worker.StopAsync()).Halted);
    }

    [Fact]
    public async Task Code_after_the_loop_that_throws_is_judged()
    {
        var worker = await StartAsync(Processors.Loop(async events =>
        {
            Journal.Note("started");
            await foreach (var _ in events)
            {
            }

            if (events.Partition == 3) throw new InvalidOperationException("flush");
        }));
        await Eventually.HoldsAsync(() => Journal.Notes.Count == Partitions);

        var result = await worker.StopAsync();

        Assert.Equal((true, "flush"), (result.Halted, result.Error?.Message));
    }

    [Fact]
    public async Task Two_enumerations_at_once_throw_inside_the_body()
    {
        var ids = await SendAsync(0, [1, 2]);
        var worker = await StartAsync(Processors.Loop(async events =>
        {
            await foreach (var tick in events.Records())
            {
                if (tick.Number == 1) continue;
                await foreach (var other in events.Records()) Journal.Add(0, other.Number);
            }
        }));

        var result = await worker.Result;

        Assert.Contains("twice at once", Assert.IsType<ProcessorException>(result.Error).Message, StringComparison.Ordinal);
        Assert.Equal(ids[0], await CursorAsync(0));
        Assert.Empty(Journal.Of(0));
    }

    [Fact]
    public async Task One_enumeration_after_another_goes_on_where_the_first_was_left()
    {
        var ids = await SendAsync(0, [1, 2, 3, 4]);
        await StartAsync(Processors.Loop(async events =>
        {
            await foreach (var tick in events.Records())
            {
                Journal.Add(events.Partition, tick.Number);
                if (tick.Number == 2) break;
            }

            await foreach (var batch in events.Take(2, within: TimeSpan.FromMinutes(1)).Records())
            {
                foreach (var tick in batch) Journal.Add(events.Partition, tick.Number * 10);
            }
        }));

        await CommittedAsync(0, ids[3]);
        Assert.Equal([1, 2, 30, 40], Journal.Of(0));
    }

    [Fact]
    public async Task Events_used_after_the_method_has_ended_throw()
    {
        await SendAsync(0, [1, 2]);
        Events<Tick>? kept = null;
        var ended = new TaskCompletionSource();
        await StartAsync(Processors.Loop(async events =>
        {
            if (events.Partition == 0 && kept is not null) ended.TrySetResult();
            await foreach (var _ in events)
            {
                if (events.Partition == 0) Interlocked.CompareExchange(ref kept, events, null);
                break;
            }
        }));
        await ended.Task.WaitAsync(TimeSpan.FromSeconds(60), Cancellation);

        await Assert.ThrowsAsync<ProcessorException>(async () =>
        {
            await foreach (var tick in kept!.Records()) Journal.Add(0, tick.Number);
        });
        Assert.Empty(Journal.Of(0));
    }

    [Fact]
    public async Task A_redelivery_must_be_asked_for_in_the_same_shape()
    {
        await SendAsync(0, [1]);
        var calls = 0;
        var worker = await StartAsync(
            Processors.Loop(async events =>
            {
                if (events.Partition != 0 || Interlocked.Increment(ref calls) == 1)
                {
                    await foreach (var _ in events) throw new InvalidOperationException("first");
                }
                else
                {
                    await foreach (var batch in events.Take(5, within: TimeSpan.Zero)) Journal.Add(0, batch.Count);
                }
            }),
            Quick with { Retries = 1 });

        var result = await worker.Result;

        Assert.Contains("in the same shape", Assert.IsType<ProcessorException>(result.Error).Message, StringComparison.Ordinal);
        Assert.Empty(Journal.Of(0));
    }

    [Fact]
    public async Task A_batch_redelivered_is_never_longer_than_what_is_asked_for()
    {
        await SendAsync(0, [1, 2, 3]);
        var calls = 0;
        var worker = await StartAsync(
            Processors.Loop(async events =>
            {
                var size = events.Partition == 0 && Interlocked.Increment(ref calls) > 1 ? 2 : 3;
                await foreach (var batch in events.Take(size, within: TimeSpan.FromMinutes(1)))
                {
                    Assert.True(batch.Count <= size);
                    throw new InvalidOperationException("fails");
                }
            }),
            Quick with { Retries = 1 });

        var result = await worker.Result;

        Assert.Contains("in the same shape", Assert.IsType<ProcessorException>(result.Error).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_event_that_cannot_be_decoded_fails_without_the_loop_seeing_it()
    {
        await SendAsync(0, [1]);
        await SendPoisonAsync(0);
        var last = await SendAsync(0, 3);
        await StartAsync(
            Processors.Loop(async events =>
            {
                var count = 0;
                await foreach (var tick in events.Records())
                {
                    Journal.Add(events.Partition, tick.Number);
                    Journal.Note($"{++count}");
                }
            }),
            Quick with { ExceptionPolicy = ExceptionPolicy.Ignore });

        await CommittedAsync(0, last);
        Assert.Equal([1, 3], Journal.Of(0));

        // The loop, which has done nothing wrong, goes on with its locals.
        Assert.Equal(["1", "2"], Journal.Notes);
    }

    [Fact]
    public async Task A_loop_left_running_in_the_background_gets_no_event_of_another_call()
    {
        var worker = await StartAsync(Processors.Loop(events =>
        {
            _ = Task.Run(async () =>
            {
                try
                {
                    await foreach (var tick in events.Records()) Journal.Add(events.Partition, tick.Number);
                }
                catch (RunnelException error)
                {
                    Journal.Note(error.GetType().Name);
                }
            });
            return Task.Delay(50);
        }));
        await SendAsync(0, [1]);

        var result = await worker.Result;

        Assert.True(result.Halted);
        Assert.IsType<ProcessorException>(result.Error);
        Assert.NotEqual(default, (await StateAsync(0)).Epoch);
    }
}
