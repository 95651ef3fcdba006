using RESPite.Messages;
using StackExchange.Redis;

namespace Runnel.Brokers.Redis;

/// <summary>Looks at partitions.</summary>
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
