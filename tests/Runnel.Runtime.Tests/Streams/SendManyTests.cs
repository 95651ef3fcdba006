#pragma warning disable xUnit1051 // Tokens are part of what is tested here: sends go without one on purpose.
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Time.Testing;
using Runnel.Brokers;
using Runnel.Tests;
using Runnel.Tests.Sending;
using Xunit;

namespace Runnel.Streams;

public sealed class SendManyTests
{
    [Fact]
    public async Task No_more_is_taken_from_the_source_than_the_window_holds()
    {
        var gate = new TaskCompletionSource();
        var broker = Broker(async (broker, _, batch) =>
        {
            await gate.Task;
            return await broker.Store(batch);
        });
        var stream = TestStreams.Bind(broker, partitions: 1);
        var taken = 0;

        var sending = stream.SendManyAsync(Records(5000, () => taken++));

        // One is in the source's hand, waiting for room.
        Assert.Equal(LaneLimits.WindowCountPerPartition + 1, taken);
        Assert.False(sending.IsCompleted);
        gate.SetResult();
        Assert.Equal(5000, await sending);
        Assert.Equal(5000, taken);
    }

    [Fact]
    public async Task The_window_counts_bytes_too()
    {
        var gate = new TaskCompletionSource();
        var broker = Broker(async (broker, _, batch) =>
        {
            await gate.Task;
            return await broker.Store(batch);
        });
        var stream = TestStreams.Bind(broker, partitions: 1);
        var (taken, text) = (0, new string('x', 1024 * 1024));

        var sending = stream.SendManyAsync(Records(50, () => taken++, text));

        Assert.Equal((LaneLimits.WindowBytes / text.Length) + 1, taken);
        gate.SetResult();
        Assert.Equal(50, await sending);
    }

    [Fact]
    public async Task It_stops_at_the_first_failure_without_a_hole_and_says_how_many_are_in()
    {
        var broker = Broker(async (broker, _, batch) =>
        {
            await Task.Yield();
            var bad = batch.Entries.ToList().FindIndex(entry => entry.Fields.TryGetValue("n"u8, out var digits) && digits.Span.SequenceEqual("1234"u8));
            if (bad < 0) return await broker.Store(batch);
            var stored = bad == 0 ? default : await broker.Store(batch with { Entries = [.. batch.Entries.Take(bad)] });
            return stored with { Status = AppendStatus.Partial, FailedIndex = bad, Error = "ERR bad" };
        });
        var stream = TestStreams.Bind(broker, partitions: 1);
        var taken = 0;

        var error = await Assert.ThrowsAsync<SendException>(() => stream.SendManyAsync(Records(100_000, () => taken++)));

        Assert.Equal((SendOutcome.NotAppended, 1234L, 1234L), (error.Outcome, error.AppendedCount, error.FirstMissing));
        Assert.Equal(Enumerable.Range(0, 1234).Select(i => (long)i), (await stream.ReadAllAsync(0)).Select(record => record.Number));
        Assert.True(taken < 5000, $"{taken} taken");
    }

    [Fact]
    public async Task An_unknown_outcome_is_not_counted_as_in()
    {
        var time = new FakeTimeProvider();
        var broker = Broker((broker, _, batch) => batch.Sequence == 3
            ? throw new BrokerException(BrokerFailure.TimedOut, "lost")
            : broker.Store(batch));
        var stream = TestStreams.Bind(broker, time, partitions: 1);

        var sending = stream.SendManyAsync(Records(10_000));
        await Eventually.HoldsAsync(() =>
        {
            time.Advance(TimeSpan.FromMilliseconds(200));
            return sending.IsCompleted;
        });
        var error = await Assert.ThrowsAsync<SendException>(() => sending);

        Assert.Equal(SendOutcome.Unknown, error.Outcome);
        var stored = await stream.ReadAllAsync(0);
        Assert.Equal(stored.Count, error.AppendedCount);
        Assert.Equal(error.AppendedCount, error.FirstMissing);
        Assert.Equal(Enumerable.Range(0, stored.Count).Select(i => (long)i), stored.Select(record => record.Number));
    }

    [Fact]
    public async Task A_record_that_cannot_be_sent_stops_it_and_those_before_are_in()
    {
        var stream = TestStreams.Bind(Broker((broker, _, batch) => broker.Store(batch)), partitions: 1);
        var records = Records(10).Append(new Numbered(null, 10)).Concat(Records(10));

        var error = await Assert.ThrowsAsync<SendException>(() => stream.SendManyAsync(records));

        Assert.IsType<ArgumentException>(error.InnerException);
        Assert.Equal((SendOutcome.NotAppended, 10L, 10L), (error.Outcome, error.AppendedCount, error.FirstMissing));
        Assert.Equal(10, (await stream.ReadAllAsync(0)).Count);
    }

