using Runnel.Brokers;
using Runnel.Brokers.Memory;
using Runnel.Tests.Simulation;

namespace Runnel.Simulation.Tests.Harness;

/// <summary>
/// One process' way to the server: calls travel, are carried out by the server, and their answers travel back. A process that dies in between
/// takes nothing back that is on its way.
/// </summary>
internal sealed class Connection(Cluster cluster, Actor actor) : IBroker
{
    private readonly MemoryBroker _memory = new(Cluster.App, cluster.Server);
    private IBroker? _server;

    /// <summary>Nothing arrives any more, in either direction.</summary>
    public bool IsSilent { get; set; }

    public string Address => "simulated://";

    public bool IsEmbedded => false;

    public long Generation => cluster.Bug == Bug.NoVerification ? 1 : _memory.Generation;

    private IBroker Server => _server ??= new LedgerBroker(Planted.Put(cluster, _memory), cluster.Ledger, cluster.Trims);

    private Dice Dice => cluster.World.Dice;

    /// <summary>Breaks the connection; what is on its way is lost.</summary>
    public void CutOff() => _memory.CutOff();

    public void Restore() => _memory.Restore();

    public ValueTask ConnectAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask<AppendReply> AppendAsync(PartitionId partition, AppendBatch batch, CancellationToken cancellationToken)
        => CallAsync("append", (partition, batch), static (server, it) => server.AppendAsync(it.partition, it.batch, default), cancellationToken);

    public ValueTask<ReadReply> ReadAsync(IReadOnlyList<ReadRequest> requests, CancellationToken cancellationToken)
    {
        var generation = Generation;
        return CallAsync("read", (requests: (ReadRequest[])[.. requests], generation), static async (server, it)
            => new ReadReply(it.generation, (await server.ReadAsync(it.requests, default)).Partitions), cancellationToken);
    }

    public async ValueTask<ReadReply> WaitAsync(string waiter, IReadOnlyList<ReadRequest> requests, TimeSpan timeout, CancellationToken cancellationToken)
    {
        ReadRequest[] sent = [.. requests];
        var (generation, connection) = (Generation, _memory.Generation);
        await TravelAsync(cancellationToken);
        if (IsSilent || Dice.Happens(cluster.Network.LostCall)) await LoseAsync(timeout + cluster.Network.Timeout, cancellationToken);
        var reply = await _memory.WaitAsync(waiter, sent, timeout, cancellationToken);
        await TravelAsync(cancellationToken);
        if (IsSilent || Dice.Happens(cluster.Network.LostReply)) await LoseAsync(cluster.Network.Timeout, cancellationToken);
        if (_memory.Generation != connection) throw Broken();
        return new ReadReply(generation, reply.Partitions);
    }

    public ValueTask<TrimReply> TrimAsync(TrimRequest request, CancellationToken cancellationToken)
        => CallAsync("trim", request, static (server, request) => server.TrimAsync(request, default), cancellationToken);

    public ValueTask<IReadOnlyList<RegisteredProcessor>> RegisterAsync(IReadOnlyList<GroupId> processors, CancellationToken cancellationToken)
        => CallAsync("register", processors, static (server, processors) => server.RegisterAsync(processors, default), cancellationToken);

    public ValueTask UnregisterAsync(GroupId processor, CancellationToken cancellationToken)
        => throw new NotSupportedException("An operator's command: nothing that is simulated forgets.");

    public ValueTask<bool> ForgetAsync(LeaseId lease, CancellationToken cancellationToken)
        => throw new NotSupportedException("An operator's command: nothing that is simulated forgets.");

    public async ValueTask DeleteAsync(PartitionId partition, IReadOnlyList<EntryId> ids, CancellationToken cancellationToken)
        => await CallAsync("delete", (partition, ids: (EntryId[])[.. ids]), static async (server, it) =>
        {
            await server.DeleteAsync(it.partition, it.ids, default);
            return true;
        }, cancellationToken);

    public ValueTask<AcquireReply> AcquireAsync(AcquireRequest request, CancellationToken cancellationToken)
        => CallAsync("acquire", (request, this), static async (server, it) =>
        {
            var reply = await server.AcquireAsync(it.request, default);
            return reply with { Generation = it.Item2.Generation };
        }, cancellationToken);

