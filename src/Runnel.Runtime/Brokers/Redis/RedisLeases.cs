namespace Runnel.Brokers.Redis;

/// <summary>Takes, extends and looks at leases.</summary>
internal sealed class RedisLeases(RedisConnections connections, IKeyLayout keys)
{
    public async ValueTask<AcquireReply> AcquireAsync(AcquireRequest request, CancellationToken cancellationToken)
    {
        var generation = connections.Generation;
        var arguments = RedisScript.Acquire.Arguments(keys: 3, values: 5);
        arguments.AddKey(keys.Stream(request.Lease.Partition)).AddKey(keys.State(request.Lease)).AddKey(keys.Parked(request.Lease));
        arguments.Add(request.Lease.Processor).Add(request.Owner).Add(request.Expiry).Add(request.MinimumEpoch);
        arguments.Add(request.LastChance);
        var answer = RespRead.Strings(await RedisScript.Acquire.RunAsync(connections.Leases, arguments, cancellationToken));
        return Read(answer) with { Generation = generation };
    }

    public async ValueTask<IReadOnlyList<ExtendReply>> ExtendAsync(
        IReadOnlyList<LeaseClaim> claims, TimeSpan expiry, CancellationToken cancellationToken)
    {
        var replies = new ExtendReply[claims.Count];
        if (replies.Length == 0) return replies;
        if (!connections.IsCluster)
        {
            Read(RespRead.Strings(await ExtendAsync(claims, 0, replies.Length, expiry, cancellationToken)), replies, 0);
            return replies;
        }

        // A script cannot span slots, even on one node: one call each, all on their way at once.
        var answers = new Task<RedisAnswer>[replies.Length];
        for (var i = 0; i < answers.Length; i++) answers[i] = ExtendAsync(claims, i, 1, expiry, cancellationToken).AsTask();
        for (var i = 0; i < answers.Length; i++)
        {
            try
            {
                Read(RespRead.Strings(await answers[i]), replies, i);
            }
            catch (BrokerException error)
            {
                replies[i] = new ExtendReply(ExtendStatus.Unknown, error);
            }
            catch (OperationCanceledException)
            {
                replies[i] = new ExtendReply(ExtendStatus.Unknown, connections.Errors.Unanswered());
            }
        }

        if (Array.TrueForAll(replies, static reply => reply.Status == ExtendStatus.Unknown)) cancellationToken.ThrowIfCancellationRequested();
        return replies;
    }

    public async ValueTask<bool> BeginAsync(LeaseClaim claim, CancellationToken cancellationToken)
    {
        var arguments = RedisScript.Begin.Arguments(keys: 1, values: 2).AddKey(keys.State(claim.Lease)).Add(claim.Owner).Add(claim.Epoch);
        return RespRead.Integer(await RedisScript.Begin.RunAsync(connections.Leases, arguments, cancellationToken)) == 1;
    }

    public async ValueTask<long> CountLostAsync(LeaseClaim claim, CancellationToken cancellationToken)
    {
        var arguments = RedisScript.CountLost.Arguments(keys: 2, values: 3).AddKey(keys.Stream(claim.Lease.Partition)).AddKey(keys.State(claim.Lease));
        arguments.Add(claim.Lease.Processor).Add(claim.Owner).Add(claim.Epoch);
        return ScriptAnswer.Number(RespRead.String(await RedisScript.CountLost.RunAsync(connections.Commands, arguments, cancellationToken)));
    }

    public async ValueTask<LeaseState?> InspectAsync(LeaseId lease, CancellationToken cancellationToken)
    {
        var (stored, now) = await RedisHash.ReadAsync(connections.Commands, keys.State(lease), cancellationToken);
        return ReadState(stored, now);
    }

