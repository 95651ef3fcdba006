namespace Runnel.Brokers.Memory;

/// <content>Leases, commits and leadership.</content>
internal sealed partial class MemoryBroker
{
    public ValueTask<AcquireReply> AcquireAsync(AcquireRequest request, CancellationToken cancellationToken)
        => Call(
            request,
            static (broker, request) => MemoryLeasing.Acquire(broker.Server, broker.App, request) with { Generation = broker.Generation },
            cancellationToken);

    public ValueTask<IReadOnlyList<ExtendReply>> ExtendAsync(
        IReadOnlyList<LeaseClaim> claims, TimeSpan expiry, CancellationToken cancellationToken)
        => Call((claims, expiry), static (broker, call) =>
        {
            var replies = new ExtendReply[call.claims.Count];
            for (var i = 0; i < replies.Length; i++)
                replies[i] = new ExtendReply(MemoryLeasing.Extend(broker.Server, broker.App, call.claims[i], call.expiry));
            return (IReadOnlyList<ExtendReply>)replies;
        }, cancellationToken);

    public ValueTask<bool> BeginAsync(LeaseClaim claim, CancellationToken cancellationToken)
        => Call(claim, static (broker, claim) => MemoryLeasing.Begin(broker.App, claim), cancellationToken);

    public ValueTask<long> CountLostAsync(LeaseClaim claim, CancellationToken cancellationToken)
        => Call(claim, static (broker, claim) => MemoryLeasing.CountLost(broker.App, claim), cancellationToken);

    /// <summary>Called before each commit: the broker may be cut off there. For tests.</summary>
    public Action<IReadOnlyList<CommitRequest>>? BeforeCommit { get; set; }

    public ValueTask<IReadOnlyList<CommitReply>> CommitAsync(IReadOnlyList<CommitRequest> requests, CancellationToken cancellationToken)
    {
        BeforeCommit?.Invoke(requests);
        return Call(requests, static (broker, requests) =>
        {
            var replies = new CommitReply[requests.Count];
            for (var i = 0; i < replies.Length; i++) replies[i] = MemoryCommitting.Commit(broker.App, requests[i]);
            return (IReadOnlyList<CommitReply>)replies;
        }, cancellationToken);
    }

    public ValueTask<bool> QuarantineAsync(LeaseClaim claim, QuarantineMark mark, CancellationToken cancellationToken)
        => Call((claim, mark), static (broker, call) => MemoryCommitting.Quarantine(broker.App, call.claim, call.mark), cancellationToken);

    public ValueTask<bool> NoteFailureAsync(LeaseClaim claim, FailureNote note, CancellationToken cancellationToken)
        => Call((claim, note), static (broker, call) => MemoryProgress.Note(broker.App, call.claim, call.note), cancellationToken);

    public ValueTask<ParkReply> ParkAsync(ParkRequest request, CancellationToken cancellationToken)
        => Call(request, static (broker, request) => MemoryParking.Park(broker.Server, broker.App, request), cancellationToken);

    public ValueTask<IReadOnlyList<ParkedKey>> InspectParkedAsync(LeaseId lease, CancellationToken cancellationToken)
        => Call(lease, static (broker, lease) => MemoryParking.Inspect(broker.App, lease), cancellationToken);

    public ValueTask<IReadOnlyList<ParkedEvent>> ReadParkedAsync(LeaseId lease, byte[] key, int count, CancellationToken cancellationToken)
        => Call((lease, key, count), static (broker, call) => MemoryParking.Read(broker.App, call.lease, call.key, call.count), cancellationToken);

    public ValueTask<bool> UnparkAsync(LeaseClaim claim, byte[] key, EntryId first, int count, CancellationToken cancellationToken)
        => Call((claim, key, first, count), static (broker, call) => MemoryParking.Unpark(broker.App, call.claim, call.key, call.first, call.count), cancellationToken);

    public ValueTask<bool> ReleaseParkedAsync(LeaseId lease, byte[] key, bool discard, CancellationToken cancellationToken)
        => Call((lease, key, discard), static (broker, call) => MemoryParking.Release(broker.App, call.lease, call.key, call.discard), cancellationToken);

