using Runnel.Brokers;

namespace Runnel.Tests.Conformance;

/// <summary>What <see cref="FaultyBroker"/> does to calls, each a probability from 0 to 1; together at most 1.</summary>
internal sealed record FaultRates
{
    /// <summary>The call is carried out, its reply gets lost.</summary>
    public double DropReply { get; init; } = 0.15;

    /// <summary>How many replies get lost one after the other at most.</summary>
    public int LongestSilence { get; init; } = int.MaxValue;

    /// <summary>The call gets lost before it is carried out.</summary>
    public double DropCall { get; init; } = 0.05;

    /// <summary>The call is carried out twice; the second answer is returned.</summary>
    public double Repeat { get; init; } = 0.15;

    /// <summary>The call takes some milliseconds more.</summary>
    public double Delay { get; init; } = 0.1;

    /// <summary>The caller is told of a timeout at once, and the call is carried out later, after others: appends, extensions and commits only.</summary>
    public double Late { get; init; } = 0.05;
}

/// <summary>
/// A broker between whose calls and answers the network stands: replies get lost, calls are delayed, repeated or come late, all by a seed.
/// Lost is <see cref="BrokerFailure.TimedOut"/>, as from a real one.
/// </summary>
internal sealed class FaultyBroker(IBroker inner, int seed, FaultRates? rates = null) : IBroker
{
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMilliseconds(10);

    private readonly FaultRates _rates = rates ?? new FaultRates();
    private readonly Lock _gate = new();
    private readonly List<Task> _late = [];
#pragma warning disable CA5394 // Faults need a seed, not secrecy.
    private readonly Random _random = new(seed);
#pragma warning restore CA5394

    private int _silence;

    private enum Fault
    {
        None,
        DropReply,
        DropCall,
        Repeat,
        Delay,
        Late,
    }

    /// <summary>Faults are put in only while this is set.</summary>
    public bool IsFaulty { get; set; } = true;

    /// <summary>The broker behind.</summary>
    public IBroker Inner => inner;

    /// <summary>How many faults were put in.</summary>
    public int Faults { get; private set; }

    public string Address => inner.Address;

    public bool IsEmbedded => inner.IsEmbedded;

    public long Generation => inner.Generation;

    public ValueTask ConnectAsync(CancellationToken cancellationToken) => inner.ConnectAsync(cancellationToken);

    public ValueTask<AppendReply> AppendAsync(PartitionId partition, AppendBatch batch, CancellationToken cancellationToken)
        => CallAsync(token => inner.AppendAsync(partition, batch, token), cancellationToken, mayBeLate: true);

    public ValueTask<ReadReply> ReadAsync(IReadOnlyList<ReadRequest> requests, CancellationToken cancellationToken)
        => CallAsync(token => inner.ReadAsync(requests, token), cancellationToken);

    public ValueTask<ReadReply> WaitAsync(string waiter, IReadOnlyList<ReadRequest> requests, TimeSpan timeout, CancellationToken cancellationToken)
        => CallAsync(token => inner.WaitAsync(waiter, requests, timeout, token), cancellationToken, mayRepeat: false);

    public ValueTask<AcquireReply> AcquireAsync(AcquireRequest request, CancellationToken cancellationToken)
        => CallAsync(token => inner.AcquireAsync(request, token), cancellationToken);

    public async ValueTask<IReadOnlyList<ExtendReply>> ExtendAsync(
        IReadOnlyList<LeaseClaim> claims, TimeSpan expiry, CancellationToken cancellationToken)
    {
        var replies = await CallAsync(token => inner.ExtendAsync(claims, expiry, token), cancellationToken, mayBeLate: true);
        // Leases stand on several nodes of a cluster, and each node's answer may get lost alone.
        return [.. replies.Select(reply => IsAnswerLost() ? new ExtendReply(ExtendStatus.Unknown, Lost("The answer of one node was lost")) : reply)];
    }

    public ValueTask<bool> BeginAsync(LeaseClaim claim, CancellationToken cancellationToken)
        => CallAsync(token => inner.BeginAsync(claim, token), cancellationToken);

