using System.Collections.Concurrent;

namespace Runnel.Brokers.Redis;

/// <summary>Moves cursors: by commits under leases, and by an operator's hand.</summary>
internal sealed class RedisCursors(RedisConnections connections, IKeyLayout keys)
{
    private const string FencedAnswer = "FENCED ";
    private const string MovedAnswer = "MOVED ";
    private const string FailedAnswer = "FAILED ";

    // Of calls that have their answer: a commit of each event would make many.
    private readonly ConcurrentQueue<CommandArguments> _spares = new();

    public async ValueTask<IReadOnlyList<CommitReply>> CommitAsync(
        IReadOnlyList<CommitRequest> requests, CancellationToken cancellationToken)
    {
        var replies = new CommitReply[requests.Count];
        if (replies.Length == 0) return replies;
        if (!connections.IsCluster)
        {
            Read(await CommitAsync(requests, 0, replies.Length, cancellationToken), requests, replies, 0);
            return replies;
        }

        // A script cannot span slots, even on one node: one call each, all on their way at once.
        var answers = new Task<RedisAnswer>[replies.Length];
        for (var i = 0; i < answers.Length; i++) answers[i] = CommitAsync(requests, i, 1, cancellationToken).AsTask();
        for (var i = 0; i < answers.Length; i++)
        {
            try
            {
                Read(await answers[i], requests, replies, i);
            }
            catch (BrokerException error)
            {
                replies[i] = new CommitReply(CommitStatus.Failed, Error: error);
            }
        }

        return replies;
    }

    public async ValueTask<bool> QuarantineAsync(LeaseClaim claim, QuarantineMark mark, CancellationToken cancellationToken)
    {
        var arguments = RedisScript.Quarantine.Arguments(keys: 1, values: 3);
        arguments.AddKey(keys.State(claim.Lease)).Add(claim.Owner).Add(claim.Epoch).Add(QuarantineText.Write(mark));
        return RespRead.Integer(await RedisScript.Quarantine.RunAsync(connections.Commands, arguments, cancellationToken)) == 1;
    }

    public async ValueTask<bool> ResumeAsync(LeaseId lease, QuarantineMark? expected, bool skip, CancellationToken cancellationToken)
    {
        var arguments = RedisScript.Resume.Arguments(keys: 2, values: 3);
        arguments.AddKey(keys.Stream(lease.Partition)).AddKey(keys.State(lease));
        arguments.Add(lease.Processor).Add(expected is null ? "" : QuarantineText.Write(expected)).Add(skip ? 1 : 0);
        return RespRead.Integer(await RedisScript.Resume.RunAsync(connections.Commands, arguments, cancellationToken)) == 1;
    }

    public async ValueTask<EntryId> ResetAsync(LeaseId lease, EntryId? cursor, CancellationToken cancellationToken)
    {
        var arguments = RedisScript.Reset.Arguments(keys: 2, values: 2);
        arguments.AddKey(keys.Stream(lease.Partition)).AddKey(keys.State(lease)).Add(lease.Processor);
        if (cursor is { } id) arguments.Add(id);
        else arguments.Add("");
        return ScriptAnswer.Id(RespRead.String(await RedisScript.Reset.RunAsync(connections.Commands, arguments, cancellationToken)));
    }

    public async ValueTask<PauseMark> PauseAsync(LeaseId lease, PauseMark mark, CancellationToken cancellationToken)
    {
        var arguments = RedisScript.Pause.Arguments(keys: 1, values: 1).AddKey(keys.State(lease)).Add(PauseText.Write(mark));
        return PauseText.Read(RespRead.String(await RedisScript.Pause.RunAsync(connections.Commands, arguments, cancellationToken))!);
    }

    public async ValueTask<bool> EndPauseAsync(LeaseId lease, PauseMark? expected, CancellationToken cancellationToken)
    {
        var arguments = RedisScript.EndPause.Arguments(keys: 1, values: 1).AddKey(keys.State(lease)).Add(expected is null ? "" : PauseText.Write(expected));
        return RespRead.Integer(await RedisScript.EndPause.RunAsync(connections.Commands, arguments, cancellationToken)) == 1;
    }

    private async ValueTask<RedisAnswer> CommitAsync(
        IReadOnlyList<CommitRequest> requests, int from, int count, CancellationToken cancellationToken)
    {
        var processor = requests[0].Claim.Lease.Processor;
        var arguments = _spares.TryDequeue(out var spare)
            ? RedisScript.Commit.Arguments(spare, keys: 2 * count)
            : RedisScript.Commit.Arguments(keys: 2 * count, values: 1 + (6 * count));
        for (var i = from; i < from + count; i++)
        {
            var lease = requests[i].Claim.Lease;
            if (lease.Processor != processor)
                throw new ArgumentException("All commits of one call belong to one processor.", nameof(requests));
            arguments.AddKey(keys.Stream(lease.Partition)).AddKey(keys.State(lease));
        }

        arguments.Add(processor);
        for (var i = from; i < from + count; i++)
        {
            var request = requests[i];
            arguments.Add(request.Claim.Owner).Add(request.Claim.Epoch).Add(request.Expected).Add(request.Next);
            arguments.Add(request.Count).Add(request.Release ? 1 : 0);
        }

        var answer = await RedisScript.Commit.RunAsync(connections.Commands, arguments, cancellationToken);
        // Not after a failure: it may still be about to be sent.
        _spares.Enqueue(arguments);
        return answer;
    }

    private void Read(RedisAnswer answer, IReadOnlyList<CommitRequest> requests, CommitReply[] replies, int from)
    {
        using (answer)
        {
            var reader = answer.Read();
            for (var (i, count) = (from, reader.AggregateLength()); count > 0; i++, count--)
            {
                reader.MoveNextScalar();
                replies[i] = reader.Is("OK"u8) ? new CommitReply(CommitStatus.Committed, requests[i].Next) : Read(reader.ReadString()!);
            }
        }
    }

    private CommitReply Read(string answer)
    {
        if (After(FencedAnswer, answer) is { } fenced) return new CommitReply(CommitStatus.Fenced, ScriptAnswer.Id(fenced));
        if (After(MovedAnswer, answer) is { } moved) return new CommitReply(CommitStatus.Moved, ScriptAnswer.Id(moved));
        if (After(FailedAnswer, answer) is { } error)
            return new CommitReply(CommitStatus.Failed, Error: connections.Errors.Translate(error));
        throw ScriptAnswer.Unknown(RedisScript.Commit, answer);
    }

    private static string? After(string word, string answer)
        => answer.StartsWith(word, StringComparison.Ordinal) ? answer[word.Length..] : null;
}
