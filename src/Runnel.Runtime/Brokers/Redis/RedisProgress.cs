namespace Runnel.Brokers.Redis;

/// <summary>How far processors are, for operators, and what failed last.</summary>
internal sealed class RedisProgress(RedisConnections connections, IKeyLayout keys)
{
    /// <summary>Where in the script's answer the lease's fields begin.</summary>
    private const int LeaseFields = 10;

    private static readonly string[] LeaseFieldNames = ["owner", "epoch", "expiry", "cursor", "position", "crashes", "quarantine", "pause"];

    public async ValueTask<ProcessorProgress> InspectAsync(LeaseId lease, CancellationToken cancellationToken)
    {
        var arguments = RedisScript.Progress.Arguments(keys: 3, values: 2).AddKey(keys.Stream(lease.Partition)).AddKey(keys.State(lease));
        arguments.AddKey(keys.Parked(lease)).Add(lease.Processor).Add(ProcessorProgress.LongestCount);
        var answer = RespRead.Strings(await RedisScript.Progress.RunAsync(connections.Commands, arguments, cancellationToken));
        var now = ScriptAnswer.Number(answer[0]);
        return new ProcessorProgress
        {
            Now = DateTimeOffset.FromUnixTimeMilliseconds(now),
            Lag = answer[1] is { Length: > 0 } lag ? ScriptAnswer.Number(lag) : null,
            Lost = ScriptAnswer.Number(answer[2]),
            Next = answer[3] is { Length: > 0 } next ? ScriptAnswer.Id(next) : null,
            Partition = new PartitionState(
                ScriptAnswer.Number(answer[4]),
                answer[5] is { Length: > 0 } first ? ScriptAnswer.Id(first) : EntryId.Zero,
                ScriptAnswer.Id(answer[6]),
                ScriptAnswer.Number(answer[7])),
            ParkedKeys = ScriptAnswer.Number(answer[8]),
            ParkedEvents = ScriptAnswer.Number(answer[9]),
            Lease = RedisLeases.ReadState(Named(answer.AsSpan(LeaseFields)), now),
            Failure = answer[^1] is { } failure ? FailureText.Read(failure) : null,
        };
    }

    public async ValueTask<bool> NoteAsync(LeaseClaim claim, FailureNote note, CancellationToken cancellationToken)
    {
        var arguments = RedisScript.NoteFailure.Arguments(keys: 1, values: 3);
        arguments.AddKey(keys.State(claim.Lease)).Add(claim.Owner).Add(claim.Epoch).Add(FailureText.Write(note));
        return RespRead.Integer(await RedisScript.NoteFailure.RunAsync(connections.Commands, arguments, cancellationToken)) == 1;
    }

    private static Dictionary<string, string> Named(ReadOnlySpan<string?> fields)
    {
        var named = new Dictionary<string, string>(LeaseFieldNames.Length, StringComparer.Ordinal);
        for (var i = 0; i < LeaseFieldNames.Length; i++)
        {
            if (fields[i] is { } value) named[LeaseFieldNames[i]] = value;
        }

        return named;
    }
}
