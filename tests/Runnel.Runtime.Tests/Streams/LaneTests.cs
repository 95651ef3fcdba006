#pragma warning disable xUnit1051 // Tokens are part of what is tested here: sends go without one on purpose.
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Runnel.Brokers;
using Runnel.Tests;
using Runnel.Tests.Sending;
using Xunit;

namespace Runnel.Streams;

/// <summary>A lane with a broker whose every answer the test gives, and a clock that the test moves.</summary>
public sealed class LaneTests
{
    private static readonly TimeSpan SendTimeout = TimeSpan.FromSeconds(30);

    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);

    [Fact]
    public async Task A_batch_whose_reply_was_lost_is_sent_again_whole_under_the_same_sequence()
    {
        var broker = Broker(async (broker, number, batch) =>
        {
            var reply = await broker.Store(batch);
            return number < 2 ? throw Lost() : reply;
        });
        var stream = Bind(broker);

        var send = stream.SendAsync(new Numbered("a", 1)).AsTask();
        await AdvanceUntil(() => send.IsCompleted);

        Assert.Equal(3, broker.Appends.Length);
        Assert.Single(broker.Appends.Select(append => append.Sequence).Distinct());
        Assert.Equal(await send, (await stream.ReadAsync(0).SingleAsync(TestContext.Current.CancellationToken)).Id);
    }

    [Fact]
    public async Task A_repeated_batch_that_a_frozen_server_finds_hours_later_is_not_appended_again()
    {
        var server = new FakeTimeProvider(DateTimeOffset.UtcNow);
        var broker = new ScriptedBroker(server) { Answer = null! };
        broker.Answer = async (number, _, batch, _) =>
        {
            var reply = await broker.Store(batch);
            if (number > 0) return reply;

            // Its clock has gone on while it stood still, and the repetition lies in its sockets.
            server.Advance(TimeSpan.FromHours(23));
            throw Lost();
        };
        var stream = Bind(broker);

        var send = stream.SendAsync(new Numbered("a", 1)).AsTask();
        await AdvanceUntil(() => send.IsCompleted);

        Assert.Equal(2, broker.Appends.Length);
        Assert.Equal(await send, (await stream.ReadAsync(0).SingleAsync(TestContext.Current.CancellationToken)).Id);
    }

    [Fact]
    public async Task What_queues_up_while_a_batch_is_in_flight_is_the_next_batch()
    {
        var gate = new TaskCompletionSource();
        var broker = Broker(async (broker, number, batch) =>
        {
            if (number == 0) await gate.Task;
            return await broker.Store(batch);
        });
        var stream = Bind(broker);

        var sends = Enumerable.Range(0, 600).Select(i => stream.SendAsync(new Numbered("a", i)).AsTask()).ToList();
        Assert.Single(broker.Appends);
        gate.SetResult();
        await Task.WhenAll(sends);

        Assert.Equal([1, 256, 256, 87], broker.Appends.Select(append => append.Entries.Count));
        Assert.Equal([1L, 2, 3, 4], broker.Appends.Select(append => append.Sequence));
        Assert.Single(broker.Appends.Select(append => append.Producer).Distinct());
    }

    [Fact]
    public async Task A_batch_holds_no_more_than_half_a_mebibyte_unless_one_record_does()
    {
        var gate = new TaskCompletionSource();
        var broker = Broker(async (broker, number, batch) =>
        {
            if (number == 0) await gate.Task;
            return await broker.Store(batch);
        });
        var stream = Bind(broker);

        int[] sizes = [1, 200_000, 200_000, 200_000, 3_000_000, 10, 10];
        var sends = sizes.Select((size, i) => stream.SendAsync(new Numbered("a", i, new string('x', size))).AsTask()).ToList();
        gate.SetResult();
        await Task.WhenAll(sends);

        Assert.Equal([1, 2, 1, 1, 2], broker.Appends.Select(append => append.Entries.Count));
    }

    [Fact]
    public async Task A_lane_that_is_full_holds_records_unencoded_and_still_sends_all_in_order()
    {
        var gate = new TaskCompletionSource();
        var encoded = 0;
        var broker = Broker(async (broker, number, batch) =>
        {
            if (number == 0) await gate.Task;
            return await broker.Store(batch);
        });
        var stream = Bind(broker, codec: _ => new Observed(() => Interlocked.Increment(ref encoded)));

        var sends = Enumerable.Range(0, 5000).Select(i => stream.SendAsync(new Numbered("a", i)).AsTask()).ToList();
        Assert.Equal(1 + LaneLimits.QueueCount, encoded);

        gate.SetResult();
        await Task.WhenAll(sends);
        Assert.Equal(5000, encoded);
        Assert.Equal(Enumerable.Range(0, 5000).Select(i => (long)i), (await stream.ReadAllAsync(0)).Select(record => record.Number));
    }

    [Fact]
    public async Task A_record_that_turns_out_unencodable_in_a_full_lane_fails_alone()
    {
        var gate = new TaskCompletionSource();
        var broker = Broker(async (broker, number, batch) =>
        {
            if (number == 0) await gate.Task;
            return await broker.Store(batch);
        });
        var stream = Bind(broker, codec: _ => new Observed(record =>
        {
            if (record.Number == 3000) throw new RecordFormatException("Numbered", "number", "another number", "3000");
        }));

        var sends = Enumerable.Range(0, 4000).Select(i => stream.SendAsync(new Numbered("a", i)).AsTask()).ToList();
        gate.SetResult();

        await Assert.ThrowsAsync<RecordFormatException>(() => sends[3000]);
        await Task.WhenAll(sends.Where((_, i) => i != 3000));
        Assert.Equal(3999, (await stream.ReadAllAsync(0)).Count);
    }

    [Fact]
    public async Task Without_an_answer_within_the_sendSendTimeout_the_outcome_is_unknown_and_the_next_batch_has_a_higher_sequence()
    {
        AppendBatch? lost = null;
        var broker = Broker((broker, number, batch) =>
        {
            if (batch.Sequence > 1) return broker.Store(batch);
            lost = batch;
            throw Lost();
        });
        var stream = Bind(broker);

        var first = stream.SendAsync(new Numbered("a", 1)).AsTask();
        await AdvanceUntil(() => first.IsCompleted);
        var error = await Assert.ThrowsAsync<SendException>(() => first);
        Assert.Equal(SendOutcome.Unknown, error.Outcome);
        Assert.IsType<BrokerException>(error.InnerException);

        await stream.SendAsync(new Numbered("a", 2));

        // It arrives after all, and too late: the order stands.
        Assert.Equal(AppendStatus.Stale, (await broker.Store(lost!)).Status);
        Assert.Equal([2L], (await stream.ReadAllAsync(0)).Select(record => record.Number));
    }

    [Fact]
    public async Task A_broker_that_never_answers_is_given_up_after_the_sendSendTimeout()
    {
        var broker = new ScriptedBroker(_time)
        {
            Answer = async (_, _, _, token) =>
            {
                await Task.Delay(Timeout.Infinite, token);
                throw Lost();
            },
        };
        var stream = Bind(broker);

        var send = stream.SendAsync(new Numbered("a", 1)).AsTask();
        _time.Advance(SendTimeout - TimeSpan.FromMilliseconds(1));
        Assert.False(send.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(1));

        var error = await Assert.ThrowsAsync<SendException>(() => send);
        Assert.Equal(SendOutcome.Unknown, error.Outcome);
        Assert.Contains("30 s", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_full_server_is_retried_and_surely_has_not_got_the_event_in_the_end()
    {
        var broker = Broker((_, _, _) => throw new BrokerException(BrokerFailure.OutOfMemory, "OOM"));
        var send = Bind(broker).SendAsync(new Numbered("a", 1)).AsTask();
        await AdvanceUntil(() => send.IsCompleted);

        Assert.Equal(SendOutcome.NotAppended, (await Assert.ThrowsAsync<SendException>(() => send)).Outcome);
        Assert.True(broker.Appends.Length > 10);
    }

    [Fact]
    public async Task A_broker_that_was_never_reached_surely_has_not_got_the_event_in_the_end()
    {
        var broker = Broker((_, _, _) => throw new BrokerException(BrokerFailure.Unavailable, "no connection") { IsUncertain = false });
        var send = Bind(broker).SendAsync(new Numbered("a", 1)).AsTask();
        await AdvanceUntil(() => send.IsCompleted);

        Assert.Equal(SendOutcome.NotAppended, (await Assert.ThrowsAsync<SendException>(() => send)).Outcome);
    }

    [Theory]
    [InlineData(BrokerFailure.Denied)]
    [InlineData(BrokerFailure.WrongType)]
    [InlineData(BrokerFailure.Unsupported)]
    [InlineData(BrokerFailure.Refused)]
    public async Task What_waiting_does_not_help_fails_at_once(BrokerFailure failure)
    {
        var broker = Broker((broker, number, batch) => number == 0 ? throw new BrokerException(failure, "no") : broker.Store(batch));
        var stream = Bind(broker);

        var error = await Assert.ThrowsAsync<SendException>(() => stream.SendAsync(new Numbered("a", 1)).AsTask());
        Assert.Equal(SendOutcome.NotAppended, error.Outcome);
        Assert.Equal(failure, Assert.IsType<BrokerException>(error.InnerException).Failure);
        await stream.SendAsync(new Numbered("a", 2));
        Assert.Equal([2L], (await stream.ReadAllAsync(0)).Select(record => record.Number));
    }

    [Fact]
    public async Task A_refusal_after_a_lost_answer_says_nothing_about_the_lost_one()
    {
        var broker = Broker((_, number, _) => throw (number == 0 ? Lost() : new BrokerException(BrokerFailure.Denied, "no")));
        var send = Bind(broker).SendAsync(new Numbered("a", 1)).AsTask();
        await AdvanceUntil(() => send.IsCompleted);

        Assert.Equal(SendOutcome.Unknown, (await Assert.ThrowsAsync<SendException>(() => send)).Outcome);
    }

    [Fact]
    public async Task An_exception_that_no_broker_should_throw_fails_the_batch_and_not_the_lane()
    {
        var broker = Broker((broker, number, batch) => number == 0 ? throw new FormatException("a bug") : broker.Store(batch));
        var stream = Bind(broker);

        var error = await Assert.ThrowsAsync<SendException>(() => stream.SendAsync(new Numbered("a", 1)).AsTask());
        Assert.Equal(SendOutcome.Unknown, error.Outcome);
        Assert.IsType<FormatException>(error.InnerException);
        await stream.SendAsync(new Numbered("a", 2));
    }

    [Fact]
    public async Task A_logger_that_throws_stops_no_lane_and_leaves_no_caller_without_an_answer()
    {
        var broker = Broker((broker, number, batch) => number switch
        {
            0 => throw new BrokerException(BrokerFailure.Denied, "no"),
            1 => throw Lost(),
            2 => ValueTask.FromResult(new AppendReply(AppendStatus.Partial, EntryId.Zero, EntryId.Zero, 0, "ERR bad")),
            _ => broker.Store(batch),
        });
        var stream = TestStreams.Bind(broker, _time, partitions: 1, sendTimeout: SendTimeout, loggers: new ThrowingLogger());

        Assert.Equal(SendOutcome.NotAppended, (await Failure(1)).Outcome);
        Assert.Equal(SendOutcome.Unknown, (await Failure(2)).Outcome);
        Assert.Equal(SendOutcome.NotAppended, (await Failure(3)).Outcome);
        await stream.SendAsync(new Numbered("a", 4));
        Assert.Equal([4L], (await stream.ReadAllAsync(0)).Select(record => record.Number));

        Task<SendException> Failure(int number) => Assert.ThrowsAsync<SendException>(() => stream.SendAsync(new Numbered("a", number)).AsTask());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4)]
    public async Task A_refused_record_fails_alone_and_the_rest_is_sent_as_a_new_batch(int refused)
    {
        var gate = new TaskCompletionSource();
        var broker = Broker(async (broker, number, batch) =>
        {
            if (number == 0) await gate.Task;
            if (number != 1) return await broker.Store(batch);
            if (refused == 0) return new AppendReply(AppendStatus.Partial, EntryId.Zero, EntryId.Zero, 0, "ERR bad");
            var stored = await broker.Store(batch with { Entries = [.. batch.Entries.Take(refused)] });
            return stored with { Status = AppendStatus.Partial, FailedIndex = refused, Error = "ERR bad" };
        });
        var stream = Bind(broker);

        var first = stream.SendAsync(new Numbered("a", 99)).AsTask();
        var sends = Enumerable.Range(0, 5).Select(i => stream.SendAsync(new Numbered("a", i)).AsTask()).ToList();
        gate.SetResult();
        await first;

        var error = await Assert.ThrowsAsync<SendException>(() => sends[refused]);
        Assert.Equal(SendOutcome.NotAppended, error.Outcome);
        Assert.Contains("ERR bad", error.Message, StringComparison.Ordinal);
        await Task.WhenAll(sends.Where((_, i) => i != refused));
        Assert.Equal(
            Enumerable.Range(0, 5).Where(i => i != refused).Select(i => (long)i).Prepend(99),
            (await stream.ReadAllAsync(0)).Select(record => record.Number));
        Assert.Equal(Enumerable.Range(1, broker.Appends.Length).Select(i => (long)i), broker.Appends.Select(append => append.Sequence));
    }

    [Fact]
    public async Task Ids_are_told_from_the_first_one()
    {
        var gate = new TaskCompletionSource();
        var broker = Broker(async (broker, number, batch) =>
        {
            if (number == 0) await gate.Task;
            return await broker.Store(batch);
        });
        var stream = Bind(broker);

        var sends = Enumerable.Range(0, 100).Select(i => stream.SendAsync(new Numbered("a", i)).AsTask()).ToList();
        gate.SetResult();
        var ids = await Task.WhenAll(sends);

        Assert.Equal(ids, await stream.ReadAsync(0).Select(raw => raw.Id).ToListAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_stale_answer_makes_the_lane_go_on_under_an_id_of_its_own()
    {
        var broker = Broker((broker, number, batch) => number == 0
            ? ValueTask.FromResult(new AppendReply(AppendStatus.Stale, EntryId.Zero, EntryId.Zero))
            : broker.Store(batch));
        var stream = Bind(broker);

        var send = stream.SendAsync(new Numbered("a", 1)).AsTask();
        await AdvanceUntil(() => send.IsCompleted);
        await send;
        await stream.SendAsync(new Numbered("a", 2));

        var appends = broker.Appends;
        Assert.NotEqual(appends[0].Producer, appends[1].Producer);
        Assert.Equal((appends[1].Producer, 2L), (appends[2].Producer, appends[2].Sequence));
        Assert.Equal([1L, 2], (await stream.ReadAllAsync(0)).Select(record => record.Number));
    }

    [Fact]
    public async Task A_stale_answer_after_a_lost_one_leaves_the_outcome_unknown()
    {
        var broker = Broker((_, number, _) => number == 0
            ? throw Lost()
            : ValueTask.FromResult(new AppendReply(AppendStatus.Stale, EntryId.Zero, EntryId.Zero)));
        var send = Bind(broker).SendAsync(new Numbered("a", 1)).AsTask();
        await AdvanceUntil(() => send.IsCompleted);

        Assert.Equal(SendOutcome.Unknown, (await Assert.ThrowsAsync<SendException>(() => send)).Outcome);
        Assert.Equal(2, broker.Appends.Length);
    }

    [Fact]
    public async Task Cancelling_takes_back_what_waits_and_awaits_what_is_on_its_way()
    {
        var gate = new TaskCompletionSource();
        var broker = Broker(async (broker, number, batch) =>
        {
            if (number == 0) await gate.Task;
            return await broker.Store(batch);
        });
        var stream = Bind(broker);
        using var cancelling = new CancellationTokenSource();

        var inFlight = stream.SendAsync(new Numbered("a", 1), cancelling.Token).AsTask();
        var waiting = stream.SendAsync(new Numbered("a", 2), cancelling.Token).AsTask();
        var other = stream.SendAsync(new Numbered("a", 3)).AsTask();
        await cancelling.CancelAsync();

        var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Equal(cancelling.Token, error.CancellationToken);
        Assert.False(inFlight.IsCompleted);
        gate.SetResult();
        await inFlight;
        await other;
        Assert.Equal([1L, 3], (await stream.ReadAllAsync(0)).Select(record => record.Number));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stream.SendAsync(new Numbered("a", 4), cancelling.Token).AsTask());
    }

    [Fact]
    public async Task Cancelling_at_any_moment_never_mixes_up_outcomes()
    {
        // The pooled objects behind sends are reused all the time here.
        ScriptedBroker? broker = null;
        broker = new ScriptedBroker
        {
            Answer = async (number, _, batch, _) =>
            {
                if (number % 3 == 0) await Task.Yield();
                return await broker!.Store(batch);
            },
        };
        var stream = TestStreams.Bind(broker, partitions: 1);
        var sent = new System.Collections.Concurrent.ConcurrentBag<long>();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(sender => Task.Run(async () =>
        {
            for (var i = 0; i < 2000; i++)
            {
                using var cancelling = new CancellationTokenSource();
                var number = (sender * 10_000L) + i;
                var send = stream.SendAsync(new Numbered("a", number), cancelling.Token);
                if (i % 2 == 0) await cancelling.CancelAsync();
                try
                {
                    await send;
                    sent.Add(number);
                }
                catch (OperationCanceledException error)
                {
                    Assert.Equal(cancelling.Token, error.CancellationToken);
                }
            }
        })));

        Assert.Equal(sent.Order(), (await stream.ReadAllAsync(0)).Select(record => record.Number).Order());
    }

    [Fact]
    public async Task What_waits_behind_a_batch_longer_than_the_sendSendTimeout_fails_as_not_appended()
    {
        var broker = Broker((_, _, _) => throw Lost());
        var stream = Bind(broker);

        var first = stream.SendAsync(new Numbered("a", 1)).AsTask();
        var behind = stream.SendAsync(new Numbered("a", 2)).AsTask();
        await AdvanceUntil(() => first.IsCompleted && behind.IsCompleted);

        Assert.Equal(SendOutcome.Unknown, (await Assert.ThrowsAsync<SendException>(() => first)).Outcome);
        Assert.Equal(SendOutcome.NotAppended, (await Assert.ThrowsAsync<SendException>(() => behind)).Outcome);
        Assert.DoesNotContain(broker.Appends, append => append.Sequence > 1);
    }

    [Fact]
    public async Task What_waits_behind_a_batch_that_is_never_answered_fails_as_not_appended_and_the_lane_goes_on()
    {
        ScriptedBroker? broker = null;
        broker = new ScriptedBroker(_time)
        {
            Answer = async (number, _, batch, token) =>
            {
                if (number == 0) await Task.Delay(Timeout.Infinite, token);
                return await broker!.Store(batch);
            },
        };
        var stream = Bind(broker);

        var first = stream.SendAsync(new Numbered("a", 1)).AsTask();
        var behind = Enumerable.Range(2, 5).Select(i => stream.SendAsync(new Numbered("a", i)).AsTask()).ToList();
        _time.Advance(SendTimeout);

        Assert.Equal(SendOutcome.Unknown, (await Assert.ThrowsAsync<SendException>(() => first)).Outcome);
        foreach (var send in behind) Assert.Equal(SendOutcome.NotAppended, (await Assert.ThrowsAsync<SendException>(() => send)).Outcome);
        await stream.SendAsync(new Numbered("a", 9));
        Assert.Equal([9L], (await stream.ReadAllAsync(0)).Select(record => record.Number));
    }

    [Fact]
    public async Task A_lane_does_not_run_in_the_context_of_the_caller_who_started_it()
    {
        var mark = new AsyncLocal<string>();
        string? seen = "nothing";
        var broker = Broker(async (broker, number, batch) =>
        {
            await Task.Yield();
            seen = mark.Value;
            return await broker.Store(batch);
        });
        var stream = Bind(broker);

        mark.Value = "the caller's";
        await stream.SendAsync(new Numbered("a", 1));

        Assert.Null(seen);
        Assert.Equal("the caller's", mark.Value);
    }

    [Fact]
    public async Task The_value_task_of_a_send_cannot_be_awaited_twice()
    {
        var stream = Bind(Broker((broker, _, batch) => broker.Store(batch)));
        var send = stream.SendAsync(new Numbered("a", 1));
        await send;
#pragma warning disable CA2012 // That is the point.
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await send);
#pragma warning restore CA2012
        await stream.SendAsync(new Numbered("a", 2));
    }

    [Fact]
    public async Task Closing_waits_for_what_is_under_way_and_refuses_what_comes_after()
    {
        var gate = new TaskCompletionSource();
        var broker = Broker(async (broker, number, batch) =>
        {
            if (number == 0) await gate.Task;
            return await broker.Store(batch);
        });
        var stream = Bind(broker);

        var sends = Enumerable.Range(0, 10).Select(i => stream.SendAsync(new Numbered("a", i)).AsTask()).ToList();
        var closing = stream.CloseAsync(CancellationToken.None);
        var error = await Assert.ThrowsAsync<SendException>(() => stream.SendAsync(new Numbered("a", 99)).AsTask());
        Assert.Equal(SendOutcome.NotAppended, error.Outcome);
        Assert.False(closing.IsCompleted);

        gate.SetResult();
        await closing;
        await Task.WhenAll(sends);
        Assert.Equal(10, (await stream.ReadAllAsync(0)).Count);
    }

    [Fact]
    public async Task Closing_gives_up_when_its_time_is_over_and_tells_every_caller()
    {
        var broker = new ScriptedBroker(_time)
        {
            Answer = async (_, _, _, token) =>
            {
                await Task.Delay(Timeout.Infinite, token);
                throw Lost();
            },
        };
        var stream = Bind(broker);
        var inFlight = stream.SendAsync(new Numbered("a", 1)).AsTask();
        var waiting = stream.SendAsync(new Numbered("a", 2)).AsTask();
        using var patience = new CancellationTokenSource();

        var closing = stream.CloseAsync(patience.Token);
        await patience.CancelAsync();
        await closing;

        Assert.Equal(SendOutcome.Unknown, (await Assert.ThrowsAsync<SendException>(() => inFlight)).Outcome);
        Assert.Equal(SendOutcome.NotAppended, (await Assert.ThrowsAsync<SendException>(() => waiting)).Outcome);
    }

    [Fact]
    public async Task Flushing_ends_when_the_lanes_are_idle()
    {
        var gate = new TaskCompletionSource();
        var stream = Bind(Broker(async (broker, _, batch) =>
        {
            await gate.Task;
            return await broker.Store(batch);
        }));
        await stream.FlushAsync(CancellationToken.None);

        var send = stream.SendAsync(new Numbered("a", 1)).AsTask();
        var flushing = stream.FlushAsync(CancellationToken.None);
        Assert.False(flushing.IsCompleted);
        gate.SetResult();
        await flushing;
        await send;
    }

    [Fact]
    public async Task Who_flushes_learns_of_it_after_every_outcome_was_told()
    {
        for (var round = 0; round < 100; round++)
        {
            var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var stream = Bind(Broker(async (broker, _, batch) =>
            {
                await gate.Task;
                return await broker.Store(batch);
            }));
            var send = stream.SendAsync(new Numbered("a", 1));
            var flushing = stream.FlushAsync(CancellationToken.None);

            gate.SetResult();
            await flushing;

            Assert.True(send.IsCompleted);
            await send;
        }
    }

    private ScriptedBroker Broker(Func<ScriptedBroker, int, AppendBatch, ValueTask<AppendReply>> answer)
    {
        ScriptedBroker? broker = null;
        broker = new ScriptedBroker(_time) { Answer = (number, _, batch, _) => answer(broker!, number, batch) };
        return broker;
    }

    private EventStream<Numbered> Bind(ScriptedBroker broker, Func<ICompressor?, IEventCodec<Numbered>>? codec = null)
        => TestStreams.Bind(broker, _time, partitions: 1, sendTimeout: SendTimeout, codec: codec);

    private static BrokerException Lost() => new(BrokerFailure.TimedOut, "the reply was lost");

    /// <summary>Lets time pass in small steps, as backoff after backoff begins.</summary>
    private Task AdvanceUntil(Func<bool> condition) => Eventually.HoldsAsync(() =>
    {
        _time.Advance(TimeSpan.FromMilliseconds(200));
        return condition();
    });

    private sealed class ThrowingLogger : ILogger, ILoggerFactory
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
            => throw new IOException("the log's disk is full");

        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public ILogger CreateLogger(string categoryName) => this;

        public void Dispose()
        {
        }
    }

    /// <summary>Calls back for each record it encodes.</summary>
    private sealed class Observed(Action<Numbered> encoding) : IEventCodec<Numbered>
    {
        private readonly PrimitiveCodec<Numbered> _inner = new();

        public Observed(Action encoding)
            : this(_ => encoding())
        {
        }

        public RawFields Encode(Numbered record)
        {
            encoding(record);
            return _inner.Encode(record);
        }

        public Numbered Decode(RawFields fields) => _inner.Decode(fields);
    }
}
