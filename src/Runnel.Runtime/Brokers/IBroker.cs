namespace Runnel.Brokers;

/// <summary>
/// What Runnel needs of a broker, said as <em>what</em>, not how. One instance serves one app in one process. Two implementations,
/// <c>Memory/</c> and <c>Redis/</c>, pass the same conformance suite.
/// </summary>
/// <remarks>
/// Every method throws <see cref="BrokerException"/> (see <see cref="BrokerException.IsTransient"/>) when the broker could not answer, and
/// <see cref="OperationCanceledException"/> when cancelled; after either, a write may or may not have been carried out, and repeating it
/// is safe: each write is idempotent or fenced. All expiry is judged by the broker's own clock.
/// </remarks>
internal interface IBroker : IAsyncDisposable
{
    /// <summary>Where it is, for people, without secrets: <c>memory://</c>, <c>redis://127.0.0.1:6379</c>.</summary>
    string Address { get; }

    /// <summary>Whether it lives and dies with this process.</summary>
    bool IsEmbedded { get; }

    /// <summary>
    /// Grows each time a connection was lost or replaced. A lease acquired or verified under an older generation must be verified again
    /// before anything is handed out under it.
    /// </summary>
    long Generation { get; }

    /// <summary>Connects once, and checks that the server is one that Runnel supports. May be called again after a transient failure.</summary>
    ValueTask ConnectAsync(CancellationToken cancellationToken);

    /// <summary>Appends a batch in order; see <see cref="AppendBatch"/> for what makes repeating safe.</summary>
    ValueTask<AppendReply> AppendAsync(PartitionId partition, AppendBatch batch, CancellationToken cancellationToken);

    /// <summary>Reads what is there now. Never creates, moves or marks anything.</summary>
    ValueTask<ReadReply> ReadAsync(IReadOnlyList<ReadRequest> requests, CancellationToken cancellationToken);

    /// <summary>
    /// Like <see cref="ReadAsync"/>, but waits until at least one request has an entry, up to <paramref name="timeout"/> (then the reply is
    /// empty). At most one wait is under way per <paramref name="waiter"/>; cancelling it ends the wait at once, on the server too, without
    /// losing anything, and a reply that came at that instant may be returned or dropped.
    /// </summary>
    ValueTask<ReadReply> WaitAsync(string waiter, IReadOnlyList<ReadRequest> requests, TimeSpan timeout, CancellationToken cancellationToken);

