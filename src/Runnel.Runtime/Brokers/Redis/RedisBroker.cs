using Microsoft.Extensions.Logging;

namespace Runnel.Brokers.Redis;

/// <summary>The broker on Redis 7.0 or newer, or Valkey.</summary>
internal sealed class RedisBroker : IBroker
{
    private readonly RedisConnections _connections;
    private readonly RedisReader _reader;
    private readonly RedisWaiter _waiter;
    private readonly RedisAppender _appender;
    private readonly RedisLeases _leases;
    private readonly RedisCursors _cursors;
    private readonly RedisPartitions _partitions;
    private readonly RedisLeadership _leadership;
    private readonly RedisDeclarations _declarations;
    private readonly RedisGroups _groups;
    private readonly RedisAnnouncements _announcements;
    private readonly RedisProgress _progress;
    private readonly RedisRetention _retention;
    private readonly RedisParking _parking;

    /// <summary>Makes the broker; <see cref="ConnectAsync"/> connects it.</summary>
    /// <exception cref="SettingException">The URL or the app's name cannot be used.</exception>
    public RedisBroker(string app, string url, ILoggerFactory loggers, TimeProvider time)
        : this(app, url, new RunnelKeyLayout(app), loggers, time)
    {
    }

    public RedisBroker(string app, string url, IKeyLayout keys, ILoggerFactory loggers, TimeProvider time)
    {
        _connections = new RedisConnections(app, url, loggers.CreateLogger<RedisBroker>(), time);
        _reader = new RedisReader(_connections, keys);
        Doorbells = new RedisDoorbells(_connections, keys, time);
        _waiter = new RedisWaiter(_connections, _reader, Doorbells, keys, time);
        _appender = new RedisAppender(_connections, keys);
        _leases = new RedisLeases(_connections, keys);
        _cursors = new RedisCursors(_connections, keys);
        _partitions = new RedisPartitions(_connections, keys);
        _leadership = new RedisLeadership(_connections, keys);
        _declarations = new RedisDeclarations(_connections, keys);
        _groups = new RedisGroups(_connections, keys);
        _announcements = new RedisAnnouncements(_connections, keys);
        _progress = new RedisProgress(_connections, keys);
        _retention = new RedisRetention(_connections, keys);
        _parking = new RedisParking(_connections, keys);
    }

    /// <summary>How news are heard on a cluster.</summary>
    public RedisDoorbells Doorbells { get; }

    public string Address => _connections.Address;

    public bool IsEmbedded => false;

    public long Generation => _connections.Generation;

    public ValueTask ConnectAsync(CancellationToken cancellationToken) => _connections.ConnectAsync(cancellationToken);

    public ValueTask<AppendReply> AppendAsync(PartitionId partition, AppendBatch batch, CancellationToken cancellationToken)
        => _appender.AppendAsync(partition, batch, cancellationToken);

    public ValueTask<ReadReply> ReadAsync(IReadOnlyList<ReadRequest> requests, CancellationToken cancellationToken)
        => _reader.ReadAsync(requests, cancellationToken);

    public ValueTask<ReadReply> WaitAsync(
        string waiter, IReadOnlyList<ReadRequest> requests, TimeSpan timeout, CancellationToken cancellationToken)
        => _waiter.WaitAsync(requests, timeout, cancellationToken);

    public ValueTask<AcquireReply> AcquireAsync(AcquireRequest request, CancellationToken cancellationToken)
        => _leases.AcquireAsync(request, cancellationToken);

    public ValueTask<IReadOnlyList<ExtendReply>> ExtendAsync(
        IReadOnlyList<LeaseClaim> claims, TimeSpan expiry, CancellationToken cancellationToken)
        => _leases.ExtendAsync(claims, expiry, cancellationToken);

    public ValueTask<bool> BeginAsync(LeaseClaim claim, CancellationToken cancellationToken) => _leases.BeginAsync(claim, cancellationToken);

    public ValueTask<long> CountLostAsync(LeaseClaim claim, CancellationToken cancellationToken) => _leases.CountLostAsync(claim, cancellationToken);

    public ValueTask<IReadOnlyList<CommitReply>> CommitAsync(IReadOnlyList<CommitRequest> requests, CancellationToken cancellationToken)
        => _cursors.CommitAsync(requests, cancellationToken);

    public ValueTask<bool> QuarantineAsync(LeaseClaim claim, QuarantineMark mark, CancellationToken cancellationToken)
        => _cursors.QuarantineAsync(claim, mark, cancellationToken);

    public ValueTask<bool> NoteFailureAsync(LeaseClaim claim, FailureNote note, CancellationToken cancellationToken)
        => _progress.NoteAsync(claim, note, cancellationToken);

    public ValueTask<bool> ResumeAsync(LeaseId lease, QuarantineMark? expected, bool skip, CancellationToken cancellationToken)
        => _cursors.ResumeAsync(lease, expected, skip, cancellationToken);

    public ValueTask<EntryId> ResetAsync(LeaseId lease, EntryId? cursor, CancellationToken cancellationToken)
        => _cursors.ResetAsync(lease, cursor, cancellationToken);

    public ValueTask<PauseMark> PauseAsync(LeaseId lease, PauseMark mark, CancellationToken cancellationToken)
        => _cursors.PauseAsync(lease, mark, cancellationToken);

    public ValueTask<bool> EndPauseAsync(LeaseId lease, PauseMark? expected, CancellationToken cancellationToken)
        => _cursors.EndPauseAsync(lease, expected, cancellationToken);

    public ValueTask DeleteAsync(PartitionId partition, IReadOnlyList<EntryId> ids, CancellationToken cancellationToken)
        => _partitions.DeleteAsync(partition, ids, cancellationToken);