    public ValueTask<ProcessorProgress> InspectProgressAsync(LeaseId lease, CancellationToken cancellationToken)
        => Call(lease, static (broker, lease) => MemoryProgress.Inspect(broker.Server, broker.App, lease), cancellationToken);

    public ValueTask<bool> ResumeAsync(LeaseId lease, QuarantineMark? expected, bool skip, CancellationToken cancellationToken)
        => Call(
            (lease, expected, skip),
            static (broker, call) => MemoryCommitting.Resume(broker.Server, broker.App, call.lease, call.expected, call.skip),
            cancellationToken);

    public ValueTask<EntryId> ResetAsync(LeaseId lease, EntryId? cursor, CancellationToken cancellationToken)
        => Call((lease, cursor), static (broker, call) => MemoryCommitting.Reset(broker.Server, broker.App, call.lease, call.cursor), cancellationToken);

    public ValueTask<PauseMark> PauseAsync(LeaseId lease, PauseMark mark, CancellationToken cancellationToken)
        => Call((lease, mark), static (broker, call) => MemoryPausing.Pause(broker.App, call.lease, call.mark), cancellationToken);

    public ValueTask<bool> EndPauseAsync(LeaseId lease, PauseMark? expected, CancellationToken cancellationToken)
        => Call((lease, expected), static (broker, call) => MemoryPausing.End(broker.App, call.lease, call.expected), cancellationToken);

    public ValueTask<LeaseState?> InspectAsync(LeaseId lease, CancellationToken cancellationToken)
        => Call(lease, static (broker, lease) => MemoryLeasing.Inspect(broker.Server, broker.App, lease), cancellationToken);

    public ValueTask<IReadOnlyList<DeclarationConflict>> DeclareAsync(IReadOnlyList<StreamDeclaration> streams, CancellationToken cancellationToken)
        => Call(streams, static (broker, streams) => MemoryElecting.Declare(broker.App, streams), cancellationToken);

    public ValueTask<IReadOnlyList<DeclarationConflict>> FindConflictsAsync(IReadOnlyList<StreamDeclaration> streams, CancellationToken cancellationToken)
        => Call(streams, static (broker, streams) => MemoryElecting.FindConflicts(broker.App, streams), cancellationToken);

    public ValueTask<IReadOnlyList<string?>> InspectSchemasAsync(IReadOnlyList<string> streams, CancellationToken cancellationToken)
        => Call(streams, static (broker, streams) =>
        {
            var found = new string?[streams.Count];
            for (var i = 0; i < found.Length; i++) found[i] = broker.App.Schemas.GetValueOrDefault(streams[i]);
            return (IReadOnlyList<string?>)found;
        }, cancellationToken);

    public ValueTask RecordSchemasAsync(IReadOnlyList<StreamSchema> schemas, CancellationToken cancellationToken)
        => WithoutResult(Call(schemas, static (broker, schemas) =>
        {
            foreach (var schema in schemas) broker.App.Schemas[schema.Stream] = schema.Schema;
            return 0;
        }, cancellationToken));

    public ValueTask<long> LeadAsync(string owner, TimeSpan expiry, CancellationToken cancellationToken)
        => Call((owner, expiry), static (broker, call) => MemoryElecting.Lead(broker.Server, broker.App.Leader, call.owner, call.expiry), cancellationToken);

    public ValueTask ResignAsync(string owner, long term, CancellationToken cancellationToken)
        => WithoutResult(Call((owner, term), static (broker, call) =>
        {
            MemoryElecting.Resign(broker.App.Leader, call.owner, call.term);
            return 0;
        }, cancellationToken));

    public ValueTask<bool> ClaimTickAsync(string owner, long term, string task, DateTimeOffset instant, CancellationToken cancellationToken)
        => Call(
            (owner, term, task, instant),
            static (broker, call) => MemoryElecting.ClaimTick(broker.App.Leader, call.owner, call.term, call.task, call.instant),
            cancellationToken);

    public ValueTask<DateTimeOffset?> RecallTicksAsync(
        string owner, long term, string task, string schedule, DateTimeOffset now, CancellationToken cancellationToken)
        => Call(
            (owner, term, task, schedule, now),
            static (broker, call) => MemoryElecting.RecallTicks(broker.App.Leader, call.owner, call.term, call.task, call.schedule, call.now),
            cancellationToken);
}