    /// <summary>Reads what is stored of a lease, at the server's time in milliseconds. Null: nothing is.</summary>
    public static LeaseState? ReadState(IReadOnlyDictionary<string, string> stored, long now)
    {
        if (!stored.ContainsKey("epoch") && !stored.ContainsKey("cursor") && !stored.ContainsKey("pause")) return null;
        var owner = stored.GetValueOrDefault("owner") is { Length: > 0 } name ? name : null;
        return new LeaseState
        {
            Owner = owner,
            Epoch = ScriptAnswer.Number(stored.GetValueOrDefault("epoch", "0")),
            Remaining = owner is null ? TimeSpan.Zero : TimeSpan.FromMilliseconds(ScriptAnswer.Number(stored.GetValueOrDefault("expiry", "0")) - now),
            Cursor = stored.TryGetValue("cursor", out var cursor) ? ScriptAnswer.Id(cursor) : null,
            Position = ScriptAnswer.Number(stored.GetValueOrDefault("position", "-1")),
            Crashes = (int)ScriptAnswer.Number(stored.GetValueOrDefault("crashes", "0")),
            Quarantine = stored.TryGetValue("quarantine", out var mark) ? QuarantineText.Read(mark) : null,
            Pause = stored.TryGetValue("pause", out var pause) ? PauseText.Read(pause) : null,
        };
    }

    private ValueTask<RedisAnswer> ExtendAsync(
        IReadOnlyList<LeaseClaim> claims, int from, int count, TimeSpan expiry, CancellationToken cancellationToken)
    {
        var arguments = RedisScript.Extend.Arguments(keys: count, values: 1 + (2 * count));
        for (var i = from; i < from + count; i++) arguments.AddKey(keys.State(claims[i].Lease));
        arguments.Add(expiry);
        for (var i = from; i < from + count; i++) arguments.Add(claims[i].Owner).Add(claims[i].Epoch);
        return RedisScript.Extend.RunAsync(connections.Leases, arguments, cancellationToken);
    }

    private static void Read(string?[] answers, ExtendReply[] replies, int from)
    {
        for (var i = 0; i < answers.Length; i++) replies[from + i] = new ExtendReply(ReadStatus(answers[i]));
    }

    private static ExtendStatus ReadStatus(string? answer) => answer switch
    {
        "2" => ExtendStatus.Pausing,
        "1" => ExtendStatus.Held,
        _ => ExtendStatus.Lost,
    };

    private static AcquireReply Read(string?[] answer) => answer[0] switch
    {
        "ACQUIRED" => new AcquireReply(AcquireStatus.Acquired)
        {
            Epoch = ScriptAnswer.Number(answer[1]),
            Cursor = ScriptAnswer.Id(answer[2]),
            Position = ScriptAnswer.Number(answer[3]),
            Lost = ScriptAnswer.Number(answer[4]),
            Crashes = (int)ScriptAnswer.Number(answer[5]),
            TakenOver = answer[5] != "0",
            Notes = ReadNote(answer[6]),
            HasParked = answer[7] != "0",
        },
        "HELD" => new AcquireReply(AcquireStatus.Held)
        {
            Epoch = ScriptAnswer.Number(answer[1]),
            Remaining = TimeSpan.FromMilliseconds(ScriptAnswer.Number(answer[2])),
            Holder = answer[3],
        },
        "QUARANTINED" => new AcquireReply(AcquireStatus.Quarantined)
        {
            Epoch = ScriptAnswer.Number(answer[1]),
            Quarantine = QuarantineText.Read(answer[2]!),
        },
        "PAUSED" => new AcquireReply(AcquireStatus.Paused)
        {
            Epoch = ScriptAnswer.Number(answer[1]),
            Pause = PauseText.Read(answer[2]!),
        },
        var other => throw ScriptAnswer.Unknown(RedisScript.Acquire, other),
    };

    private static AcquireNotes ReadNote(string? note) => note switch
    {
        "-" => AcquireNotes.None,
        "adopted" => AcquireNotes.Adopted,
        "recreated" => AcquireNotes.Recreated,
        "replaced" => AcquireNotes.Replaced,
        "begins" => AcquireNotes.Begins,
        var other => throw ScriptAnswer.Unknown(RedisScript.Acquire, other),
    };
}