    public ValueTask<TrimReply> TrimAsync(TrimRequest request, CancellationToken cancellationToken) => _retention.TrimAsync(request, cancellationToken);

    public ValueTask<IReadOnlyList<RegisteredProcessor>> RegisterAsync(IReadOnlyList<GroupId> processors, CancellationToken cancellationToken)
        => _retention.RegisterAsync(processors, cancellationToken);

    public ValueTask UnregisterAsync(GroupId processor, CancellationToken cancellationToken) => _retention.UnregisterAsync(processor, cancellationToken);

    public ValueTask<bool> ForgetAsync(LeaseId lease, CancellationToken cancellationToken) => _retention.ForgetAsync(lease, cancellationToken);

    public ValueTask<ParkReply> ParkAsync(ParkRequest request, CancellationToken cancellationToken) => _parking.ParkAsync(request, cancellationToken);

    public ValueTask<IReadOnlyList<ParkedKey>> InspectParkedAsync(LeaseId lease, CancellationToken cancellationToken)
        => _parking.InspectAsync(lease, cancellationToken);

    public ValueTask<IReadOnlyList<ParkedEvent>> ReadParkedAsync(LeaseId lease, byte[] key, int count, CancellationToken cancellationToken)
        => _parking.ReadAsync(lease, key, count, cancellationToken);

    public ValueTask<bool> UnparkAsync(LeaseClaim claim, byte[] key, EntryId first, int count, CancellationToken cancellationToken)
        => _parking.UnparkAsync(claim, key, first, count, cancellationToken);

    public ValueTask<bool> ReleaseParkedAsync(LeaseId lease, byte[] key, bool discard, CancellationToken cancellationToken)
        => _parking.ReleaseAsync(lease, key, discard, cancellationToken);

    public ValueTask<LeaseState?> InspectAsync(LeaseId lease, CancellationToken cancellationToken)
        => _leases.InspectAsync(lease, cancellationToken);

    public ValueTask<PartitionState> InspectAsync(PartitionId partition, CancellationToken cancellationToken)
        => _partitions.InspectAsync(partition, cancellationToken);

    public ValueTask<EntryCount> CountAsync(PartitionId partition, EntryId after, EntryId through, int limit, CancellationToken cancellationToken)
        => _partitions.CountAsync(partition, after, through, limit, cancellationToken);

    public ValueTask<ProcessorProgress> InspectProgressAsync(LeaseId lease, CancellationToken cancellationToken)
        => _progress.InspectAsync(lease, cancellationToken);

    public ValueTask<IReadOnlyList<string?>> InspectSchemasAsync(IReadOnlyList<string> streams, CancellationToken cancellationToken)
        => _declarations.InspectSchemasAsync(streams, cancellationToken);

    public ValueTask RecordSchemasAsync(IReadOnlyList<StreamSchema> schemas, CancellationToken cancellationToken)
        => _declarations.RecordSchemasAsync(schemas, cancellationToken);

    public ValueTask<IReadOnlyList<DeclarationConflict>> DeclareAsync(
        IReadOnlyList<StreamDeclaration> streams, CancellationToken cancellationToken)
        => _declarations.DeclareAsync(streams, cancellationToken);

    public ValueTask<IReadOnlyList<DeclarationConflict>> FindConflictsAsync(
        IReadOnlyList<StreamDeclaration> streams, CancellationToken cancellationToken)
        => _declarations.FindConflictsAsync(streams, cancellationToken);

    public ValueTask<long> LeadAsync(string owner, TimeSpan expiry, CancellationToken cancellationToken)
        => _leadership.LeadAsync(owner, expiry, cancellationToken);

    public ValueTask ResignAsync(string owner, long term, CancellationToken cancellationToken)
        => _leadership.ResignAsync(owner, term, cancellationToken);

    public ValueTask<bool> ClaimTickAsync(string owner, long term, string task, DateTimeOffset instant, CancellationToken cancellationToken)
        => _leadership.ClaimTickAsync(owner, term, task, instant, cancellationToken);

    public ValueTask<GroupState> HeartbeatAsync(Heartbeat heartbeat, CancellationToken cancellationToken)
        => _groups.HeartbeatAsync(heartbeat, cancellationToken);

    public ValueTask<long> AssignAsync(
        GroupId group, long expected, Assignment assignment, TimeSpan interval, CancellationToken cancellationToken)
        => _groups.AssignAsync(group, expected, assignment, interval, cancellationToken);

    public ValueTask LeaveAsync(GroupId group, string member, CancellationToken cancellationToken)
        => _groups.LeaveAsync(group, member, cancellationToken);

    public ValueTask<GroupState> InspectAsync(GroupId group, CancellationToken cancellationToken)
        => _groups.InspectAsync(group, cancellationToken);

    public ValueTask AnnounceAsync(GroupId group, Announcement announcement, CancellationToken cancellationToken)
        => _announcements.AnnounceAsync(group, announcement, cancellationToken);

    public ValueTask<IAsyncDisposable> ListenAsync(GroupId group, Action<Announcement> heard, CancellationToken cancellationToken)
        => _announcements.ListenAsync(group, heard, cancellationToken);

    public ValueTask<LeaderState> InspectLeaderAsync(CancellationToken cancellationToken) => _leadership.InspectAsync(cancellationToken);

    public ValueTask<DateTimeOffset?> RecallTicksAsync(
        string owner, long term, string task, string schedule, DateTimeOffset now, CancellationToken cancellationToken)
        => _leadership.RecallTicksAsync(owner, term, task, schedule, now, cancellationToken);

    public ValueTask DisposeAsync() => _connections.DisposeAsync();
}
