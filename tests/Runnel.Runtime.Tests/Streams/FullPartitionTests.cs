#pragma warning disable xUnit1051 // Tokens are part of what is tested here: sends go without one on purpose.
using Microsoft.Extensions.Time.Testing;
using Runnel.Brokers;
using Runnel.Brokers.Memory;
using Runnel.Tests;
using Runnel.Tests.Sending;
using Xunit;

namespace Runnel.Streams;

/// <summary>Sends to partitions that are full of events which are kept until they are processed.</summary>
public sealed class FullPartitionTests : IAsyncDisposable
{
    private static readonly PartitionId Partition = new("numbers", 0);
    private static readonly LeaseId Lease = new(Partition, "work");

    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);
    private readonly LogCollector _logs = new();
    private readonly MemoryBroker _broker;

    public FullPartitionTests() => _broker = new MemoryBroker("full", new MemoryServer(_time));

    public async ValueTask DisposeAsync()
    {
        await _broker.DisposeAsync();
        _logs.Dispose();
    }

    [Fact]
    public async Task A_send_waits_for_room_and_keeps_the_order()
    {
        var stream = Bind(limit: 2);
        var sends = Enumerable.Range(1, 5).Select(i => stream.SendAsync(new Numbered("a", i)).AsTask()).ToList();
        await AdvanceUntil(() => _logs.Count(1110) == 1);
        Assert.Equal([true, true, false, false, false], sends.Select(static send => send.IsCompleted));

        List<long> handled = [];
        while (handled.Count < 5)
        {
            handled.AddRange((await stream.ReadAllAsync(0)).Select(static record => record.Number));
            await _broker.TrimAsync(await SettleAsync(), default);
            await AdvanceUntil(() => handled.Count == 5 || sends[handled.Count].IsCompleted);
        }

        Assert.Equal([1L, 2, 3, 4, 5], handled);
        await Task.WhenAll(sends);
    }

    [Fact]
    public async Task A_send_that_finds_no_room_in_time_says_why()
    {
        await _broker.RegisterAsync([new GroupId("numbers", "work")], default);
        await _broker.AcquireAsync(new AcquireRequest(Lease, "w", TimeSpan.FromHours(1), 0), default);
        var stream = Bind(limit: 1);
        await stream.SendAsync(new Numbered("a", 1));

        var send = stream.SendAsync(new Numbered("a", 2)).AsTask();
        var behind = stream.SendAsync(new Numbered("a", 3)).AsTask();
        await AdvanceUntil(() => send.IsCompleted && behind.IsCompleted);

        var error = await Assert.ThrowsAsync<SendException>(() => send);
        Assert.Equal((SendOutcome.NotAppended, true), (error.Outcome, error.IsPartitionFull));
        Assert.Contains("numbers/0", error.Message, StringComparison.Ordinal);
        Assert.Contains("holds 1 events, its limit is 1 (PartitionSize)", error.Message, StringComparison.Ordinal);
        Assert.Contains("The processor 'work' holds it back", error.Message, StringComparison.Ordinal);
        Assert.Contains("it waits for itself", error.Message, StringComparison.Ordinal);
        Assert.Equal(SendOutcome.NotAppended, (await Assert.ThrowsAsync<SendException>(() => behind)).Outcome);
        Assert.Equal([1L], (await stream.ReadAllAsync(0)).Select(static record => record.Number));
    }

    [Fact]
    public async Task Without_processors_the_message_says_that_nothing_ever_goes()
    {
        var stream = Bind(limit: 1, WhenFull.Fail);
        await stream.SendAsync(new Numbered("a", 1));

        var error = await Assert.ThrowsAsync<SendException>(() => stream.SendAsync(new Numbered("a", 2)).AsTask());

        Assert.Contains("Nothing processes this stream", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_send_fails_at_once_where_it_is_set_so()
    {
        var stream = Bind(limit: 1, WhenFull.Fail);
        await stream.SendAsync(new Numbered("a", 1));

        var error = await Assert.ThrowsAsync<SendException>(() => stream.SendAsync(new Numbered("a", 2)).AsTask());
        Assert.Equal((SendOutcome.NotAppended, true), (error.Outcome, error.IsPartitionFull));

        await _broker.TrimAsync(await SettleAsync(), default);
        await stream.SendAsync(new Numbered("a", 3));
        Assert.Equal([3L], (await stream.ReadAllAsync(0)).Select(static record => record.Number));
    }

    [Fact]
    public async Task A_send_that_waits_for_room_can_be_taken_back()
    {
        var stream = Bind(limit: 1);
        await stream.SendAsync(new Numbered("a", 1));
        using var cancellation = new CancellationTokenSource();
        var cancelled = stream.SendAsync(new Numbered("a", 2), cancellation.Token).AsTask();
        var next = stream.SendAsync(new Numbered("a", 3)).AsTask();
        await AdvanceUntil(() => _logs.Count(1110) == 1);

        await cancellation.CancelAsync();
        await AdvanceUntil(() => cancelled.IsCompleted);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        Assert.False(next.IsCompleted);

        await _broker.TrimAsync(await SettleAsync(), default);
        await AdvanceUntil(() => next.IsCompleted);
        await next;
        Assert.Equal([3L], (await stream.ReadAllAsync(0)).Select(static record => record.Number));
    }

    [Fact]
    public async Task Many_sends_stop_where_there_is_no_room_without_a_hole()
    {
        var stream = Bind(limit: 300);

        var sending = stream.SendManyAsync(Enumerable.Range(1, 1000).Select(static i => new Numbered("a", i)));
        await AdvanceUntil(() => sending.IsCompleted);

        var error = await Assert.ThrowsAsync<SendException>(() => sending);
        Assert.Equal((300L, 300L, SendOutcome.NotAppended, true), (error.AppendedCount, error.FirstMissing, error.Outcome, error.IsPartitionFull));
        Assert.Equal(Enumerable.Range(1, 300).Select(static i => (long)i), (await stream.ReadAllAsync(0)).Select(static record => record.Number));
    }

    [Fact]
    public async Task An_app_that_stops_does_not_wait_for_room()
    {
        var stream = Bind(limit: 1);
        await stream.SendAsync(new Numbered("a", 1));
        var send = stream.SendAsync(new Numbered("a", 2)).AsTask();
        await AdvanceUntil(() => _logs.Count(1110) == 1);

        using var grace = new CancellationTokenSource();
        var closing = stream.CloseAsync(grace.Token);
        await grace.CancelAsync();
        await AdvanceUntil(() => closing.IsCompleted);

        Assert.Equal(SendOutcome.NotAppended, (await Assert.ThrowsAsync<SendException>(() => send)).Outcome);
        await closing;
    }

    [Fact]
    public async Task A_lost_answer_leaves_nothing_in_doubt_once_the_broker_says_that_there_was_no_room()
    {
        var broker = new ScriptedBroker(_time) { Answer = null! };
        broker.Answer = async (number, _, batch, _) =>
        {
            var reply = await broker.Store(batch);
            return number == 1 ? throw new BrokerException(BrokerFailure.TimedOut, "lost") : reply;
        };
        var stream = Bind(limit: 1, WhenFull.Fail, broker);
        await stream.SendAsync(new Numbered("a", 1));

        var send = stream.SendAsync(new Numbered("a", 2)).AsTask();
        await AdvanceUntil(() => send.IsCompleted);

        Assert.Equal(SendOutcome.NotAppended, (await Assert.ThrowsAsync<SendException>(() => send)).Outcome);
        Assert.Equal([1L, 2, 2], broker.Appends.Select(static append => append.Sequence));
    }

    [Fact]
    public async Task Sends_that_fail_at_once_ask_why_once_a_second()
    {
        var broker = new ScriptedBroker(_time) { Answer = null! };
        broker.Answer = (_, _, batch, _) => broker.Store(batch);
        var stream = Bind(limit: 1, WhenFull.Fail, broker);
        await stream.SendAsync(new Numbered("a", 1));

        for (var number = 2; number < 7; number++) Assert.True((await FailAsync(stream, number)).IsPartitionFull);
        Assert.Equal(1, broker.Registered);

        _time.Advance(TimeSpan.FromSeconds(1));
        await FailAsync(stream, 7);
        Assert.Equal(2, broker.Registered);
    }

    private static Task<SendException> FailAsync(EventStream<Numbered> stream, int number)
        => Assert.ThrowsAsync<SendException>(() => stream.SendAsync(new Numbered("a", number)).AsTask());

    private EventStream<Numbered> Bind(long limit, WhenFull whenFull = WhenFull.Wait, IBroker? broker = null) => TestStreams.Bind(
        broker ?? _broker, _time, partitions: 1, loggers: _logs,
        options: new StreamOptions { PartitionSize = limit, Retention = Retention.UntilProcessed, WhenFull = whenFull });

    /// <summary>Settles all that is there; returns what trims it.</summary>
    private async Task<TrimRequest> SettleAsync()
    {
        var acquired = await _broker.AcquireAsync(new AcquireRequest(Lease, "w", TimeSpan.FromHours(1), 0), default);
        var last = (await _broker.InspectAsync(Partition, default)).Last;
        await _broker.CommitAsync([new CommitRequest(new LeaseClaim(Lease, "w", acquired.Epoch), acquired.Cursor, last, 1)], default);
        return new TrimRequest(Partition, ["work"], last);
    }

    private Task AdvanceUntil(Func<bool> condition) => Eventually.HoldsAsync(() =>
    {
        _time.Advance(TimeSpan.FromMilliseconds(50));
        return condition();
    });
}