    public ValueTask<long> CountLostAsync(LeaseClaim claim, CancellationToken cancellationToken)
        => CallAsync(token => inner.CountLostAsync(claim, token), cancellationToken, mayRepeat: false);

    public ValueTask<IReadOnlyList<CommitReply>> CommitAsync(IReadOnlyList<CommitRequest> requests, CancellationToken cancellationToken)
        => CallAsync(token => inner.CommitAsync(requests, token), cancellationToken, mayBeLate: true);

    public ValueTask<bool> QuarantineAsync(LeaseClaim claim, QuarantineMark mark, CancellationToken cancellationToken)
        => CallAsync(token => inner.QuarantineAsync(claim, mark, token), cancellationToken);

    public ValueTask<bool> NoteFailureAsync(LeaseClaim claim, FailureNote note, CancellationToken cancellationToken)
        => CallAsync(token => inner.NoteFailureAsync(claim, note, token), cancellationToken);

    // A second answer says "there is no such mark", truly.
    public ValueTask<bool> ResumeAsync(LeaseId lease, QuarantineMark? expected, bool skip, CancellationToken cancellationToken)
        => CallAsync(token => inner.ResumeAsync(lease, expected, skip, token), cancellationToken, mayRepeat: false);

    public ValueTask<PauseMark> PauseAsync(LeaseId lease, PauseMark mark, CancellationToken cancellationToken)
        => CallAsync(token => inner.PauseAsync(lease, mark, token), cancellationToken);

    public ValueTask<bool> EndPauseAsync(LeaseId lease, PauseMark? expected, CancellationToken cancellationToken)
        => CallAsync(token => inner.EndPauseAsync(lease, expected, token), cancellationToken, mayRepeat: false);

    public ValueTask<EntryCount> CountAsync(PartitionId partition, EntryId after, EntryId through, int limit, CancellationToken cancellationToken)
        => CallAsync(token => inner.CountAsync(partition, after, through, limit, token), cancellationToken);

    public ValueTask<EntryId> ResetAsync(LeaseId lease, EntryId? cursor, CancellationToken cancellationToken)
        => CallAsync(token => inner.ResetAsync(lease, cursor, token), cancellationToken);

    public async ValueTask DeleteAsync(PartitionId partition, IReadOnlyList<EntryId> ids, CancellationToken cancellationToken)
        => await CallAsync(async token =>
        {
            await inner.DeleteAsync(partition, ids, token);
            return true;
        }, cancellationToken);

    public ValueTask<TrimReply> TrimAsync(TrimRequest request, CancellationToken cancellationToken)
        => CallAsync(token => inner.TrimAsync(request, token), cancellationToken);

    public ValueTask<IReadOnlyList<RegisteredProcessor>> RegisterAsync(IReadOnlyList<GroupId> processors, CancellationToken cancellationToken)
        => CallAsync(token => inner.RegisterAsync(processors, token), cancellationToken);

    public async ValueTask UnregisterAsync(GroupId processor, CancellationToken cancellationToken)
        => await CallAsync(async token =>
        {
            await inner.UnregisterAsync(processor, token);
            return true;
        }, cancellationToken);

    public ValueTask<bool> ForgetAsync(LeaseId lease, CancellationToken cancellationToken)
        => CallAsync(token => inner.ForgetAsync(lease, token), cancellationToken);

    public ValueTask<ParkReply> ParkAsync(ParkRequest request, CancellationToken cancellationToken)
        => CallAsync(token => inner.ParkAsync(request, token), cancellationToken);

    public ValueTask<IReadOnlyList<ParkedKey>> InspectParkedAsync(LeaseId lease, CancellationToken cancellationToken)
        => CallAsync(token => inner.InspectParkedAsync(lease, token), cancellationToken);

    public ValueTask<IReadOnlyList<ParkedEvent>> ReadParkedAsync(LeaseId lease, byte[] key, int count, CancellationToken cancellationToken)
        => CallAsync(token => inner.ReadParkedAsync(lease, key, count, token), cancellationToken);

