using System.Diagnostics;
using Xunit;

namespace Runnel.Tests.Delivery;

/// <summary>Middleware: order, what it sees, what its exceptions do, and the ambient state it sets.</summary>
public abstract class MiddlewareRules : DeliveryTest
{
    private static readonly AsyncLocal<string?> Ambient = new();

    [Fact]
    public async Task The_app_wide_is_outermost_then_the_processors_own_then_retries()
    {
        var ids = await SendAsync(0, [1]);
        var failures = 1;
        await StartAsync(
            Processors.Event(
                (_, _, _) =>
                {
                    Journal.Note("call");
                    return failures-- > 0 ? throw new InvalidOperationException("once") : Task.CompletedTask;
                },
                Noting("own 1"), Noting("own 2")),
            Quick with { Retries = 1 },
            new WorkerSetup { AppMiddleware = [Noting("app 1"), Noting("app 2")] });

        await CommittedAsync(0, ids[0]);
        Assert.Equal(
            ["app 1 in", "app 2 in", "own 1 in", "own 2 in", "call", "call", "own 2 out", "own 1 out", "app 2 out", "app 1 out"], Journal.Notes);
    }

    [Fact]
    public async Task In_the_loop_next_ends_when_the_following_event_is_asked_for()
    {
        var ids = await SendAsync(0, [1, 2]);
        await StartAsync(Processors.Loop(
            async events =>
            {
                await foreach (var tick in events.Records())
                {
                    Journal.Note($"body {tick.Number}");
                    await Task.Delay(5);
                    Journal.Note($"end {tick.Number}");
                }
            },
            Noting("")));

        await CommittedAsync(0, ids[1]);
        Assert.Equal([" in", "body 1", "end 1", " out", " in", "body 2", "end 2", " out"], Journal.Notes);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Next_throws_what_the_processor_threw(bool isLoop)
    {
        await SendAsync(0, [1]);
        Exception? seen = null;
        var catching = new Middleware(async (delivery, next, cancellation) =>
        {
            try
            {
                await next(delivery, cancellation);
            }
            catch (Exception error)
            {
                seen = error;
                throw;
            }
        });
        var worker = await StartAsync(
            isLoop
                ? Processors.Loop(async events =>
                {
                    await foreach (var _ in events) throw new InvalidTimeZoneException("thrown");
                }, catching)
                : Processors.Event((_, _, _) => throw new InvalidTimeZoneException("thrown"), catching));

        var result = await worker.Result;

        Assert.IsType<InvalidTimeZoneException>(seen);
        Assert.Same(seen, result.Error);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_exception_that_is_not_rethrown_counts_as_handled(bool isLoop)
    {
        var ids = await SendAsync(0, [1, 2]);
        var swallowing = new Middleware(async (delivery, next, cancellation) =>
        {
            try
            {
                await next(delivery, cancellation);
            }
            catch (InvalidOperationException)
            {
            }
        });
        await StartAsync(
            isLoop
                ? Processors.Loop(async events =>
                {
                    await foreach (var tick in events.Records())
                    {
                        Journal.Add(events.Partition, tick.Number);
                        throw new InvalidOperationException("thrown");
                    }
                }, swallowing)
                : Processors.Event((tick, context, _) =>
                {
                    Journal.Add(context.Partition, tick.Number);
                    throw new InvalidOperationException("thrown");
                }, swallowing));

        await CommittedAsync(0, ids[1]);
        Assert.Equal([1, 2], Journal.Of(0));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Not_calling_next_skips_and_acknowledges(bool isLoop)
    {
        var ids = await SendAsync(0, [1, 2, 3]);
        var skipping = new Middleware((delivery, next, cancellation)
            => Ticks.Decode(delivery.Events[0]).Number == 2 ? Task.CompletedTask : next(delivery, cancellation).AsTask());
        await StartAsync(
            isLoop
                ? Processors.Loop(async events =>
                {
                    await foreach (var tick in events.Records()) Journal.Add(events.Partition, tick.Number);
                }, skipping)
                : Processors.Event((tick, context, _) =>
                {
                    Journal.Add(context.Partition, tick.Number);
                    return Task.CompletedTask;
                }, skipping));

        await CommittedAsync(0, ids[2]);
        Assert.Equal([1, 3], Journal.Of(0));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Calling_next_again_hands_the_same_delivery_out_again(bool isLoop)
    {
        var ids = await SendAsync(0, [1, 2]);
        var doubling = new Middleware(async (delivery, next, cancellation) =>
        {
            await next(delivery, cancellation);
            await next(delivery, cancellation);
        });
        await StartAsync(
            isLoop
                ? Processors.Loop(async events =>
                {
                    await foreach (var tick in events.Records()) Journal.Add(events.Partition, tick.Number);
                }, doubling)
                : Processors.Event((tick, context, _) =>
                {
                    Journal.Add(context.Partition, tick.Number);
                    return Task.CompletedTask;
                }, doubling));

        await CommittedAsync(0, ids[1]);
        Assert.Equal([1, 1, 2, 2], Journal.Of(0));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_exception_of_the_middleware_is_judged_like_the_processors(bool isBefore)
    {
        var ids = await SendAsync(0, [1, 2]);
        var worker = await StartAsync(Processors.Loop(
            async events =>
            {
                await foreach (var tick in events.Records()) Journal.Add(events.Partition, tick.Number);
            },
            new Middleware(async (delivery, next, cancellation) =>
            {
                var isSecond = delivery.FirstId == ids[1];
                if (isBefore && isSecond) throw new InvalidTimeZoneException("middleware");
                await next(delivery, cancellation);
                if (isSecond) throw new InvalidTimeZoneException("middleware");
            })));

        var result = await worker.Result;

        Assert.Equal("middleware", Assert.IsType<InvalidTimeZoneException>(result.Error).Message);
        Assert.Equal(isBefore ? [1] : [1, 2], Journal.Of(0));
        Assert.Equal(ids[0], await CursorAsync(0));
    }

    [Fact]
    public async Task A_delivery_says_what_it_is()
    {
        var ids = await SendAsync(2, [1, 2, 3]);
        Runnel.Delivery? seen = null;
        await StartAsync(
            Processors.Batch((_, _, _) => Task.CompletedTask, new Middleware((delivery, next, cancellation) =>
            {
                seen = delivery;
                return next(delivery, cancellation).AsTask();
            })),
            Quick with { BatchSize = 3, BatchWithin = TimeSpan.FromMinutes(1) });

        await CommittedAsync(2, ids[2]);
        Assert.Equal((StreamName, 2, ProcessorName, true, 1), (seen!.Stream, seen.Partition, seen.Processor, seen.IsBatch, seen.Attempt));
        Assert.Equal((ids[0], ids[2], false), (seen.FirstId, seen.LastId, seen.Recovering));
        Assert.Equal(ids, seen.Events.Select(static raw => raw.Id));
        Assert.Equal((await StateAsync(2)).Epoch, seen.FencingToken);
    }

    [Fact]
    public async Task A_delivery_that_middleware_keeps_never_changes()
    {
        var ids = await SendAsync(0, Enumerable.Range(0, 10));
        List<Runnel.Delivery> kept = [];
        await StartAsync(Processors.Loop(
            async events =>
            {
                await foreach (var _ in events)
                {
                }
            },
            new Middleware((delivery, next, cancellation) =>
            {
                kept.Add(delivery);
                return next(delivery, cancellation).AsTask();
            })));

        await CommittedAsync(0, ids[9]);
        Assert.Equal(ids, kept.Select(static delivery => delivery.FirstId));
    }

    [Theory]
    [InlineData("loop")]
    [InlineData("event")]
    [InlineData("batch")]
    public async Task Ambient_state_of_the_middleware_is_visible_in_the_processor_and_nothing_leaks_back(string shape)
    {
        var ids = await SendAsync(0, Enumerable.Range(0, 20));
        using var source = new ActivitySource($"test {Guid.NewGuid()}");
        using var listener = new ActivityListener
        {
            ShouldListenTo = it => it == source,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
        };
        ActivitySource.AddActivityListener(listener);
        var tracing = new Middleware(async (delivery, next, cancellation) =>
        {
            if (Ambient.Value is not null || Activity.Current is not null) Journal.Note($"leaked {Ambient.Value} {Activity.Current?.OperationName}");
            Ambient.Value = $"{delivery.FirstId}";
            using var activity = source.StartActivity($"{delivery.FirstId}");
            await Task.Yield();
            await next(delivery, cancellation);
            if (Ambient.Value != $"{delivery.FirstId}") Journal.Note("lost in middleware");
            if (Activity.Current != activity) Journal.Note("activity lost in middleware");
        });

        async Task BodyAsync(EntryId id)
        {
            Check(id);
            Ambient.Value = "set by the processor";
            await Task.Yield();
        }

        void Check(EntryId id)
        {
            if (Ambient.Value != $"{id}" || Activity.Current?.OperationName != $"{id}")
                Journal.Note($"{id} saw {Ambient.Value} {Activity.Current?.OperationName}");
        }

        await StartAsync(
            shape switch
            {
                "loop" => Processors.Loop(async events =>
                {
                    await foreach (var raw in events)
                    {
                        Check(raw.Id);
                        if (raw.Id.Sequence % 2 == 0) await Task.Yield();
                        Check(raw.Id);
                        Ambient.Value = "set by the processor";
                    }
                }, tracing),
                "event" => Processors.Event((_, context, _) => BodyAsync(context.Id), tracing),
                _ => Processors.Batch((_, context, _) => BodyAsync(context.Id), tracing),
            },
            Quick with { BatchSize = 4 });

        await CommittedAsync(0, ids[19]);
        Assert.Empty(Journal.Notes);
    }

    [Fact]
    public async Task Code_after_the_loop_no_longer_sees_the_last_deliverys_ambient_state()
    {
        var ids = await SendAsync(0, [1]);
        var worker = await StartAsync(Processors.Loop(
            async events =>
            {
                await foreach (var _ in events)
                {
                }

                Journal.Note($"{Ambient.Value}");
            },
            new Middleware((delivery, next, cancellation) =>
            {
                Ambient.Value = "delivery";
                return next(delivery, cancellation).AsTask();
            })));
        await CommittedAsync(0, ids[0]);
        await worker.StopAsync();

        // Other partitions may not have been taken yet when the worker stopped.
        Assert.NotEmpty(Journal.Notes);
        Assert.All(Journal.Notes, Assert.Empty);
    }

    [Fact]
    public async Task A_middleware_that_does_not_await_next_never_makes_two_deliveries_run_at_once()
    {
        var ids = await SendAsync(0, [1, 2, 3]);
        var inside = 0;
        var worker = await StartAsync(Processors.Event(
            async (tick, context, cancellation) =>
            {
                if (Interlocked.Increment(ref inside) != 1) Journal.Note("two at once");
                await Task.Delay(20, cancellation);
                Journal.Add(context.Partition, tick.Number);
                Interlocked.Decrement(ref inside);
            },
            new Middleware((delivery, next, cancellation) =>
            {
                _ = next(delivery, cancellation).AsTask();
                return Task.CompletedTask;
            })));

        await CommittedAsync(0, ids[2]);
        Assert.Equal([1, 2, 3], Journal.Of(0));
        Assert.Empty(Journal.Notes);
        Assert.True(worker.Logs.Has(1415));
    }

    [Fact]
    public async Task Logs_written_in_a_body_carry_stream_partition_and_id()
    {
        var ids = await SendAsync(3, [1]);
        TestWorker? worker = null;
        var started = new TaskCompletionSource();
        worker = await StartAsync(Processors.Loop(async events =>
        {
            await started.Task;
            await foreach (var _ in events)
            {
                worker!.Logs.CreateLogger("user")
                    .Log(Microsoft.Extensions.Logging.LogLevel.Information, 9999, "in the body", null, static (text, _) => text);
            }
        }));
        started.SetResult();

        await CommittedAsync(3, ids[0]);
        Assert.Equal([$"work ticks/3 {ids[0]}"], Assert.Single(worker.Logs.Entries, static entry => entry.Id == 9999).Scopes);
    }

    private Middleware Noting(string name) => new(async (delivery, next, cancellation) =>
    {
        Journal.Note($"{name} in");
        await next(delivery, cancellation);
        Journal.Note($"{name} out");
    });
}
