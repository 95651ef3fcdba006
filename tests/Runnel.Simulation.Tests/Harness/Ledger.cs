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

    /// <summary>How many events are parked.</summary>
    public long CountParked(LeaseId id) => cluster.Stored.Leases.GetValueOrDefault(id)?.Parking?.Events ?? 0;

    /// <summary>Parked events change only under the newest epoch.</summary>
    public void JudgeParked(in LeaseClaim claim, long before)
    {
        if (CountParked(claim.Lease) != before && Look(claim.Lease).Epoch is var epoch && epoch != claim.Epoch)
            _violations.Add($"{claim.Owner} (epoch {claim.Epoch}) changed what is parked of {claim.Lease}, when the epoch was {epoch}.");
    }

    /// <summary>What is played back is taken out when a processor was done with it, not before.</summary>
    public void JudgeUnparked(in LeaseClaim claim, IReadOnlyList<ParkedEvent> before, IReadOnlyList<ParkedEvent> after)
    {
        for (var i = 0; i < before.Count - after.Count; i++)
        {
            if (!cluster.Journal.IsDone(claim.Lease.Partition.Index, before[i].Id))
                _violations.Add($"{claim.Owner} (epoch {claim.Epoch}) took {before[i].Id} out of what is parked of {claim.Lease}, and nobody was done with it.");
        }
    }

    private bool IsParked(int partition, EntryId id)
    {
        if (cluster.Stored.Leases.GetValueOrDefault(Cluster.Lease(partition))?.Parking is not { } parking) return false;
        return parking.Keys.Values.Any(key => key.Events.Exists(parked => parked.Id == id));
    }

    private bool IsSettled(int partition, StreamEntry entry)
    {
        var journal = cluster.Journal;
        if (IsParked(partition, entry.Id)) return true;
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

    public override async ValueTask<ParkReply> ParkAsync(ParkRequest request, CancellationToken cancellationToken)
    {
        var (parked, before) = (ledger.CountParked(request.Claim.Lease), ledger.Look(request.Claim.Lease));
        var reply = await base.ParkAsync(request, cancellationToken);
        ledger.JudgeParked(request.Claim, parked);

        // It moves the cursor too.
        var status = reply.Status == ParkStatus.Parked ? CommitStatus.Committed : CommitStatus.Fenced;
        ledger.Judge(new CommitRequest(request.Claim, request.Expected, request.Next, request.Count), new CommitReply(status), before);
        return reply;
    }

    public override async ValueTask<bool> UnparkAsync(LeaseClaim claim, byte[] key, EntryId first, int count, CancellationToken cancellationToken)
    {
        var (before, parked) = (ledger.CountParked(claim.Lease), await ReadParkedAsync(claim.Lease, key, int.MaxValue, cancellationToken));
        var isHeld = await base.UnparkAsync(claim, key, first, count, cancellationToken);
        ledger.JudgeParked(claim, before);
        ledger.JudgeUnparked(claim, parked, await ReadParkedAsync(claim.Lease, key, int.MaxValue, cancellationToken));
        return isHeld;
    }
}
