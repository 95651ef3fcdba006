using System.Globalization;

namespace Runnel.Brokers.Redis;

/// <summary>Trims what is settled, and keeps the record of the processors it is kept for.</summary>
internal sealed class RedisRetention(RedisConnections connections, IKeyLayout keys)
{
    public async ValueTask<TrimReply> TrimAsync(TrimRequest request, CancellationToken cancellationToken)
    {
        var (partition, processors) = (request.Partition, request.Processors);
        var arguments = RedisScript.Trim.Arguments(keys: 1 + processors.Count, values: 3 + (2 * processors.Count)).AddKey(keys.Stream(partition));
        for (var i = 0; i < processors.Count; i++) arguments.AddKey(keys.State(new LeaseId(partition, processors[i])));
        arguments.Add(request.UpTo).Add(request.Age).Add(request.AbandonedAfter);
        for (var i = 0; i < processors.Count; i++) arguments.Add(processors[i]).Add(request.Abandoned.Contains(processors[i]) ? 1 : 0);
        var answer = RespRead.Strings(await RedisScript.Trim.RunAsync(connections.Commands, arguments, cancellationToken));
        return new TrimReply(
            ScriptAnswer.Number(answer[0]),
            answer[1] == "1",
            new PartitionState(
                ScriptAnswer.Number(answer[5]),
                answer[6] is { Length: > 0 } first ? ScriptAnswer.Id(first) : EntryId.Zero,
                ScriptAnswer.Id(answer[7]),
                ScriptAnswer.Number(answer[8])),
            DateTimeOffset.FromUnixTimeMilliseconds(ScriptAnswer.Number(answer[2])),
            answer[3] is { Length: > 0 } holder ? holder : null,
            ScriptAnswer.Id(answer[4]));
    }

    public async ValueTask<IReadOnlyList<RegisteredProcessor>> RegisterAsync(IReadOnlyList<GroupId> processors, CancellationToken cancellationToken)
    {
        // A look writes nothing: who looks may not be allowed more.
        if (processors.Count == 0)
        {
            var (stored, clock) = await RedisHash.ReadAsync(connections.Commands, keys.Processors, cancellationToken);
            var recorded = new List<RegisteredProcessor>(stored.Count);
            foreach (var (field, declared) in stored) Add(recorded, field, declared, clock);
            return Ordered(recorded);
        }

        var arguments = RedisScript.Register.Arguments(keys: 1, values: processors.Count).AddKey(keys.Processors);
        foreach (var group in processors) arguments.Add(Field(group));
        var answer = RespRead.Strings(await RedisScript.Register.RunAsync(connections.Commands, arguments, cancellationToken));
        var now = ScriptAnswer.Number(answer[0]);
        var registered = new List<RegisteredProcessor>(answer.Length / 2);
        for (var i = 1; i + 1 < answer.Length; i += 2) Add(registered, answer[i]!, answer[i + 1]!, now);
        return Ordered(registered);
    }

    public async ValueTask UnregisterAsync(GroupId processor, CancellationToken cancellationToken)
    {
        (await connections.Commands.ExecuteAsync("DEL", new CommandArguments(1).AddKey(keys.Members(processor)).Memory, cancellationToken)).Dispose();
        var arguments = new CommandArguments(2).AddKey(keys.Processors).Add(Field(processor));
        (await connections.Commands.ExecuteAsync("HDEL", arguments.Memory, cancellationToken)).Dispose();
    }

    public async ValueTask<bool> ForgetAsync(LeaseId lease, CancellationToken cancellationToken)
    {
        var arguments = RedisScript.Forget.Arguments(keys: 2, values: 1).AddKey(keys.Stream(lease.Partition)).AddKey(keys.State(lease)).Add(lease.Processor);
        return RespRead.Integer(await RedisScript.Forget.RunAsync(connections.Commands, arguments, cancellationToken)) == 1;
    }

    // No name holds a ':'.
    private static string Field(GroupId group) => $"{group.Stream}:{group.Processor}";

    private static void Add(List<RegisteredProcessor> registered, string field, string declared, long now)
    {
        // What somebody wrote by hand may be no name; and an instant that cannot be read counts as now, which keeps more.
        var middle = field.IndexOf(':', StringComparison.Ordinal);
        if (middle <= 0 || middle == field.Length - 1 || field.AsSpan(middle + 1).IndexOfAny("{}:") >= 0) return;
        if (!long.TryParse(declared, NumberStyles.None, CultureInfo.InvariantCulture, out var at)) at = now;
        var group = new GroupId(field[..middle], field[(middle + 1)..]);
        registered.Add(new RegisteredProcessor(group, TimeSpan.FromMilliseconds(Math.Max(0, now - at))));
    }

    private static List<RegisteredProcessor> Ordered(List<RegisteredProcessor> registered)
    {
        registered.Sort(static (left, right) => string.CompareOrdinal(Field(left.Group), Field(right.Group)));
        return registered;
    }
}