    [Fact]
    public async Task A_source_that_throws_stops_it_and_those_before_are_in()
    {
        var stream = TestStreams.Bind(Broker((broker, _, batch) => broker.Store(batch)), partitions: 1);
        static IEnumerable<Numbered> Failing()
        {
            for (var i = 0; i < 7; i++) yield return new Numbered("a", i);
            throw new IOException("the disk is gone");
        }

        var error = await Assert.ThrowsAsync<SendException>(() => stream.SendManyAsync(Failing()));

        Assert.IsType<IOException>(error.InnerException);
        Assert.Equal((7L, 7L), (error.AppendedCount, error.FirstMissing));
        Assert.Contains("the disk is gone", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancelling_takes_back_what_waits_and_awaits_what_is_on_its_way()
    {
        var gate = new TaskCompletionSource();
        var broker = Broker(async (broker, _, batch) =>
        {
            await gate.Task;
            return await broker.Store(batch);
        });
        var stream = TestStreams.Bind(broker, partitions: 1);
        using var cancelling = new CancellationTokenSource();

        var sending = stream.SendManyAsync(Records(100_000), cancelling.Token);
        await cancelling.CancelAsync();
        Assert.False(sending.IsCompleted);
        gate.SetResult();

        var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
        Assert.Equal(cancelling.Token, error.CancellationToken);
        Assert.Equal([0L], (await stream.ReadAllAsync(0)).Select(record => record.Number));
        Assert.Contains(": 1 are in the stream", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_source_that_notices_the_cancellation_first_has_not_failed()
    {
        var gate = new TaskCompletionSource();
        var broker = Broker(async (broker, _, batch) =>
        {
            await gate.Task;
            return await broker.Store(batch);
        });
        var stream = TestStreams.Bind(broker, partitions: 1);
        using var cancelling = new CancellationTokenSource();
        using var hasThrown = new ManualResetEventSlim();
        Task? cancelled = null;

        // On this thread, until it waits for the record that is on its way.
        var sending = stream.SendManyAsync(Looking(), cancelling.Token);
        Assert.False(sending.IsCompleted);
        hasThrown.Set();
        gate.SetResult();

        var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
        Assert.Contains("was cancelled: 1 are in the stream", error.Message, StringComparison.Ordinal);
        await cancelled!;

        IEnumerable<Numbered> Looking()
        {
            yield return new Numbered("a", 0);
            // What is registered last is called first: what SendManyAsync has registered comes after it.
            cancelling.Token.Register(hasThrown.Wait);
            cancelled = cancelling.CancelAsync();
            cancelling.Token.ThrowIfCancellationRequested();
        }
    }

    [Fact]
    public async Task A_source_that_waits_for_its_next_record_is_told_of_a_failure()
    {
        var stream = TestStreams.Bind(Broker((_, _, _) => throw new BrokerException(BrokerFailure.Denied, "no")), partitions: 1);

        var error = await Assert.ThrowsAsync<SendException>(() => stream.SendManyAsync(Waiting()));
        Assert.Equal(0, error.FirstMissing);

        static async IAsyncEnumerable<Numbered> Waiting([EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            yield return new Numbered("a", 0);
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }
    }

    [Fact]
    public async Task A_failure_in_one_partition_takes_back_what_waits_in_another()
    {
        var gate = new TaskCompletionSource();
        ScriptedBroker? broker = null;
        broker = new ScriptedBroker
        {
            Answer = async (_, partition, batch, _) =>
            {
                if (partition.Index == 1) throw new BrokerException(BrokerFailure.Denied, "no");
                await gate.Task;
                return await broker!.Store(batch);
            },
        };
        var stream = TestStreams.Bind(broker, partitions: 2);
        var keys = Enumerable.Range(0, 100).Select(i => $"key {i}").ToLookup(key => stream.PartitionOf(new Numbered(key, 0)), key => key);
        var (slow, bad) = (keys[0].First(), keys[1].First());

        var records = Enumerable.Range(0, 400).Select(i => new Numbered(slow, i)).Append(new Numbered(bad, 400));
        var sending = stream.SendManyAsync(records);
        var other = stream.SendAsync(new Numbered(slow, 1000)).AsTask();
        await Task.Yield();
        Assert.False(sending.IsCompleted);
        gate.SetResult();

        var error = await Assert.ThrowsAsync<SendException>(() => sending);
        await other;
        Assert.Equal((1L, 1L), (error.AppendedCount, error.FirstMissing));
        Assert.Equal([0L, 1000], (await stream.ReadAllAsync(0)).Select(record => record.Number));
    }

    private static ScriptedBroker Broker(Func<ScriptedBroker, int, AppendBatch, ValueTask<AppendReply>> answer)
    {
        ScriptedBroker? broker = null;
        broker = new ScriptedBroker { Answer = (number, _, batch, _) => answer(broker!, number, batch) };
        return broker;
    }

    private static IEnumerable<Numbered> Records(int count, Action? taken = null, string text = "")
    {
        for (var i = 0; i < count; i++)
        {
            taken?.Invoke();
            yield return new Numbered("a", i, text);
        }
    }
}