    public ValueTask<IReadOnlyList<ExtendReply>> ExtendAsync(IReadOnlyList<LeaseClaim> claims, TimeSpan expiry, CancellationToken cancellationToken)
        => CallAsync("extend", (claims: (LeaseClaim[])[.. claims], expiry), static (server, it) => server.ExtendAsync(it.claims, it.expiry, default), cancellationToken);

    public ValueTask<bool> BeginAsync(LeaseClaim claim, CancellationToken cancellationToken)
        => CallAsync("begin", claim, static (server, claim) => server.BeginAsync(claim, default), cancellationToken);

    public ValueTask<long> CountLostAsync(LeaseClaim claim, CancellationToken cancellationToken)
        => CallAsync("count lost", claim, static (server, claim) => server.CountLostAsync(claim, default), cancellationToken, mayRepeat: false);

    public ValueTask<IReadOnlyList<CommitReply>> CommitAsync(IReadOnlyList<CommitRequest> requests, CancellationToken cancellationToken)
        => CallAsync("commit", (CommitRequest[])[.. requests], static (server, requests) => server.CommitAsync(requests, default), cancellationToken);

    public ValueTask<bool> QuarantineAsync(LeaseClaim claim, QuarantineMark mark, CancellationToken cancellationToken)
        => CallAsync("quarantine", (claim, mark), static (server, it) => server.QuarantineAsync(it.claim, it.mark, default), cancellationToken);

    public ValueTask<bool> NoteFailureAsync(LeaseClaim claim, FailureNote note, CancellationToken cancellationToken)
        => CallAsync("note", (claim, note), static (server, it) => server.NoteFailureAsync(it.claim, it.note, default), cancellationToken);

    public ValueTask<bool> ResumeAsync(LeaseId lease, QuarantineMark? expected, bool skip, CancellationToken cancellationToken)
        => CallAsync("resume", (lease, expected, skip), static (server, it)
            => server.ResumeAsync(it.lease, it.expected, it.skip, default), cancellationToken, mayRepeat: false);

    public ValueTask<PauseMark> PauseAsync(LeaseId lease, PauseMark mark, CancellationToken cancellationToken)
        => CallAsync("pause", (lease, mark), static (server, it) => server.PauseAsync(it.lease, it.mark, default), cancellationToken);

    public ValueTask<bool> EndPauseAsync(LeaseId lease, PauseMark? expected, CancellationToken cancellationToken)
        => CallAsync("end pause", (lease, expected), static (server, it)
            => server.EndPauseAsync(it.lease, it.expected, default), cancellationToken, mayRepeat: false);

    public ValueTask<EntryCount> CountAsync(PartitionId partition, EntryId after, EntryId through, int limit, CancellationToken cancellationToken)
        => throw new NotSupportedException("An operator's command: nothing that is simulated counts.");

    public ValueTask<EntryId> ResetAsync(LeaseId lease, EntryId? cursor, CancellationToken cancellationToken)
        => CallAsync("reset", (lease, cursor), static (server, it) => server.ResetAsync(it.lease, it.cursor, default), cancellationToken);

    public ValueTask<ParkReply> ParkAsync(ParkRequest request, CancellationToken cancellationToken)
        => CallAsync("park", request, static (server, request) => server.ParkAsync(request, default), cancellationToken);

    public ValueTask<IReadOnlyList<ParkedKey>> InspectParkedAsync(LeaseId lease, CancellationToken cancellationToken)
        => CallAsync("parked", lease, static (server, lease) => server.InspectParkedAsync(lease, default), cancellationToken);

    public ValueTask<IReadOnlyList<ParkedEvent>> ReadParkedAsync(LeaseId lease, byte[] key, int count, CancellationToken cancellationToken)
        => CallAsync("read parked", (lease, key, count), static (server, it) => server.ReadParkedAsync(it.lease, it.key, it.count, default), cancellationToken);

    public ValueTask<bool> UnparkAsync(LeaseClaim claim, byte[] key, EntryId first, int count, CancellationToken cancellationToken)
        => CallAsync("unpark", (claim, key, first, count), static (server, it)
            => server.UnparkAsync(it.claim, it.key, it.first, it.count, default), cancellationToken);

    public ValueTask<bool> ReleaseParkedAsync(LeaseId lease, byte[] key, bool discard, CancellationToken cancellationToken)
        => CallAsync("release", (lease, key, discard), static (server, it) => server.ReleaseParkedAsync(it.lease, it.key, it.discard, default), cancellationToken);

