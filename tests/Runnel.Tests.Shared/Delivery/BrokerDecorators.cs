using Runnel.Brokers;

namespace Runnel.Tests.Delivery;

/// <summary>Passes everything on; derived ones change what a test needs changed.</summary>
internal abstract class BrokerDecorator(IBroker inner) : IBroker
{
    public string Address => inner.Address;

    public bool IsEmbedded => inner.IsEmbedded;

    public virtual long Generation => inner.Generation;

    protected IBroker Inner => inner;

    public ValueTask ConnectAsync(CancellationToken cancellationToken) => inner.ConnectAsync(cancellationToken);

    public virtual ValueTask<AppendReply> AppendAsync(PartitionId partition, AppendBatch batch, CancellationToken cancellationToken)
        => CallAsync(() => inner.AppendAsync(partition, batch, cancellationToken));

    public virtual ValueTask<ReadReply> ReadAsync(IReadOnlyList<ReadRequest> requests, CancellationToken cancellationToken)
        => CallAsync(() => inner.ReadAsync(requests, cancellationToken));

    public virtual ValueTask<ReadReply> WaitAsync(string waiter, IReadOnlyList<ReadRequest> requests, TimeSpan timeout, CancellationToken cancellationToken)
        => CallAsync(() => inner.WaitAsync(waiter, requests, timeout, cancellationToken));

    public virtual ValueTask<AcquireReply> AcquireAsync(AcquireRequest request, CancellationToken cancellationToken)
        => CallAsync(() => inner.AcquireAsync(request, cancellationToken));

    public virtual ValueTask<IReadOnlyList<ExtendReply>> ExtendAsync(IReadOnlyList<LeaseClaim> claims, TimeSpan expiry, CancellationToken cancellationToken)
        => CallAsync(() => inner.ExtendAsync(claims, expiry, cancellationToken));

    public ValueTask<bool> BeginAsync(LeaseClaim claim, CancellationToken cancellationToken)
        => CallAsync(() => inner.BeginAsync(claim, cancellationToken));

    public ValueTask<long> CountLostAsync(LeaseClaim claim, CancellationToken cancellationToken)
        => CallAsync(() => inner.CountLostAsync(claim, cancellationToken));

    public virtual ValueTask<IReadOnlyList<CommitReply>> CommitAsync(IReadOnlyList<CommitRequest> requests, CancellationToken cancellationToken)
        => CallAsync(() => inner.CommitAsync(requests, cancellationToken));

    public ValueTask<bool> QuarantineAsync(LeaseClaim claim, QuarantineMark mark, CancellationToken cancellationToken)
        => CallAsync(() => inner.QuarantineAsync(claim, mark, cancellationToken));

    public virtual ValueTask<bool> NoteFailureAsync(LeaseClaim claim, FailureNote note, CancellationToken cancellationToken)
        => CallAsync(() => inner.NoteFailureAsync(claim, note, cancellationToken));

    public ValueTask<bool> ResumeAsync(LeaseId lease, QuarantineMark? expected, bool skip, CancellationToken cancellationToken)
        => inner.ResumeAsync(lease, expected, skip, cancellationToken);

    public ValueTask<PauseMark> PauseAsync(LeaseId lease, PauseMark mark, CancellationToken cancellationToken)
        => inner.PauseAsync(lease, mark, cancellationToken);

    public ValueTask<bool> EndPauseAsync(LeaseId lease, PauseMark? expected, CancellationToken cancellationToken)
        => inner.EndPauseAsync(lease, expected, cancellationToken);

    public ValueTask<EntryCount> CountAsync(PartitionId partition, EntryId after, EntryId through, int limit, CancellationToken cancellationToken)
        => inner.CountAsync(partition, after, through, limit, cancellationToken);

    public virtual ValueTask<EntryId> ResetAsync(LeaseId lease, EntryId? cursor, CancellationToken cancellationToken)
        => inner.ResetAsync(lease, cursor, cancellationToken);

    public virtual ValueTask DeleteAsync(PartitionId partition, IReadOnlyList<EntryId> ids, CancellationToken cancellationToken)
        => inner.DeleteAsync(partition, ids, cancellationToken);

    public virtual ValueTask<TrimReply> TrimAsync(TrimRequest request, CancellationToken cancellationToken) => inner.TrimAsync(request, cancellationToken);

    public virtual ValueTask<IReadOnlyList<RegisteredProcessor>> RegisterAsync(IReadOnlyList<GroupId> processors, CancellationToken cancellationToken)
        => inner.RegisterAsync(processors, cancellationToken);

