using Runnel.Brokers;

namespace Runnel.Tests.Conformance;

/// <summary>Repeats each call until it is answered, as Runnel does: <see cref="IBroker"/> promises that this is safe.</summary>
internal sealed class RetryingBroker(IBroker inner) : IBroker
{
    public string Address => inner.Address;

    public bool IsEmbedded => inner.IsEmbedded;

    public long Generation => inner.Generation;

    /// <summary>The broker behind, for what only that one can do.</summary>
    public IBroker Inner => inner;

    public async ValueTask ConnectAsync(CancellationToken cancellationToken)
        => await RetryAsync(async token =>
        {
            await inner.ConnectAsync(token);
            return true;
        }, cancellationToken);

    public ValueTask<AppendReply> AppendAsync(PartitionId partition, AppendBatch batch, CancellationToken cancellationToken)
        => RetryAsync(token => inner.AppendAsync(partition, batch, token), cancellationToken);

    public ValueTask<ReadReply> ReadAsync(IReadOnlyList<ReadRequest> requests, CancellationToken cancellationToken)
        => RetryAsync(token => inner.ReadAsync(requests, token), cancellationToken);

    public ValueTask<ReadReply> WaitAsync(string waiter, IReadOnlyList<ReadRequest> requests, TimeSpan timeout, CancellationToken cancellationToken)
        => RetryAsync(token => inner.WaitAsync(waiter, requests, timeout, token), cancellationToken);

    public ValueTask<AcquireReply> AcquireAsync(AcquireRequest request, CancellationToken cancellationToken)
        => RetryAsync(token => inner.AcquireAsync(request, token), cancellationToken);

    public ValueTask<IReadOnlyList<ExtendReply>> ExtendAsync(
        IReadOnlyList<LeaseClaim> claims, TimeSpan expiry, CancellationToken cancellationToken)
        => RetryAsync(async token =>
        {
            var replies = await inner.ExtendAsync(claims, expiry, token);
            return replies.FirstOrDefault(static reply => reply.Status == ExtendStatus.Unknown).Error is { } error ? throw error : replies;
        }, cancellationToken);

    public ValueTask<bool> BeginAsync(LeaseClaim claim, CancellationToken cancellationToken)
        => RetryAsync(token => inner.BeginAsync(claim, token), cancellationToken);

    public ValueTask<long> CountLostAsync(LeaseClaim claim, CancellationToken cancellationToken)
        => RetryAsync(token => inner.CountLostAsync(claim, token), cancellationToken);

    public ValueTask<IReadOnlyList<CommitReply>> CommitAsync(IReadOnlyList<CommitRequest> requests, CancellationToken cancellationToken)
        => RetryAsync(token => inner.CommitAsync(requests, token), cancellationToken);

    public ValueTask<bool> QuarantineAsync(LeaseClaim claim, QuarantineMark mark, CancellationToken cancellationToken)
        => RetryAsync(token => inner.QuarantineAsync(claim, mark, token), cancellationToken);

    public ValueTask<bool> NoteFailureAsync(LeaseClaim claim, FailureNote note, CancellationToken cancellationToken)
        => RetryAsync(token => inner.NoteFailureAsync(claim, note, token), cancellationToken);

    public ValueTask<bool> ResumeAsync(LeaseId lease, QuarantineMark? expected, bool skip, CancellationToken cancellationToken)
        => RetryAsync(token => inner.ResumeAsync(lease, expected, skip, token), cancellationToken);

    public ValueTask<PauseMark> PauseAsync(LeaseId lease, PauseMark mark, CancellationToken cancellationToken)
        => RetryAsync(token => inner.PauseAsync(lease, mark, token), cancellationToken);

    public ValueTask<bool> EndPauseAsync(LeaseId lease, PauseMark? expected, CancellationToken cancellationToken)
        => RetryAsync(token => inner.EndPauseAsync(lease, expected, token), cancellationToken);

    public ValueTask<EntryCount> CountAsync(PartitionId partition, EntryId after, EntryId through, int limit, CancellationToken cancellationToken)
        => RetryAsync(token => inner.CountAsync(partition, after, through, limit, token), cancellationToken);

    public ValueTask<EntryId> ResetAsync(LeaseId lease, EntryId? cursor, CancellationToken cancellationToken)
        => RetryAsync(token => inner.ResetAsync(lease, cursor, token), cancellationToken);

    public async ValueTask DeleteAsync(PartitionId partition, IReadOnlyList<EntryId> ids, CancellationToken cancellationToken)
        => await RetryAsync(async token =>
        {
            await inner.DeleteAsync(partition, ids, token);
            return true;
        }, cancellationToken);

    public ValueTask<TrimReply> TrimAsync(TrimRequest request, CancellationToken cancellationToken)
        => RetryAsync(token => inner.TrimAsync(request, token), cancellationToken);

    public ValueTask<IReadOnlyList<RegisteredProcessor>> RegisterAsync(IReadOnlyList<GroupId> processors, CancellationToken cancellationToken)
        => RetryAsync(token => inner.RegisterAsync(processors, token), cancellationToken);

    public async ValueTask UnregisterAsync(GroupId processor, CancellationToken cancellationToken)
        => await RetryAsync(async token =>
        {
            await inner.UnregisterAsync(processor, token);
            return true;
        }, cancellationToken);

    public ValueTask<bool> ForgetAsync(LeaseId lease, CancellationToken cancellationToken)
        => RetryAsync(token => inner.ForgetAsync(lease, token), cancellationToken);