    public ValueTask<LeaseState?> InspectAsync(LeaseId lease, CancellationToken cancellationToken)
        => CallAsync("inspect", lease, static (server, lease) => server.InspectAsync(lease, default), cancellationToken);

    public ValueTask<PartitionState> InspectAsync(PartitionId partition, CancellationToken cancellationToken)
        => CallAsync("inspect", partition, static (server, partition) => server.InspectAsync(partition, default), cancellationToken);

    public ValueTask<ProcessorProgress> InspectProgressAsync(LeaseId lease, CancellationToken cancellationToken)
        => CallAsync("progress", lease, static (server, lease) => server.InspectProgressAsync(lease, default), cancellationToken);

    public ValueTask<IReadOnlyList<DeclarationConflict>> DeclareAsync(IReadOnlyList<StreamDeclaration> streams, CancellationToken cancellationToken)
        => CallAsync("declare", streams, static (server, streams) => server.DeclareAsync(streams, default), cancellationToken);

    public ValueTask<IReadOnlyList<DeclarationConflict>> FindConflictsAsync(IReadOnlyList<StreamDeclaration> streams, CancellationToken cancellationToken)
        => CallAsync("conflicts", streams, static (server, streams) => server.FindConflictsAsync(streams, default), cancellationToken);

    public ValueTask<IReadOnlyList<string?>> InspectSchemasAsync(IReadOnlyList<string> streams, CancellationToken cancellationToken)
        => CallAsync("schemas", streams, static (server, streams) => server.InspectSchemasAsync(streams, default), cancellationToken);

    public async ValueTask RecordSchemasAsync(IReadOnlyList<StreamSchema> schemas, CancellationToken cancellationToken)
        => await CallAsync("schemas", schemas, static (server, schemas) => NothingAsync(server.RecordSchemasAsync(schemas, default)), cancellationToken);

    public ValueTask<long> LeadAsync(string owner, TimeSpan expiry, CancellationToken cancellationToken)
        => CallAsync("lead", (owner, expiry), static (server, it) => server.LeadAsync(it.owner, it.expiry, default), cancellationToken);

    public async ValueTask ResignAsync(string owner, long term, CancellationToken cancellationToken)
        => await CallAsync("resign", (owner, term), static (server, it) => NothingAsync(server.ResignAsync(it.owner, it.term, default)), cancellationToken);

    public ValueTask<bool> ClaimTickAsync(string owner, long term, string task, DateTimeOffset instant, CancellationToken cancellationToken)
        => CallAsync("claim", (owner, term, task, instant), static (server, it)
            => server.ClaimTickAsync(it.owner, it.term, it.task, it.instant, default), cancellationToken);

    public ValueTask<DateTimeOffset?> RecallTicksAsync(
        string owner, long term, string task, string schedule, DateTimeOffset now, CancellationToken cancellationToken)
        => CallAsync("recall", (owner, term, task, schedule, now), static (server, it)
            => server.RecallTicksAsync(it.owner, it.term, it.task, it.schedule, it.now, default), cancellationToken);

    public ValueTask<GroupState> HeartbeatAsync(Heartbeat heartbeat, CancellationToken cancellationToken)
        => CallAsync("heartbeat", heartbeat, static (server, heartbeat) => server.HeartbeatAsync(heartbeat, default), cancellationToken);

    public ValueTask<long> AssignAsync(GroupId group, long expected, Assignment assignment, TimeSpan interval, CancellationToken cancellationToken)
        => CallAsync("assign", (group, expected, assignment, interval), static (server, it)
            => server.AssignAsync(it.group, it.expected, it.assignment, it.interval, default), cancellationToken, mayRepeat: false);

    public async ValueTask LeaveAsync(GroupId group, string member, CancellationToken cancellationToken)
        => await CallAsync("leave", (group, member), static (server, it) => NothingAsync(server.LeaveAsync(it.group, it.member, default)), cancellationToken);

    public ValueTask<GroupState> InspectAsync(GroupId group, CancellationToken cancellationToken)
        => CallAsync("group", group, static (server, group) => server.InspectAsync(group, default), cancellationToken);

