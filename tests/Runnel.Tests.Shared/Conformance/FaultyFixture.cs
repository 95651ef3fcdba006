using Runnel.Brokers;

namespace Runnel.Tests.Conformance;

/// <summary>The same server with <see cref="FaultyBroker"/>s to it, whose callers repeat what got no answer.</summary>
internal sealed class FaultyFixture(BrokerFixture inner, int seed, FaultRates? rates = null) : BrokerFixture
{
    private int _brokers;

    public override string App => inner.App;

    public override TimeSpan Short => inner.Short;

    public override TimeSpan Long => inner.Long;

    public override ValueTask StartAsync(CancellationToken cancellationToken) => inner.StartAsync(cancellationToken);

    public override IBroker CreateBroker() => new RetryingBroker(new FaultyBroker(inner.CreateBroker(), seed + _brokers++, rates));

    public override IBroker CreateReliableBroker() => inner.CreateReliableBroker();

    public override void Advance(TimeSpan time) => inner.Advance(time);

    public override ValueTask BreakConnectionsAsync(IBroker broker)
        => inner.BreakConnectionsAsync(broker is RetryingBroker { Inner: FaultyBroker faulty } ? faulty.Inner : broker);

    public override ValueTask FlushAsync() => inner.FlushAsync();

    public override ValueTask DeleteAsync(PartitionId partition) => inner.DeleteAsync(partition);

    public override ValueTask TrimAsync(PartitionId partition, long length) => inner.TrimAsync(partition, length);

    public override ValueTask<EntryId> AddAsync(PartitionId partition, RawFields fields, EntryId? id = null) => inner.AddAsync(partition, fields, id);

    public override ValueTask OccupyAsync(PartitionId partition) => inner.OccupyAsync(partition);

    public override ValueTask SetGroupAsync(LeaseId lease, EntryId delivered, IReadOnlyList<EntryId> pending) => inner.SetGroupAsync(lease, delivered, pending);

    public override ValueTask DeleteGroupAsync(LeaseId lease) => inner.DeleteGroupAsync(lease);

    public override ValueTask<GroupView?> FindGroupAsync(LeaseId lease) => inner.FindGroupAsync(lease);

    public override ValueTask DisposeAsync() => inner.DisposeAsync();
}