    public ValueTask<bool> UnparkAsync(LeaseClaim claim, byte[] key, EntryId first, int count, CancellationToken cancellationToken)
        => CallAsync(token => inner.UnparkAsync(claim, key, first, count, token), cancellationToken);

    // A second answer says that a discarded key is not parked, truly.
    public ValueTask<bool> ReleaseParkedAsync(LeaseId lease, byte[] key, bool discard, CancellationToken cancellationToken)
        => CallAsync(token => inner.ReleaseParkedAsync(lease, key, discard, token), cancellationToken, mayRepeat: !discard);

    public ValueTask<LeaseState?> InspectAsync(LeaseId lease, CancellationToken cancellationToken)
        => CallAsync(token => inner.InspectAsync(lease, token), cancellationToken);

    public ValueTask<PartitionState> InspectAsync(PartitionId partition, CancellationToken cancellationToken)
        => CallAsync(token => inner.InspectAsync(partition, token), cancellationToken);

    public ValueTask<ProcessorProgress> InspectProgressAsync(LeaseId lease, CancellationToken cancellationToken)
        => CallAsync(token => inner.InspectProgressAsync(lease, token), cancellationToken);

    public ValueTask<IReadOnlyList<string?>> InspectSchemasAsync(IReadOnlyList<string> streams, CancellationToken cancellationToken)
        => CallAsync(token => inner.InspectSchemasAsync(streams, token), cancellationToken);

    public async ValueTask RecordSchemasAsync(IReadOnlyList<StreamSchema> schemas, CancellationToken cancellationToken)
        => await CallAsync(async token =>
        {
            await inner.RecordSchemasAsync(schemas, token);
            return true;
        }, cancellationToken);

    public ValueTask<IReadOnlyList<DeclarationConflict>> DeclareAsync(IReadOnlyList<StreamDeclaration> streams, CancellationToken cancellationToken)
        => CallAsync(token => inner.DeclareAsync(streams, token), cancellationToken);

    public ValueTask<IReadOnlyList<DeclarationConflict>> FindConflictsAsync(IReadOnlyList<StreamDeclaration> streams, CancellationToken cancellationToken)
        => CallAsync(token => inner.FindConflictsAsync(streams, token), cancellationToken);

    public ValueTask<long> LeadAsync(string owner, TimeSpan expiry, CancellationToken cancellationToken)
        => CallAsync(token => inner.LeadAsync(owner, expiry, token), cancellationToken);

    public async ValueTask ResignAsync(string owner, long term, CancellationToken cancellationToken)
        => await CallAsync(async token =>
        {
            await inner.ResignAsync(owner, term, token);
            return true;
        }, cancellationToken);

    public ValueTask<bool> ClaimTickAsync(string owner, long term, string task, DateTimeOffset instant, CancellationToken cancellationToken)
        => CallAsync(token => inner.ClaimTickAsync(owner, term, task, instant, token), cancellationToken);

    public ValueTask<DateTimeOffset?> RecallTicksAsync(
        string owner, long term, string task, string schedule, DateTimeOffset now, CancellationToken cancellationToken)
        => CallAsync(token => inner.RecallTicksAsync(owner, term, task, schedule, now, token), cancellationToken);

    public ValueTask<GroupState> HeartbeatAsync(Heartbeat heartbeat, CancellationToken cancellationToken)
        => CallAsync(token => inner.HeartbeatAsync(heartbeat, token), cancellationToken);

    // A second answer says "another generation is stored", truly.
    public ValueTask<long> AssignAsync(GroupId group, long expected, Assignment assignment, TimeSpan interval, CancellationToken cancellationToken)
        => CallAsync(token => inner.AssignAsync(group, expected, assignment, interval, token), cancellationToken, mayRepeat: false);

    public async ValueTask LeaveAsync(GroupId group, string member, CancellationToken cancellationToken)
        => await CallAsync(async token =>
        {
            await inner.LeaveAsync(group, member, token);
            return true;
        }, cancellationToken);