    /// <summary>Takes a free or expired lease, or takes the owner's own again, under a new epoch; finds where to go on.</summary>
    ValueTask<AcquireReply> AcquireAsync(AcquireRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// Extends leases, each for itself; answers in order. Cancelled, it answers what it knows by then, and throws only when that is nothing.
    /// </summary>
    ValueTask<IReadOnlyList<ExtendReply>> ExtendAsync(IReadOnlyList<LeaseClaim> claims, TimeSpan expiry, CancellationToken cancellationToken);

    /// <summary>
    /// Says that what stands after the cursor is handed out next, under this lease; see <see cref="AcquireRequest.LastChance"/>. False: fenced.
    /// </summary>
    ValueTask<bool> BeginAsync(LeaseClaim claim, CancellationToken cancellationToken);

    /// <summary>
    /// Counts entries that were trimmed or deleted at or before the cursor while the owner of this lease had not seen them, and adds them to
    /// the position. Zero: none, or fenced. What stands far behind the end may be counted only later. Each is told once: repeated, it is zero.
    /// </summary>
    ValueTask<long> CountLostAsync(LeaseClaim claim, CancellationToken cancellationToken);

    /// <summary>Commits many partitions of one processor, each for itself; answers in order.</summary>
    ValueTask<IReadOnlyList<CommitReply>> CommitAsync(IReadOnlyList<CommitRequest> requests, CancellationToken cancellationToken);

    /// <summary>Marks a partition as quarantined and releases its lease. False: fenced, nothing was marked. Repeating it with the same mark answers true.</summary>
    ValueTask<bool> QuarantineAsync(LeaseClaim claim, QuarantineMark mark, CancellationToken cancellationToken);

    /// <summary>
    /// Keeps a note of what failed last on a partition, for operators; it outlives resuming and resetting. Only the lease's owner may, also after
    /// it has released the lease, until another takes it. False: fenced, nothing was noted.
    /// </summary>
    ValueTask<bool> NoteFailureAsync(LeaseClaim claim, FailureNote note, CancellationToken cancellationToken);

    /// <summary>
    /// Removes a mark if it is still the expected one (null: any), setting the cursor past its last event when <paramref name="skip"/>;
    /// the epoch grows. False: there is no such mark.
    /// </summary>
    ValueTask<bool> ResumeAsync(LeaseId lease, QuarantineMark? expected, bool skip, CancellationToken cancellationToken);

    /// <summary>
    /// Sets a cursor whoever holds the lease (null, or an id past the end: the stream's last id, where there is a stream), and grows the epoch, so
    /// that a present owner follows. Quarantine and pause marks stay. Returns the cursor set.
    /// </summary>
    ValueTask<EntryId> ResetAsync(LeaseId lease, EntryId? cursor, CancellationToken cancellationToken);

    /// <summary>
    /// Pauses a processor on a partition, whoever holds the lease, also before its first acquire: nobody acquires it until <see cref="EndPauseAsync"/>.
    /// Lease, epoch and cursor are not touched, so that a present owner, who learns of it when it extends, may finish and commit what it has
    /// in hand. Outlives owners, resets and quarantines. Returns the mark that stands: an earlier one is kept.
    /// </summary>
    ValueTask<PauseMark> PauseAsync(LeaseId lease, PauseMark mark, CancellationToken cancellationToken);

    /// <summary>Ends a pause if its mark is still the expected one (null: any). Nothing else is touched. False: there is no such mark.</summary>
    ValueTask<bool> EndPauseAsync(LeaseId lease, PauseMark? expected, CancellationToken cancellationToken);

    /// <summary>
    /// Deletes entries; what is not there is left out. Processors that have not come so far go past them, and do not count them as lost: whoever
    /// deletes them wants it so.
    /// </summary>
    ValueTask DeleteAsync(PartitionId partition, IReadOnlyList<EntryId> ids, CancellationToken cancellationToken);

    /// <summary>
    /// Removes the oldest entries of a partition that all its processors have settled, in one step with looking at their cursors. It needs
    /// no lease and no term: whoever asks, and however late or often, nothing goes that is not settled.
    /// </summary>
    ValueTask<TrimReply> TrimAsync(TrimRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// Records processors as declared now, and answers all that are recorded, in order of their streams and names. With none, it records
    /// nothing.
    /// </summary>
    ValueTask<IReadOnlyList<RegisteredProcessor>> RegisterAsync(IReadOnlyList<GroupId> processors, CancellationToken cancellationToken);

    /// <summary>
    /// Removes the record of a processor, and its group's members and assignment. Nothing of its partitions: see
    /// <see cref="ForgetAsync"/>.
    /// </summary>
    ValueTask UnregisterAsync(GroupId processor, CancellationToken cancellationToken);

    /// <summary>
    /// Removes all that is stored of a processor on a partition: lease, cursor, marks and the consumer group. False: somebody holds the
    /// lease, and nothing was removed.
    /// </summary>
    ValueTask<bool> ForgetAsync(LeaseId lease, CancellationToken cancellationToken);

    /// <summary>
    /// Parks events and commits them in one step; a repeated or late call parks nothing twice. Parked events outlive leases, resets and what becomes of
    /// the stream.
    /// </summary>
    ValueTask<ParkReply> ParkAsync(ParkRequest request, CancellationToken cancellationToken);

    /// <summary>The keys that are parked for a processor on a partition, in no order.</summary>
    ValueTask<IReadOnlyList<ParkedKey>> InspectParkedAsync(LeaseId lease, CancellationToken cancellationToken);

    /// <summary>The oldest events of a parked key, in order; none: it is not parked.</summary>
    ValueTask<IReadOnlyList<ParkedEvent>> ReadParkedAsync(LeaseId lease, byte[] key, int count, CancellationToken cancellationToken);

    /// <summary>
    /// Removes the oldest <paramref name="count"/> events of a key, if the oldest is still <paramref name="first"/>; the last one frees the key in the
    /// same step. With a count of zero, ends its release instead, and leaves the rest parked. Both end the row of crashes. False: fenced.
    /// </summary>
    ValueTask<bool> UnparkAsync(LeaseClaim claim, byte[] key, EntryId first, int count, CancellationToken cancellationToken);

    /// <summary>
    /// Asks the owner of a partition, whoever it is, to play a key's events back; or, with <paramref name="discard"/>, frees the key at once and forgets
    /// its events. False: the key is not parked.
    /// </summary>
    ValueTask<bool> ReleaseParkedAsync(LeaseId lease, byte[] key, bool discard, CancellationToken cancellationToken);

    /// <summary>What is stored of a processor on a partition; null before its first acquire.</summary>
    ValueTask<LeaseState?> InspectAsync(LeaseId lease, CancellationToken cancellationToken);

    /// <summary>What is stored of a partition; all zero when it does not exist.</summary>
    ValueTask<PartitionState> InspectAsync(PartitionId partition, CancellationToken cancellationToken);

    /// <summary>
    /// Counts the entries that are there after one id and up to another, <paramref name="limit"/> (at least 1) at most; changes nothing.
    /// </summary>
    ValueTask<EntryCount> CountAsync(PartitionId partition, EntryId after, EntryId through, int limit, CancellationToken cancellationToken);

    /// <summary>How far a processor is on a partition, as of one instant; changes nothing.</summary>
    ValueTask<ProcessorProgress> InspectProgressAsync(LeaseId lease, CancellationToken cancellationToken);

    /// <summary>Records what this app declares where nothing is recorded; answers what differs from the record.</summary>
    ValueTask<IReadOnlyList<DeclarationConflict>> DeclareAsync(IReadOnlyList<StreamDeclaration> streams, CancellationToken cancellationToken);

    /// <summary>What differs from the record, without recording anything.</summary>
    ValueTask<IReadOnlyList<DeclarationConflict>> FindConflictsAsync(IReadOnlyList<StreamDeclaration> streams, CancellationToken cancellationToken);

    /// <summary>What is recorded of each stream's record, in order; null where nothing is.</summary>
    ValueTask<IReadOnlyList<string?>> InspectSchemasAsync(IReadOnlyList<string> streams, CancellationToken cancellationToken);

    /// <summary>Records what streams' records look like, over what was recorded of them.</summary>
    ValueTask RecordSchemasAsync(IReadOnlyList<StreamSchema> schemas, CancellationToken cancellationToken);

    /// <summary>Becomes or stays the app's leader. Returns the term (it grows with each change of leader), or 0 when another leads.</summary>
    ValueTask<long> LeadAsync(string owner, TimeSpan expiry, CancellationToken cancellationToken);

    /// <summary>Gives leadership up, if <paramref name="owner"/> still holds that term.</summary>
    ValueTask ResignAsync(string owner, long term, CancellationToken cancellationToken);

    /// <summary>
    /// Claims one instant of a leader-only task, for the leader of that term only: true for one term across the cluster. Instants before the last
    /// claimed one are refused, and the last one itself to every other term. Repeating it in the same term answers true again, so that a lost
    /// answer loses no tick: whoever claims keeps in mind what it has started.
    /// </summary>
    ValueTask<bool> ClaimTickAsync(string owner, long term, string task, DateTimeOffset instant, CancellationToken cancellationToken);

    /// <summary>
    /// Joins a group or stays in it, removes members that were not heard of in time, and answers who is there and, unless it is known already,
    /// who works on what. Repeating is safe; only the first answer tells that the member had joined and who was dead.
    /// </summary>
    ValueTask<GroupState> HeartbeatAsync(Heartbeat heartbeat, CancellationToken cancellationToken);

    /// <summary>
    /// Stores an assignment by compare-and-set: only if <paramref name="expected"/> is still the stored generation (0: none), and the
    /// assignment is for exactly the active members that are there. Where none is stored, members of the assignment that are not there
    /// (the broker lost its data) are given <paramref name="interval"/> to be heard. Returns the new generation; 0: refused, look again. Repeated
    /// after a lost answer it is refused, and a look shows what was stored.
    /// </summary>
    ValueTask<long> AssignAsync(GroupId group, long expected, Assignment assignment, TimeSpan interval, CancellationToken cancellationToken);

    /// <summary>Leaves a group. Leases are not touched.</summary>
    ValueTask LeaveAsync(GroupId group, string member, CancellationToken cancellationToken);

    /// <summary>What is stored of a group; changes nothing. Members whose time has run out are still listed.</summary>
    ValueTask<GroupState> InspectAsync(GroupId group, CancellationToken cancellationToken);

    /// <summary>Tells all who listen to a group, this process too. It may reach none of them.</summary>
    ValueTask AnnounceAsync(GroupId group, Announcement announcement, CancellationToken cancellationToken);

    /// <summary>Calls back at each announcement until disposed of; the call must be short and throw nothing.</summary>
    ValueTask<IAsyncDisposable> ListenAsync(GroupId group, Action<Announcement> heard, CancellationToken cancellationToken);

    /// <summary>Who leads the app, or led it last.</summary>
    ValueTask<LeaderState> InspectLeaderAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Since when ticks of a leader-only task may have been missed: the last claimed instant, or, where that is later, the moment at which
    /// <paramref name="schedule"/> was first asked about (<paramref name="now"/>, recorded when another schedule or none is on record). Null: not
    /// the leader of that term, and nothing was recorded. Repeating it answers the same.
    /// </summary>
    ValueTask<DateTimeOffset?> RecallTicksAsync(
        string owner, long term, string task, string schedule, DateTimeOffset now, CancellationToken cancellationToken);
}
