using Microsoft.Extensions.Time.Testing;
using Runnel.Brokers;
using Runnel.Brokers.Memory;
using Runnel.Tests.Conformance;

namespace Runnel.Runtime.Tests.Brokers;

/// <summary>The embedded server for the conformance suite, with a clock that tests move (or another one that is given).</summary>
internal sealed class MemoryFixture(TimeProvider? clock = null) : BrokerFixture
{
    private readonly TimeProvider _time = clock ?? new FakeTimeProvider(new DateTimeOffset(2026, 2, 3, 4, 5, 6, 789, TimeSpan.Zero));

    public MemoryServer Memory => field ??= new MemoryServer(_time);

    public override IBroker CreateBroker() => new MemoryBroker(App, Memory);

    public override void Advance(TimeSpan time) => (_time as FakeTimeProvider)?.Advance(time);

    public override ValueTask BreakConnectionsAsync(IBroker broker)
    {
        ((MemoryBroker)broker).CutOff();
        ((MemoryBroker)broker).Restore();
        return ValueTask.CompletedTask;
    }

    public override ValueTask FlushAsync()
    {
        Memory.Flush();
        return ValueTask.CompletedTask;
    }

    public override ValueTask DeleteAsync(PartitionId partition)
    {
        Memory.Delete(App, partition);
        return ValueTask.CompletedTask;
    }

    public override ValueTask TrimAsync(PartitionId partition, long length)
    {
        Memory.Trim(App, partition, length);
        return ValueTask.CompletedTask;
    }

    public override ValueTask<EntryId> AddAsync(PartitionId partition, RawFields fields, EntryId? id = null)
        => ValueTask.FromResult(Memory.Add(App, partition, fields, id));

    public override ValueTask OccupyAsync(PartitionId partition)
    {
        Memory.Occupy(App, partition);
        return ValueTask.CompletedTask;
    }

    public override ValueTask SetGroupAsync(LeaseId lease, EntryId delivered, IReadOnlyList<EntryId> pending)
    {
        Memory.SetGroup(App, lease, delivered, position: -1, pending);
        return ValueTask.CompletedTask;
    }

    public override ValueTask DeleteGroupAsync(LeaseId lease)
    {
        Memory.DeleteGroup(App, lease);
        return ValueTask.CompletedTask;
    }

    public override ValueTask<GroupView?> FindGroupAsync(LeaseId lease)
    {
        var group = Memory.FindGroup(App, lease);
        return ValueTask.FromResult<GroupView?>(group is { } found ? new GroupView(found.Delivered, found.Position, found.Pending) : null);
    }

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
