using Runnel.Brokers;
using Runnel.Tests.Delivery;

namespace Runnel.Simulation.Tests.Harness;

/// <summary>
/// Stands at the server and judges each commit at the moment it is carried out: cursors only rise, under the newest epoch, and over nothing that no
/// processor was done with. Leases of paused partitions are given to nobody. What an operator moves a cursor over is written down.
/// </summary>
internal sealed class Ledger(Cluster cluster)
{
    private readonly List<string> _violations = [];

    public IReadOnlyList<string> Violations => _violations;

    public int Commits { get; private set; }

    /// <summary>What an operator moved a cursor over.</summary>
    public HashSet<(int Partition, EntryId Id)> Skipped { get; } = [];

    public void JudgeAcquire(in AcquireRequest request, AcquireReply reply)
    {
        if (reply.Status == AcquireStatus.Acquired && cluster.Stored.Leases.GetValueOrDefault(request.Lease)?.Pause is not null)
            _violations.Add($"{request.Owner} was given the lease of {request.Lease}, which is paused.");
    }

    public void NoteReset(LeaseId id, EntryId? before, EntryId after)
    {
        if (cluster.Stored.Find(id.Partition)?.Entries is not { } entries) return;
        for (var i = entries.IndexAfter(before ?? default); i < entries.Count && entries[i].Id <= after; i++) Skipped.Add((id.Partition.Index, entries[i].Id));
    }

    /// <summary>What a commit is judged against; null: nothing was stored.</summary>
    public (EntryId? Cursor, long Epoch) Look(LeaseId id) => cluster.Stored.Leases.GetValueOrDefault(id) is { } lease ? (lease.Cursor, lease.Epoch) : default;

    public void Judge(in CommitRequest request, in CommitReply reply, (EntryId? Cursor, long Epoch) before)
    {
        var id = request.Claim.Lease;
        var after = Look(id).Cursor;
        if (after == before.Cursor) return;
        Commits++;
        var what = $"{request.Claim.Owner} (epoch {request.Claim.Epoch}) moved the cursor of {id} from {before.Cursor} to {after}";
        if (reply.Status != CommitStatus.Committed) _violations.Add($"{what}, and was told '{reply.Status}'.");
        if (after < before.Cursor) _violations.Add($"{what}: back.");
        if (request.Claim.Epoch != before.Epoch) _violations.Add($"{what}, when the epoch was {before.Epoch}.");
        if (id.Processor != Worker.Processor) return;
        var entries = cluster.Stored.Find(id.Partition)!.Entries;
        for (var i = entries.IndexAfter(before.Cursor ?? default); i < entries.Count && entries[i].Id <= after; i++)
        {
            if (!IsSettled(id.Partition.Index, entries[i])) _violations.Add($"{what}, and nobody was done with {entries[i].Id}.");
        }
    }

    private bool IsSettled(int partition, StreamEntry entry)
    {
        var journal = cluster.Journal;
        if (journal.IsDone(partition, entry.Id)) return true;
        return journal.FailedIsSettled && journal.HasFailed(partition, entry.Id) && (!cluster.Plan.DeadLetters || cluster.HasLetter(entry));
    }
}

/// <summary>Shows the ledgers each commit and each trim, and what operators and leases do.</summary>
internal sealed class LedgerBroker(IBroker inner, Ledger ledger, TrimLedger trims) : BrokerDecorator(inner)
{
    public override async ValueTask<AcquireReply> AcquireAsync(AcquireRequest request, CancellationToken cancellationToken)
    {
        var reply = await base.AcquireAsync(request, cancellationToken);
        ledger.JudgeAcquire(request, reply);
        trims.Acquire(request.Lease, reply);
        return reply;
    }

    public override async ValueTask<EntryId> ResetAsync(LeaseId lease, EntryId? cursor, CancellationToken cancellationToken)
    {
        var before = ledger.Look(lease).Cursor;
        var after = await base.ResetAsync(lease, cursor, cancellationToken);
        ledger.NoteReset(lease, before, after);
        return after;
    }

    public override async ValueTask<IReadOnlyList<RegisteredProcessor>> RegisterAsync(IReadOnlyList<GroupId> processors, CancellationToken cancellationToken)
    {
        var registered = await base.RegisterAsync(processors, cancellationToken);
        trims.Register(processors);
        return registered;
    }

    public override async ValueTask<TrimReply> TrimAsync(TrimRequest request, CancellationToken cancellationToken)
    {
        var before = trims.Entries(request.Partition.Index);
        var reply = await base.TrimAsync(request, cancellationToken);
        trims.Judge(request.Partition.Index, before);
        return reply;
    }

    public override async ValueTask<IReadOnlyList<CommitReply>> CommitAsync(IReadOnlyList<CommitRequest> requests, CancellationToken cancellationToken)
    {
        var replies = new CommitReply[requests.Count];
        for (var i = 0; i < replies.Length; i++)
        {
            var before = ledger.Look(requests[i].Claim.Lease);
            replies[i] = (await base.CommitAsync([requests[i]], cancellationToken))[0];
            ledger.Judge(requests[i], replies[i], before);
        }

        return replies;
    }
}
