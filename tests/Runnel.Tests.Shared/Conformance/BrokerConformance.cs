using System.Text;
using Runnel.Brokers;
using Xunit;

namespace Runnel.Tests.Conformance;

/// <summary>
/// The base of the conformance suite: what both brokers must do alike. A test project derives each class of this folder once per broker (and
/// once more with <see cref="FaultyFixture"/>, so that everything holds while replies get lost).
/// </summary>
public abstract class BrokerConformance : IAsyncLifetime
{
    private const string Producer = "producer-1";

    private readonly Dictionary<PartitionId, long> _sequences = [];
    private readonly List<IBroker> _brokers = [];

    private protected BrokerConformance()
    {
        Server = null!;
        Broker = null!;
        Reliable = null!;
    }

    private protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private protected static PartitionId Partition { get; } = new("orders", 3);

    private protected static LeaseId Lease { get; } = new(Partition, "print");

    private protected BrokerFixture Server { get; private set; }

    /// <summary>The broker under test.</summary>
    private protected IBroker Broker { get; private set; }

    /// <summary>Another broker of the same app, without faults: for answers that are not the same when a call is repeated.</summary>
    private protected IBroker Reliable { get; private set; }

    public async ValueTask InitializeAsync()
    {
        Server = CreateFixture();
        await Server.StartAsync(Cancellation);
        Broker = await ConnectAsync(Server.CreateBroker());
        Reliable = await ConnectAsync(Server.CreateReliableBroker());
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        foreach (var broker in _brokers) await broker.DisposeAsync();
        await Server.DisposeAsync();
    }

    private protected abstract BrokerFixture CreateFixture();

    /// <summary>One more broker of the app; the test base disposes of it.</summary>
    private protected Task<IBroker> CreateBrokerAsync() => ConnectAsync(Server.CreateBroker());

    private protected static RawFields Fields(string value) => new("n"u8.ToArray(), Encoding.UTF8.GetBytes(value));

    private protected static string Value(StreamEntry entry) => Encoding.UTF8.GetString(entry.Fields.ValueAt(0).Span);

    private protected static AppendBatch Batch(long sequence, params string[] values)
        => new(Producer, sequence, [.. values.Select(value => new AppendEntry(Fields(value)))], 0, TimeSpan.FromMinutes(5));

    private protected static AppendBatch Batch(long sequence, params EntryId[] ids)
        => new(Producer, sequence, [.. ids.Select(id => new AppendEntry(Fields($"{id}"), id))], 0, TimeSpan.FromMinutes(5));

    /// <summary>Appends values under the partition's next sequence; returns their ids.</summary>
    private protected async Task<IReadOnlyList<EntryId>> AppendAsync(PartitionId partition, params string[] values)
    {
        var sequence = _sequences[partition] = _sequences.GetValueOrDefault(partition) + 1;
        var reply = await Broker.AppendAsync(partition, Batch(sequence, values), Cancellation);
        Assert.Equal(AppendStatus.Appended, reply.Status);
        return [.. Enumerable.Range(0, values.Length).Select(i => reply.First with { Sequence = reply.First.Sequence + (ulong)i })];
    }

    private protected Task<IReadOnlyList<EntryId>> AppendAsync(params string[] values) => AppendAsync(Partition, values);

    private protected async Task<IReadOnlyList<StreamEntry>> ReadAsync(PartitionId partition, EntryId after = default, int count = 10_000)
    {
        var reply = await Broker.ReadAsync([new ReadRequest(partition, after, count)], Cancellation);
        if (reply.Partitions.Count == 0) return [];
        var found = Assert.Single(reply.Partitions);
        Assert.Null(found.Error);
        Assert.Equal(partition, found.Partition);
        return found.Entries;
    }

    private protected async Task<IReadOnlyList<string>> ValuesAsync(PartitionId partition) => [.. (await ReadAsync(partition)).Select(Value)];

    private protected Task<AcquireReply> TryAcquireAsync(string owner, TimeSpan? expiry = null, LeaseId? lease = null, long minimum = 0)
        => Broker.AcquireAsync(new AcquireRequest(lease ?? Lease, owner, expiry ?? Server.Long, minimum), Cancellation).AsTask();

    private protected async Task<AcquireReply> AcquireAsync(string owner, TimeSpan? expiry = null, LeaseId? lease = null, long minimum = 0)
    {
        var reply = await TryAcquireAsync(owner, expiry, lease, minimum);
        Assert.Equal(AcquireStatus.Acquired, reply.Status);
        return reply;
    }

    /// <summary>Acquires a short lease, and waits until it has run out without being released: its owner has crashed.</summary>
    private protected async Task<AcquireReply> CrashAsync(string owner)
    {
        var reply = await AcquireAsync(owner, Server.Short);
        await ExpireAsync(Lease, Server.Short);
        return reply;
    }

    private protected async Task ExpireAsync(LeaseId lease, TimeSpan expiry)
    {
        Server.Advance(expiry + TimeSpan.FromMilliseconds(1));
        await Eventually.HoldsAsync(async () => (await StateAsync(lease)).Remaining <= TimeSpan.Zero);
    }

    private protected async Task<LeaseState> StateAsync(LeaseId? lease = null)
    {
        var state = await Broker.InspectAsync(lease ?? Lease, Cancellation);
        Assert.NotNull(state);
        return state;
    }

    private protected async Task<CommitReply> CommitAsync(CommitRequest request)
        => Assert.Single(await Broker.CommitAsync([request], Cancellation));

    private protected static LeaseClaim Claim(AcquireReply acquired, string owner, LeaseId? lease = null) => new(lease ?? Lease, owner, acquired.Epoch);

    private protected async Task<bool> ExtendAsync(LeaseClaim claim, TimeSpan? expiry = null)
    {
        var reply = Assert.Single(await Broker.ExtendAsync([claim], expiry ?? Server.Long, Cancellation));
        return reply.Status == ExtendStatus.Unknown ? throw reply.Error! : reply.Status == ExtendStatus.Held;
    }

    private async Task<IBroker> ConnectAsync(IBroker broker)
    {
        _brokers.Add(broker);
        await broker.ConnectAsync(Cancellation);
        return broker;
    }
}