    public ValueTask UnregisterAsync(GroupId processor, CancellationToken cancellationToken) => inner.UnregisterAsync(processor, cancellationToken);

    public ValueTask<bool> ForgetAsync(LeaseId lease, CancellationToken cancellationToken) => inner.ForgetAsync(lease, cancellationToken);

    public virtual ValueTask<ParkReply> ParkAsync(ParkRequest request, CancellationToken cancellationToken)
        => CallAsync(() => inner.ParkAsync(request, cancellationToken));

    public virtual ValueTask<IReadOnlyList<ParkedKey>> InspectParkedAsync(LeaseId lease, CancellationToken cancellationToken)
        => CallAsync(() => inner.InspectParkedAsync(lease, cancellationToken));

    public virtual ValueTask<IReadOnlyList<ParkedEvent>> ReadParkedAsync(LeaseId lease, byte[] key, int count, CancellationToken cancellationToken)
        => CallAsync(() => inner.ReadParkedAsync(lease, key, count, cancellationToken));

    public virtual ValueTask<bool> UnparkAsync(LeaseClaim claim, byte[] key, EntryId first, int count, CancellationToken cancellationToken)
        => CallAsync(() => inner.UnparkAsync(claim, key, first, count, cancellationToken));

    public ValueTask<bool> ReleaseParkedAsync(LeaseId lease, byte[] key, bool discard, CancellationToken cancellationToken)
        => inner.ReleaseParkedAsync(lease, key, discard, cancellationToken);

    public ValueTask<LeaseState?> InspectAsync(LeaseId lease, CancellationToken cancellationToken) => inner.InspectAsync(lease, cancellationToken);

    public ValueTask<PartitionState> InspectAsync(PartitionId partition, CancellationToken cancellationToken)
        => inner.InspectAsync(partition, cancellationToken);

    public virtual ValueTask<ProcessorProgress> InspectProgressAsync(LeaseId lease, CancellationToken cancellationToken)
        => inner.InspectProgressAsync(lease, cancellationToken);

    public ValueTask<IReadOnlyList<string?>> InspectSchemasAsync(IReadOnlyList<string> streams, CancellationToken cancellationToken)
        => inner.InspectSchemasAsync(streams, cancellationToken);

    public ValueTask RecordSchemasAsync(IReadOnlyList<StreamSchema> schemas, CancellationToken cancellationToken)
        => inner.RecordSchemasAsync(schemas, cancellationToken);

    public ValueTask<IReadOnlyList<DeclarationConflict>> DeclareAsync(IReadOnlyList<StreamDeclaration> streams, CancellationToken cancellationToken)
        => inner.DeclareAsync(streams, cancellationToken);

    public ValueTask<IReadOnlyList<DeclarationConflict>> FindConflictsAsync(IReadOnlyList<StreamDeclaration> streams, CancellationToken cancellationToken)
        => inner.FindConflictsAsync(streams, cancellationToken);

    public ValueTask<long> LeadAsync(string owner, TimeSpan expiry, CancellationToken cancellationToken) => inner.LeadAsync(owner, expiry, cancellationToken);

    public ValueTask ResignAsync(string owner, long term, CancellationToken cancellationToken) => inner.ResignAsync(owner, term, cancellationToken);

    public virtual ValueTask<bool> ClaimTickAsync(string owner, long term, string task, DateTimeOffset instant, CancellationToken cancellationToken)
        => inner.ClaimTickAsync(owner, term, task, instant, cancellationToken);

    public virtual ValueTask<GroupState> HeartbeatAsync(Heartbeat heartbeat, CancellationToken cancellationToken)
        => CallAsync(() => inner.HeartbeatAsync(heartbeat, cancellationToken));

    public virtual ValueTask<long> AssignAsync(
        GroupId group, long expected, Assignment assignment, TimeSpan interval, CancellationToken cancellationToken)
        => CallAsync(() => inner.AssignAsync(group, expected, assignment, interval, cancellationToken));

    public virtual ValueTask LeaveAsync(GroupId group, string member, CancellationToken cancellationToken)
        => inner.LeaveAsync(group, member, cancellationToken);

    public ValueTask<GroupState> InspectAsync(GroupId group, CancellationToken cancellationToken)
        => inner.InspectAsync(group, cancellationToken);

