using Runnel.Brokers;
using Runnel.Brokers.Memory;
using Runnel.Testing.Draining;
using Runnel.Testing.Watching;

namespace Runnel.Testing;

/// <summary>Does what an operator does by the command line, and tells the workers, as it does.</summary>
internal sealed class TestOperator(TestBed bed) : IAsyncDisposable
{
    private readonly MemoryBroker _broker = new(bed.App, bed.Server);

    public async Task PauseAsync(IReadOnlyList<LeaseId> leases)
    {
        var mark = PauseMark.Of("test", bed.Clock.GetUtcNow(), "the test paused it");
        foreach (var lease in leases)
        {
            await _broker.PauseAsync(lease, mark, CancellationToken.None);
            await AnnounceAsync(lease, AnnouncementKind.PartitionChanged);
        }

        await SettleAsync();
    }

    public async Task ResumeAsync(IReadOnlyList<LeaseId> leases, bool skip)
    {
        foreach (var lease in leases)
        {
            var isQuarantineLifted = await _broker.ResumeAsync(lease, expected: null, skip, CancellationToken.None);
            var isPauseEnded = await _broker.EndPauseAsync(lease, expected: null, CancellationToken.None);
            if (isQuarantineLifted || isPauseEnded) await AnnounceAsync(lease, AnnouncementKind.PartitionFree);
        }

        await SettleAsync();
    }

    public async Task SeekAsync(IReadOnlyList<LeaseId> leases, EntryId first)
    {
        foreach (var lease in leases)
        {
            // As on the command line: where nothing was ever sent there is no place to go to.
            if ((await _broker.InspectAsync(lease.Partition, CancellationToken.None)).Last == EntryId.Zero) continue;
            await _broker.ResetAsync(lease, first.Previous, CancellationToken.None);
            await AnnounceAsync(lease, AnnouncementKind.PartitionChanged);
        }

        await SettleAsync();
    }

    public ValueTask DisposeAsync() => _broker.DisposeAsync();

    private async Task AnnounceAsync(LeaseId lease, AnnouncementKind kind)
    {
        var group = new GroupId(lease.Partition.Stream, lease.Processor);
        await _broker.AnnounceAsync(group, new Announcement(kind, lease.Partition.Index), CancellationToken.None);
    }

    private Task SettleAsync() => Drain.SettleAsync(bed, waitForHandlers: false, new Bound(bed.Settings.Patience));
}
