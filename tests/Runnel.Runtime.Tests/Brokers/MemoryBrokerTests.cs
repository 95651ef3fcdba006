using System.Text;
using Runnel.Brokers;
using Runnel.Brokers.Memory;
using Runnel.Tests;
using Xunit;

namespace Runnel.Runtime.Tests.Brokers;

/// <summary>What the embedded broker has beside the conformance suite.</summary>
public sealed class MemoryBrokerTests : IAsyncDisposable
{
    private readonly SteppingClock _time = new(new DateTimeOffset(2026, 2, 3, 4, 5, 6, TimeSpan.Zero));
    private readonly MemoryServer _server;
    private readonly MemoryBroker _broker;

    public MemoryBrokerTests()
    {
        _server = new MemoryServer(_time);
        _broker = new MemoryBroker("app", _server);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static PartitionId Partition { get; } = new("orders", 0);

    private static LeaseId Lease { get; } = new(Partition, "print");

    [Fact]
    public void It_says_what_it_is()
    {
        Assert.Equal("memory://", _broker.Address);
        Assert.True(_broker.IsEmbedded);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task While_cut_off_every_call_fails_in_a_new_generation_until_restored(bool wholeServer)
    {
        var other = new MemoryBroker("app", _server);
        await AppendAsync(1);
        var (mine, others) = (_broker.Generation, other.Generation);

        if (wholeServer) _server.CutOff();
        else _broker.CutOff();

        Assert.Equal(mine + 1, _broker.Generation);
        Assert.Equal(others + (wholeServer ? 1 : 0), other.Generation);
        await IsUnavailableAsync(() => _broker.ConnectAsync(Cancellation).AsTask());
        await IsUnavailableAsync(() => AppendAsync(2));
        await IsUnavailableAsync(() => _broker.ReadAsync([new ReadRequest(Partition, default, 1)], Cancellation).AsTask());
        await IsUnavailableAsync(() => _broker.WaitAsync("w", [], TimeSpan.FromSeconds(1), Cancellation).AsTask());
        await IsUnavailableAsync(() => _broker.AcquireAsync(new AcquireRequest(Lease, "a", TimeSpan.FromSeconds(1), 0), Cancellation).AsTask());
        await IsUnavailableAsync(() => _broker.CommitAsync([], Cancellation).AsTask());
        await IsUnavailableAsync(() => _broker.LeadAsync("a", TimeSpan.FromSeconds(1), Cancellation).AsTask());

        if (wholeServer) _server.Restore();
        else _broker.Restore();

        await _broker.ConnectAsync(Cancellation);
        Assert.Single((await _broker.ReadAsync([new ReadRequest(Partition, default, 10)], Cancellation)).Partitions[0].Entries);
        Assert.Equal(mine + 1, _broker.Generation);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_wait_under_way_fails_when_the_connection_is_cut(bool wholeServer)
    {
        var wait = _broker.WaitAsync("w", [new ReadRequest(Partition, default, 1)], TimeSpan.FromMinutes(1), Cancellation).AsTask();
        Assert.False(wait.IsCompleted);

        if (wholeServer) _server.CutOff();
        else _broker.CutOff();

        await IsUnavailableAsync(() => wait);
    }

    [Fact]
    public async Task A_broker_that_was_disposed_of_says_so_and_its_waits_end()
    {
        var wait = _broker.WaitAsync("w", [new ReadRequest(Partition, default, 1)], TimeSpan.FromMinutes(1), Cancellation).AsTask();

        await _broker.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => wait);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => AppendAsync(1));
    }

    [Fact]
    public async Task Apps_of_one_server_do_not_see_each_other()
    {
        var other = new MemoryBroker("other", _server);
        await AppendAsync(1);
        await _broker.LeadAsync("a", TimeSpan.FromHours(1), Cancellation);

        Assert.Empty((await other.ReadAsync([new ReadRequest(Partition, default, 1)], Cancellation)).Partitions);
        Assert.True(await other.LeadAsync("b", TimeSpan.FromHours(1), Cancellation) > 0);
    }

    [Fact]
    public async Task Setting_the_machines_clock_ends_no_lease_and_ids_keep_growing()
    {
        await _broker.AcquireAsync(new AcquireRequest(Lease, "a", TimeSpan.FromSeconds(15), 0), Cancellation);
        var first = await AppendAsync(1);

        _time.WallClockOffset = TimeSpan.FromHours(1);
        Assert.Equal(AcquireStatus.Held, (await _broker.AcquireAsync(new AcquireRequest(Lease, "b", TimeSpan.FromSeconds(15), 0), Cancellation)).Status);
        var second = await AppendAsync(2);
        _time.WallClockOffset = TimeSpan.FromHours(-2);
        var third = await AppendAsync(3);

        Assert.True(first.Last < second.First && second.Last < third.First);
    }

    [Fact]
    public async Task An_entry_without_fields_is_refused()
    {
        var reply = await _broker.AppendAsync(Partition, new AppendBatch("p", 1, [new AppendEntry(new RawFields())], 0, TimeSpan.FromMinutes(1)), Cancellation);

        Assert.Equal((AppendStatus.Partial, 0), (reply.Status, reply.FailedIndex));
    }

    [Fact]
    public async Task A_batch_that_mixes_explicit_and_given_ids_is_a_mistake()
    {
        AppendEntry[] entries = [new(Fields("a")), new(Fields("b"), new EntryId(5, 0))];

        await Assert.ThrowsAsync<ArgumentException>(
            async () => await _broker.AppendAsync(Partition, new AppendBatch("p", 1, entries, 0, TimeSpan.FromMinutes(1)), Cancellation));
    }

    [Fact]
    public async Task When_the_ids_of_a_millisecond_are_used_up_the_rest_of_a_batch_is_refused_and_the_next_goes_on()
    {
        _server.Add("app", Partition, Fields("x"), new EntryId(9_000_000_000_000_000, ulong.MaxValue - 1));

        var reply = await AppendAsync(1, "a", "b");
        var next = await AppendAsync(2, "b");

        Assert.Equal((AppendStatus.Partial, 1), (reply.Status, reply.FailedIndex));
        Assert.Equal((AppendStatus.Appended, new EntryId(9_000_000_000_000_001, 0)), (next.Status, next.First));
    }

    [Fact]
    public void Answers_that_ran_out_are_forgotten()
    {
        var producers = new MemoryProducers();
        for (var i = 0; i < 10_000; i++)
            producers.Set(Partition, $"p-{i}", 1, default, now: TimeSpan.FromSeconds(i), lifetime: TimeSpan.FromSeconds(10));

        Assert.InRange(producers.Count, 10, 128);
        Assert.True(producers.TryGet(Partition, "p-9999", TimeSpan.FromSeconds(10_000), out _, out _));
        Assert.False(producers.TryGet(Partition, "p-9999", TimeSpan.FromSeconds(10_009), out _, out _));
    }

    [Fact]
    public async Task Many_threads_at_once_keep_the_order_of_each_producer()
    {
        const int Producers = 8;
        const int Each = 500;

        await Task.WhenAll(Enumerable.Range(0, Producers).Select(producer => Task.Run(
            async () =>
            {
                var broker = new MemoryBroker("app", _server);
                for (var i = 1; i <= Each; i++)
                {
                    var batch = new AppendBatch($"p-{producer}", i, [new AppendEntry(Fields($"{producer}:{i}"))], 0, TimeSpan.FromMinutes(1));
                    await broker.AppendAsync(Partition, batch, Cancellation);
                }
            },
            Cancellation)));

        var entries = (await _broker.ReadAsync([new ReadRequest(Partition, default, int.MaxValue)], Cancellation)).Partitions[0].Entries;
        Assert.Equal(Producers * Each, entries.Count);
        Assert.Equal(entries.OrderBy(entry => entry.Id).Select(entry => entry.Id), entries.Select(entry => entry.Id));
        var values = entries.Select(entry => Encoding.UTF8.GetString(entry.Fields.ValueAt(0).Span).Split(':'))
            .ToLookup(parts => parts[0], parts => int.Parse(parts[1], null));
        Assert.All(values, producer => Assert.Equal(Enumerable.Range(1, Each), producer));
    }

    public ValueTask DisposeAsync() => _broker.DisposeAsync();

    private static RawFields Fields(string value) => new("n"u8.ToArray(), Encoding.UTF8.GetBytes(value));

    private static async Task IsUnavailableAsync(Func<Task> call)
    {
        var error = await Assert.ThrowsAsync<BrokerException>(call);
        Assert.Equal((BrokerFailure.Unavailable, true), (error.Failure, error.IsTransient));
    }

    private async Task<AppendReply> AppendAsync(long sequence, params string[] values)
    {
        AppendEntry[] entries = [.. (values.Length > 0 ? values : ["x"]).Select(value => new AppendEntry(Fields(value)))];
        return await _broker.AppendAsync(Partition, new AppendBatch("p", sequence, entries, 0, TimeSpan.FromMinutes(1)), Cancellation);
    }
}