    public ValueTask<ParkReply> ParkAsync(ParkRequest request, CancellationToken cancellationToken)
        => RetryAsync(token => inner.ParkAsync(request, token), cancellationToken);

    public ValueTask<IReadOnlyList<ParkedKey>> InspectParkedAsync(LeaseId lease, CancellationToken cancellationToken)
        => RetryAsync(token => inner.InspectParkedAsync(lease, token), cancellationToken);

    public ValueTask<IReadOnlyList<ParkedEvent>> ReadParkedAsync(LeaseId lease, byte[] key, int count, CancellationToken cancellationToken)
        => RetryAsync(token => inner.ReadParkedAsync(lease, key, count, token), cancellationToken);

    public ValueTask<bool> UnparkAsync(LeaseClaim claim, byte[] key, EntryId first, int count, CancellationToken cancellationToken)
        => RetryAsync(token => inner.UnparkAsync(claim, key, first, count, token), cancellationToken);

    public ValueTask<bool> ReleaseParkedAsync(LeaseId lease, byte[] key, bool discard, CancellationToken cancellationToken)
        => RetryAsync(token => inner.ReleaseParkedAsync(lease, key, discard, token), cancellationToken);

    public ValueTask<LeaseState?> InspectAsync(LeaseId lease, CancellationToken cancellationToken)
        => RetryAsync(token => inner.InspectAsync(lease, token), cancellationToken);

    public ValueTask<PartitionState> InspectAsync(PartitionId partition, CancellationToken cancellationToken)
        => RetryAsync(token => inner.InspectAsync(partition, token), cancellationToken);

    public ValueTask<ProcessorProgress> InspectProgressAsync(LeaseId lease, CancellationToken cancellationToken)
        => RetryAsync(token => inner.InspectProgressAsync(lease, token), cancellationToken);

    public ValueTask<IReadOnlyList<string?>> InspectSchemasAsync(IReadOnlyList<string> streams, CancellationToken cancellationToken)
        => RetryAsync(token => inner.InspectSchemasAsync(streams, token), cancellationToken);

    public async ValueTask RecordSchemasAsync(IReadOnlyList<StreamSchema> schemas, CancellationToken cancellationToken)
        => await RetryAsync(async token =>
        {
            await inner.RecordSchemasAsync(schemas, token);
            return true;
        }, cancellationToken);

    public ValueTask<IReadOnlyList<DeclarationConflict>> DeclareAsync(IReadOnlyList<StreamDeclaration> streams, CancellationToken cancellationToken)
        => RetryAsync(token => inner.DeclareAsync(streams, token), cancellationToken);

    public ValueTask<IReadOnlyList<DeclarationConflict>> FindConflictsAsync(IReadOnlyList<StreamDeclaration> streams, CancellationToken cancellationToken)
        => RetryAsync(token => inner.FindConflictsAsync(streams, token), cancellationToken);

    public ValueTask<long> LeadAsync(string owner, TimeSpan expiry, CancellationToken cancellationToken)
        => RetryAsync(token => inner.LeadAsync(owner, expiry, token), cancellationToken);

    public async ValueTask ResignAsync(string owner, long term, CancellationToken cancellationToken)
        => await RetryAsync(async token =>
        {
            await inner.ResignAsync(owner, term, token);
            return true;
        }, cancellationToken);

    public ValueTask<bool> ClaimTickAsync(string owner, long term, string task, DateTimeOffset instant, CancellationToken cancellationToken)
        => RetryAsync(token => inner.ClaimTickAsync(owner, term, task, instant, token), cancellationToken);

    public ValueTask<GroupState> HeartbeatAsync(Heartbeat heartbeat, CancellationToken cancellationToken)
        => RetryAsync(token => inner.HeartbeatAsync(heartbeat, token), cancellationToken);

    public ValueTask<long> AssignAsync(GroupId group, long expected, Assignment assignment, TimeSpan interval, CancellationToken cancellationToken)
        => RetryAsync(token => inner.AssignAsync(group, expected, assignment, interval, token), cancellationToken);

    public async ValueTask LeaveAsync(GroupId group, string member, CancellationToken cancellationToken)
        => await RetryAsync(async token =>
        {
            await inner.LeaveAsync(group, member, token);
            return true;
        }, cancellationToken);

    public ValueTask<GroupState> InspectAsync(GroupId group, CancellationToken cancellationToken)
        => RetryAsync(token => inner.InspectAsync(group, token), cancellationToken);

    public async ValueTask AnnounceAsync(GroupId group, Announcement announcement, CancellationToken cancellationToken)
        => await RetryAsync(async token =>
        {
            await inner.AnnounceAsync(group, announcement, token);
            return true;
        }, cancellationToken);

    public ValueTask<IAsyncDisposable> ListenAsync(GroupId group, Action<Announcement> heard, CancellationToken cancellationToken)
        => inner.ListenAsync(group, heard, cancellationToken);

    public ValueTask<LeaderState> InspectLeaderAsync(CancellationToken cancellationToken)
        => RetryAsync(token => inner.InspectLeaderAsync(token), cancellationToken);

    public ValueTask<DateTimeOffset?> RecallTicksAsync(
        string owner, long term, string task, string schedule, DateTimeOffset now, CancellationToken cancellationToken)
        => RetryAsync(token => inner.RecallTicksAsync(owner, term, task, schedule, now, token), cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private static async ValueTask<TResult> RetryAsync<TResult>(Func<CancellationToken, ValueTask<TResult>> call, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await call(cancellationToken);
            }
            catch (BrokerException error) when (error.IsTransient)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(1), cancellationToken);
            }
        }
    }
}
