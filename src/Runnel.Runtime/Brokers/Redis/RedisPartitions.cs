using RESPite.Messages;
using StackExchange.Redis;

namespace Runnel.Brokers.Redis;

/// <summary>Looks at partitions, counts and deletes what stands in them.</summary>
internal sealed class RedisPartitions(RedisConnections connections, IKeyLayout keys)
{
    public async ValueTask<PartitionState> InspectAsync(PartitionId partition, CancellationToken cancellationToken)
    {
        try
        {
            var arguments = new RedisKeyOrValue[] { (RedisValue)"STREAM", keys.Stream(partition) };
            return Read(await connections.Commands.ExecuteAsync("XINFO", arguments, cancellationToken));
        }
        catch (BrokerException error) when (error.InnerException?.Message.Contains("no such key", StringComparison.Ordinal) == true)
        {
            return default;
        }
    }

    public async ValueTask<EntryCount> CountAsync(
        PartitionId partition, EntryId after, EntryId through, int limit, CancellationToken cancellationToken)
    {
        var arguments = RedisScript.Count.Arguments(keys: 1, values: 3).AddKey(keys.Stream(partition)).Add(after).Add(through).Add(limit);
        var answer = RespRead.Strings(await RedisScript.Count.RunAsync(connections.Commands, arguments, cancellationToken));
        var first = answer[2] is { Length: > 0 } id ? ScriptAnswer.Id(id) : (EntryId?)null;
        return new EntryCount(ScriptAnswer.Number(answer[0]), answer[1] == "1", first);
    }

    public async ValueTask DeleteAsync(PartitionId partition, IReadOnlyList<EntryId> ids, CancellationToken cancellationToken)
    {
        if (ids.Count == 0 || await ProcessorsAsync(partition, cancellationToken) is not { } processors) return;
        var arguments = RedisScript.Delete.Arguments(keys: 1 + processors.Count, values: processors.Count + ids.Count);
        arguments.AddKey(keys.Stream(partition));
        foreach (var processor in processors) arguments.AddKey(keys.State(new LeaseId(partition, processor)));
        foreach (var processor in processors) arguments.Add(processor);
        for (var i = 0; i < ids.Count; i++) arguments.Add(ids[i]);
        (await RedisScript.Delete.RunAsync(connections.Commands, arguments, cancellationToken)).Dispose();
    }

    /// <summary>The groups that may be processors; null: there is no stream.</summary>
    private async ValueTask<List<string>?> ProcessorsAsync(PartitionId partition, CancellationToken cancellationToken)
    {
        try
        {
            var arguments = new RedisKeyOrValue[] { (RedisValue)"GROUPS", keys.Stream(partition) };
            return ReadProcessors(await connections.Commands.ExecuteAsync("XINFO", arguments, cancellationToken));
        }
        catch (BrokerException error) when (error.InnerException?.Message.Contains("no such key", StringComparison.Ordinal) == true)
        {
            return null;
        }
    }

    private static List<string> ReadProcessors(RedisAnswer answer)
    {
        using (answer)
        {
            var reader = answer.Read();
            var groups = reader.AggregateLength();
            var names = new List<string>(groups);
            for (var group = 0; group < groups; group++)
            {
                reader.MoveNextAggregate();
                for (var left = reader.AggregateLength(); left > 0; left -= 2)
                {
                    reader.MoveNextScalar();
                    var isName = reader.Is("name"u8);
                    reader.MoveNext();

                    // Another program's group may have a name that no processor has.
                    if (isName && reader.ReadString() is { Length: > 0 } name && name.AsSpan().IndexOfAny("{}:") < 0) names.Add(name);
                    else Skip(ref reader);
                }
            }

            return names;
        }
    }

    private static PartitionState Read(RedisAnswer answer)
    {
        using (answer)
        {
            var reader = answer.Read();
            var state = default(PartitionState);
            for (var left = reader.AggregateLength(); left > 0; left -= 2)
            {
                reader.MoveNextScalar();
                var name = reader.ReadString();
                reader.MoveNext();
                switch (name)
                {
                    case "length": state = state with { Length = reader.ReadInt64() }; break;
                    case "entries-added": state = state with { Added = reader.ReadInt64() }; break;
                    case "last-generated-id": state = state with { Last = ScriptAnswer.Id(reader.ReadString()) }; break;
                    case "first-entry": state = state with { First = ReadId(ref reader) }; break;
                    default: Skip(ref reader); break;
                }
            }

            return state;
        }
    }

    /// <summary>An entry is its id and its fields; there is none when the stream is empty.</summary>
    private static EntryId ReadId(ref RespReader reader)
    {
        if (reader.IsNull) return EntryId.Zero;
        reader.MoveNextScalar();
        var id = ScriptAnswer.Id(reader.ReadString());
        reader.MoveNext();
        Skip(ref reader);
        return id;
    }

    private static void Skip(ref RespReader reader)
    {
        if (reader.IsAggregate && !reader.IsNull) reader.SkipChildren();
    }
}