    public async ValueTask AnnounceAsync(GroupId group, Announcement announcement, CancellationToken cancellationToken)
        => await CallAsync("announce", (group, announcement), static (server, it)
            => NothingAsync(server.AnnounceAsync(it.group, it.announcement, default)), cancellationToken);

    public ValueTask<IAsyncDisposable> ListenAsync(GroupId group, Action<Announcement> heard, CancellationToken cancellationToken)
        => _memory.ListenAsync(group, announcement => _ = TellAsync(announcement, heard), cancellationToken);

    public ValueTask<LeaderState> InspectLeaderAsync(CancellationToken cancellationToken)
        => CallAsync("leader", 0, static (server, _) => server.InspectLeaderAsync(default), cancellationToken);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static async ValueTask<bool> NothingAsync(ValueTask call)
    {
        await call;
        return true;
    }

    private async ValueTask<TResult> CallAsync<TArgument, TResult>(
        string what, TArgument argument, Func<IBroker, TArgument, ValueTask<TResult>> call, CancellationToken cancellationToken, bool mayRepeat = true)
    {
        cancellationToken.ThrowIfCancellationRequested();
        // Answered by the server: whoever waits goes on in a context of its own.
        var answer = new TaskCompletionSource<TResult>();
        var generation = _memory.Generation;
        cluster.UnderWay++;
        cluster.ServerActor.Post(() => _ = CarryAsync(what, argument, call, mayRepeat, generation, answer));
        try
        {
            return await answer.Task.WaitAsync(cluster.Network.Timeout, actor.Clock, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw TimedOut();
        }
    }

    /// <summary>Runs on the server: its caller may have gone.</summary>
    private async Task CarryAsync<TArgument, TResult>(
        string what, TArgument argument, Func<IBroker, TArgument, ValueTask<TResult>> call, bool mayRepeat, long generation, TaskCompletionSource<TResult> answer)
    {
        var network = cluster.Network;
        if (IsSilent || Dice.Happens(network.LostCall))
        {
            cluster.UnderWay--;
            return;
        }

        await DelayAsync(Dice.Happens(network.Late) ? Dice.Between(network.Slowest, network.Longest) : Latency(network));
        var isLost = IsSilent || Dice.Happens(network.LostReply);
        try
        {
            if (mayRepeat && Dice.Happens(network.Repeat)) await call(Server, argument);
            var result = await call(Server, argument);
            cluster.UnderWay--;
            if (cluster.World.IsTracing) cluster.World.Note($"{actor.Name} {what} {Describe(argument)} = {Describe(result)}{(isLost ? " (lost)" : "")}");
            if (isLost) return;
            await DelayAsync(Latency(network));
            if (_memory.Generation == generation) answer.TrySetResult(result);
            else answer.TrySetException(Broken());
        }
        catch (BrokerException error)
        {
            cluster.UnderWay--;
            if (cluster.World.IsTracing) cluster.World.Note($"{actor.Name} {what}: {error.Message}");
            if (!isLost) answer.TrySetException(error);
        }
    }

    private async Task TellAsync(Announcement announcement, Action<Announcement> heard)
    {
        var network = cluster.Network;
        if (cluster.Bug == Bug.NoPauseHeeded && announcement.Kind == AnnouncementKind.PartitionChanged) return;
        if (IsSilent || Dice.Happens(network.LostReply)) return;
        await DelayAsync(Latency(network));
        actor.Post(() => heard(announcement));
    }

    private Task DelayAsync(TimeSpan time) => Task.Delay(time, cluster.ServerActor.Clock);

    private Task TravelAsync(CancellationToken cancellationToken) => Task.Delay(Latency(cluster.Network), actor.Clock, cancellationToken);

    private TimeSpan Latency(NetworkRates network) => network.Fastest + ((network.Slowest - network.Fastest) * Dice.NextDouble());

    private async Task LoseAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        await Task.Delay(timeout, actor.Clock, cancellationToken);
        throw TimedOut();
    }

    private static string Describe(object? value)
        => value is System.Collections.IEnumerable many and not string ? $"[{string.Join(", ", many.Cast<object?>())}]" : $"{value}";

    private static BrokerException TimedOut() => new(BrokerFailure.TimedOut, "No answer came in time (simulated).");

    private static BrokerException Broken() => new(BrokerFailure.Unavailable, "The connection broke (simulated).");
}