    public virtual ValueTask AnnounceAsync(GroupId group, Announcement announcement, CancellationToken cancellationToken)
        => inner.AnnounceAsync(group, announcement, cancellationToken);

    public virtual ValueTask<IAsyncDisposable> ListenAsync(GroupId group, Action<Announcement> heard, CancellationToken cancellationToken)
        => inner.ListenAsync(group, heard, cancellationToken);

    public ValueTask<LeaderState> InspectLeaderAsync(CancellationToken cancellationToken)
        => inner.InspectLeaderAsync(cancellationToken);

    public ValueTask<DateTimeOffset?> RecallTicksAsync(
        string owner, long term, string task, string schedule, DateTimeOffset now, CancellationToken cancellationToken)
        => inner.RecallTicksAsync(owner, term, task, schedule, now, cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    protected virtual ValueTask<T> CallAsync<T>(Func<ValueTask<T>> call) => call();
}

/// <summary>A broker that can be unreachable for one worker while the server is there for all others.</summary>
internal sealed class VanishingBroker(IBroker inner) : BrokerDecorator(inner)
{
    private volatile bool _hasVanished;
    private int _refused;

    public bool HasVanished
    {
        get => _hasVanished;
        set => _hasVanished = value;
    }

    public int Refused => Volatile.Read(ref _refused);

    protected override async ValueTask<T> CallAsync<T>(Func<ValueTask<T>> call)
    {
        ThrowIfVanished();
        var reply = await call();

        // A reply that is on its way is lost too.
        ThrowIfVanished();
        return reply;
    }

    private void ThrowIfVanished()
    {
        if (!_hasVanished) return;
        Interlocked.Increment(ref _refused);
        throw new BrokerException(BrokerFailure.Unavailable, "The test took the broker away.");
    }
}

/// <summary>Answers one commit as a server would whose cursor was set back behind the owner's.</summary>
internal sealed class CursorMovingBroker(IBroker inner) : BrokerDecorator(inner)
{
    private readonly Lock _gate = new();
    private EntryId? _moveTo;

    public EntryId? MoveTo
    {
        set
        {
            lock (_gate) _moveTo = value;
        }
    }

    public override async ValueTask<IReadOnlyList<CommitReply>> CommitAsync(IReadOnlyList<CommitRequest> requests, CancellationToken cancellationToken)
    {
        EntryId? to;
        lock (_gate)
        {
            to = _moveTo;
            _moveTo = null;
        }

        if (to is not { } cursor) return await base.CommitAsync(requests, cancellationToken);
        foreach (var request in requests) await Inner.ResetAsync(request.Claim.Lease, cursor, cancellationToken);
        return [.. requests.Select(_ => new CommitReply(CommitStatus.Moved, cursor))];
    }
}

/// <summary>
/// Counts the entries of partition 0 that were read, each once: what was read before a connection was replaced is thrown away, and read again. (A client
/// under load may call a connection changed that it has only just opened.)
/// </summary>
internal sealed class CountingBroker(IBroker inner) : BrokerDecorator(inner)
{
    private readonly Lock _gate = new();
    private EntryId _last;
    private int _entries;

    public int Entries => Volatile.Read(ref _entries);

    public override async ValueTask<ReadReply> ReadAsync(IReadOnlyList<ReadRequest> requests, CancellationToken cancellationToken)
        => Count(await base.ReadAsync(requests, cancellationToken));

    public override async ValueTask<ReadReply> WaitAsync(
        string waiter, IReadOnlyList<ReadRequest> requests, TimeSpan timeout, CancellationToken cancellationToken)
        => Count(await base.WaitAsync(waiter, requests, timeout, cancellationToken));

    private ReadReply Count(ReadReply reply)
    {
        lock (_gate)
        {
            foreach (var entry in reply.Partitions.Where(static answer => answer.Partition.Index == 0).SelectMany(static answer => answer.Entries))
            {
                if (entry.Id <= _last) continue;
                _last = entry.Id;
                _entries++;
            }
        }

        return reply;
    }
}

/// <summary>Hears nothing until the test lets it.</summary>
internal sealed class DeafBroker(IBroker inner) : BrokerDecorator(inner)
{
    private readonly TaskCompletionSource _heals = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Heal() => _heals.SetResult();

    public override async ValueTask<IAsyncDisposable> ListenAsync(GroupId group, Action<Announcement> heard, CancellationToken cancellationToken)
    {
        await _heals.Task.WaitAsync(cancellationToken);
        return await base.ListenAsync(group, heard, cancellationToken);
    }
}