    public ValueTask<GroupState> InspectAsync(GroupId group, CancellationToken cancellationToken)
        => CallAsync(token => inner.InspectAsync(group, token), cancellationToken);

    public async ValueTask AnnounceAsync(GroupId group, Announcement announcement, CancellationToken cancellationToken)
        => await CallAsync(async token =>
        {
            await inner.AnnounceAsync(group, announcement, token);
            return true;
        }, cancellationToken);

    public ValueTask<IAsyncDisposable> ListenAsync(GroupId group, Action<Announcement> heard, CancellationToken cancellationToken)
        => inner.ListenAsync(group, heard, cancellationToken);

    public ValueTask<LeaderState> InspectLeaderAsync(CancellationToken cancellationToken)
        => CallAsync(token => inner.InspectLeaderAsync(token), cancellationToken);

    /// <summary>Waits for calls that come late, then disposes of the broker behind.</summary>
    public async ValueTask DisposeAsync()
    {
        await SettleAsync();
        await inner.DisposeAsync();
    }

    /// <summary>Waits until no call is under way any more that its caller was told had timed out.</summary>
    public async Task SettleAsync()
    {
        Task[] late;
        lock (_gate) late = [.. _late];
        await Task.WhenAll(late);
    }

    private async ValueTask<TResult> CallAsync<TResult>(
        Func<CancellationToken, ValueTask<TResult>> call, CancellationToken cancellationToken, bool mayRepeat = true, bool mayBeLate = false)
    {
        switch (Next(mayRepeat, mayBeLate, out var delay))
        {
            case Fault.DropReply:
                await call(cancellationToken);
                throw Lost("The reply was lost");
            case Fault.DropCall:
                throw Lost("The call was lost");
            case Fault.Repeat:
                await call(cancellationToken);
                return await call(cancellationToken);
            case Fault.Late:
                // Its caller is gone: cancelling no longer reaches it.
                lock (_gate) _late.Add(CallLateAsync(call, delay));
                throw Lost("The call is late");
            case Fault.Delay:
                await Task.Delay(delay, cancellationToken);
                return await call(cancellationToken);
            default:
                return await call(cancellationToken);
        }
    }

    private static async Task CallLateAsync<TResult>(Func<CancellationToken, ValueTask<TResult>> call, TimeSpan delay)
    {
        await Task.Delay(delay);
        try
        {
            await call(CancellationToken.None);
        }
        catch (BrokerException)
        {
            // Nobody waits for this answer, whatever it is.
        }
    }

    private Fault Next(bool mayRepeat, bool mayBeLate, out TimeSpan delay)
    {
        lock (_gate)
        {
#pragma warning disable CA5394 // Faults need a seed, not secrecy.
            delay = LongestDelay * _random.NextDouble();
            var draw = _random.NextDouble();
#pragma warning restore CA5394
            var fault = !IsFaulty ? Fault.None
                : (draw -= _rates.DropReply) < 0 ? Fault.DropReply
                : (draw -= _rates.DropCall) < 0 ? Fault.DropCall
                : (draw -= _rates.Delay) < 0 ? Fault.Delay
                : (draw -= _rates.Repeat) < 0 ? (mayRepeat ? Fault.Repeat : Fault.None)
                : (draw - _rates.Late) < 0 && mayBeLate ? Fault.Late
                : Fault.None;
            if (fault == Fault.DropReply && _silence == _rates.LongestSilence) fault = Fault.None;
            _silence = fault == Fault.DropReply ? _silence + 1 : 0;
            if (fault != Fault.None) Faults++;
            return fault;
        }
    }

    private bool IsAnswerLost()
    {
        lock (_gate)
        {
#pragma warning disable CA5394 // Faults need a seed, not secrecy.
            var isLost = IsFaulty && _random.NextDouble() < _rates.DropReply;
#pragma warning restore CA5394
            if (isLost) Faults++;
            return isLost;
        }
    }

    private BrokerException Lost(string what) => new(BrokerFailure.TimedOut, $"{what} (a fault put in by the test, seed {seed}).");
}
