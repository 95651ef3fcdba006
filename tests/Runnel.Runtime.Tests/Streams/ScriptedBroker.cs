using Runnel.Brokers;
using Runnel.Brokers.Memory;

namespace Runnel.Streams;

/// <summary>A broker whose answers to appends a test gives one by one; <see cref="Store"/> carries one out for real.</summary>
internal sealed class ScriptedBroker(TimeProvider? time = null) : IBroker
{
    private readonly Lock _gate = new();
    private readonly MemoryBroker _inner = new("scripted", new MemoryServer(time ?? TimeProvider.System));
    private readonly List<AppendBatch> _appends = [];
    private int _registered;

    /// <summary>The answer to the append of that number, from 0.</summary>
    public required Func<int, PartitionId, AppendBatch, CancellationToken, ValueTask<AppendReply>> Answer { get; set; }

    /// <summary>How often it was asked who is registered.</summary>
    public int Registered => Volatile.Read(ref _registered);

    public AppendBatch[] Appends
    {
        get
        {
            lock (_gate) return [.. _appends];
        }
    }

    public string Address => "scripted://";

    public bool IsEmbedded => true;

    public long Generation => 1;

    public ValueTask<AppendReply> Store(AppendBatch batch, int partition = 0) => _inner.AppendAsync(new PartitionId("numbers", partition), batch, default);

    public async ValueTask<AppendReply> AppendAsync(PartitionId partition, AppendBatch batch, CancellationToken cancellationToken)
    {
        int number;
        lock (_gate)
        {
            number = _appends.Count;
            _appends.Add(batch);
        }

        return await Answer(number, partition, batch, cancellationToken);
    }

    public ValueTask ConnectAsync(CancellationToken cancellationToken) => _inner.ConnectAsync(cancellationToken);

    public ValueTask<ReadReply> ReadAsync(IReadOnlyList<ReadRequest> requests, CancellationToken cancellationToken)
        => _inner.ReadAsync(requests, cancellationToken);

    public ValueTask<PartitionState> InspectAsync(PartitionId partition, CancellationToken cancellationToken)
        => _inner.InspectAsync(partition, cancellationToken);

    public ValueTask DisposeAsync() => _inner.DisposeAsync();

    public ValueTask<ReadReply> WaitAsync(string waiter, IReadOnlyList<ReadRequest> requests, TimeSpan timeout, CancellationToken cancellationToken)
        => throw new NotSupportedException();

    public ValueTask<AcquireReply> AcquireAsync(AcquireRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<ExtendReply>> ExtendAsync(IReadOnlyList<LeaseClaim> claims, TimeSpan expiry, CancellationToken cancellationToken)
        => throw new NotSupportedException();

    public ValueTask<bool> BeginAsync(LeaseClaim claim, CancellationToken cancellationToken)
        => throw new NotSupportedException();

    public ValueTask<long> CountLostAsync(LeaseClaim claim, CancellationToken cancellationToken)
        => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<CommitReply>> CommitAsync(IReadOnlyList<CommitRequest> requests, CancellationToken cancellationToken)
        => throw new NotSupportedException();

    public ValueTask<bool> QuarantineAsync(LeaseClaim claim, QuarantineMark mark, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<bool> NoteFailureAsync(LeaseClaim claim, FailureNote note, CancellationToken cancellationToken)
        => throw new NotSupportedException();

    public ValueTask<bool> ResumeAsync(LeaseId lease, QuarantineMark? expected, bool skip, CancellationToken cancellationToken)
        => throw new NotSupportedException();

    public ValueTask<PauseMark> PauseAsync(LeaseId lease, PauseMark mark, CancellationToken cancellationToken)
        => throw new NotSupportedException();

    public ValueTask<bool> EndPauseAsync(LeaseId lease, PauseMark? expected, CancellationToken cancellationToken)
        => throw new NotSupportedException();

    public ValueTask<EntryCount> CountAsync(PartitionId partition, EntryId after, EntryId through, int limit, CancellationToken cancellationToken)
        => throw new NotSupportedException();

    public ValueTask<EntryId> ResetAsync(LeaseId lease, EntryId? cursor, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask DeleteAsync(PartitionId partition, IReadOnlyList<EntryId> ids, CancellationToken cancellationToken)
        => _inner.DeleteAsync(partition, ids, cancellationToken);

    public ValueTask<TrimReply> TrimAsync(TrimRequest request, CancellationToken cancellationToken) => _inner.TrimAsync(request, cancellationToken);

    public ValueTask<IReadOnlyList<RegisteredProcessor>> RegisterAsync(IReadOnlyList<GroupId> processors, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _registered);
        return _inner.RegisterAsync(processors, cancellationToken);
    }

    public ValueTask UnregisterAsync(GroupId processor, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<bool> ForgetAsync(LeaseId lease, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<ParkReply> ParkAsync(ParkRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<ParkedKey>> InspectParkedAsync(LeaseId lease, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<ParkedEvent>> ReadParkedAsync(LeaseId lease, byte[] key, int count, CancellationToken cancellationToken)
        => throw new NotSupportedException();

    public ValueTask<bool> UnparkAsync(LeaseClaim claim, byte[] key, EntryId first, int count, CancellationToken cancellationToken)
        => throw new NotSupportedException();

    public ValueTask<bool> ReleaseParkedAsync(LeaseId lease, byte[] key, bool discard, CancellationToken cancellationToken)
        => throw new NotSupportedException();

    public ValueTask<LeaseState?> InspectAsync(LeaseId lease, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<ProcessorProgress> InspectProgressAsync(LeaseId lease, CancellationToken cancellationToken)
        => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<DeclarationConflict>> DeclareAsync(IReadOnlyList<StreamDeclaration> streams, CancellationToken cancellationToken)
        => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<DeclarationConflict>> FindConflictsAsync(IReadOnlyList<StreamDeclaration> streams, CancellationToken cancellationToken)
        => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<string?>> InspectSchemasAsync(IReadOnlyList<string> streams, CancellationToken cancellationToken)
        => throw new NotSupportedException();

    public ValueTask RecordSchemasAsync(IReadOnlyList<StreamSchema> schemas, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<long> LeadAsync(string owner, TimeSpan expiry, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask ResignAsync(string owner, long term, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<bool> ClaimTickAsync(string owner, long term, string task, DateTimeOffset instant, CancellationToken cancellationToken)
        => throw new NotSupportedException();

    public ValueTask<GroupState> HeartbeatAsync(Heartbeat heartbeat, CancellationToken cancellationToken)
        => throw new NotSupportedException();

    public ValueTask<long> AssignAsync(
        GroupId group, long expected, Assignment assignment, TimeSpan interval, CancellationToken cancellationToken)
        => throw new NotSupportedException();

    public ValueTask LeaveAsync(GroupId group, string member, CancellationToken cancellationToken)
        => throw new NotSupportedException();

    public ValueTask<GroupState> InspectAsync(GroupId group, CancellationToken cancellationToken)
        => throw new NotSupportedException();

    public ValueTask AnnounceAsync(GroupId group, Announcement announcement, CancellationToken cancellationToken)
        => throw new NotSupportedException();

    public ValueTask<IAsyncDisposable> ListenAsync(GroupId group, Action<Announcement> heard, CancellationToken cancellationToken)
        => throw new NotSupportedException();

    public ValueTask<LeaderState> InspectLeaderAsync(CancellationToken cancellationToken)
        => throw new NotSupportedException();

    public ValueTask<DateTimeOffset?> RecallTicksAsync(
        string owner, long term, string task, string schedule, DateTimeOffset now, CancellationToken cancellationToken)
        => throw new NotSupportedException();
}
