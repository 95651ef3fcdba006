using StackExchange.Redis;

namespace Runnel.Brokers.Redis;

/// <summary>Appends batches by one script each.</summary>
internal sealed class RedisAppender(RedisConnections connections, IKeyLayout keys)
{
    public async ValueTask<AppendReply> AppendAsync(PartitionId partition, AppendBatch batch, CancellationToken cancellationToken)
    {
        var arguments = RedisScript.Append.Arguments(keys: 2, values: 5 + Size(batch));
        arguments.AddKey(keys.Stream(partition)).AddKey(keys.Producer(partition, batch.Producer));
        // Where one command waits for all streams, it notices an entry by itself.
        arguments.Add(connections.IsCluster ? (byte[])keys.News(partition)! : "");
        arguments.Add(batch.Sequence).Add(batch.AnswerLifetime).Add(batch.MaxLength).Add(batch.Entries.Count);
        for (var i = 0; i < batch.Entries.Count; i++) Add(arguments, batch.Entries[i]);
        return Read(RespRead.Strings(await RedisScript.Append.RunAsync(connections.Commands, arguments, cancellationToken)));
    }

    private static int Size(AppendBatch batch)
    {
        var size = 0;
        for (var i = 0; i < batch.Entries.Count; i++)
        {
            if (batch.Entries[i].Id.HasValue != batch.Entries[0].Id.HasValue)
                throw new ArgumentException("Either all entries of a batch have explicit ids or none has.", nameof(batch));
            size += 2 + (2 * batch.Entries[i].Fields.Count);
        }

        return size;
    }

    private static void Add(CommandArguments arguments, in AppendEntry entry)
    {
        if (entry.Id is { } id) arguments.Add(id);
        else arguments.Add("*");
        var fields = entry.Fields;
        arguments.Add(2 * fields.Count);
        for (var i = 0; i < fields.Count; i++) arguments.Add((RedisValue)fields.NameAt(i)).Add((RedisValue)fields.ValueAt(i));
    }

    private static AppendReply Read(string?[] answer)
    {
        var status = answer[0] switch
        {
            "APPENDED" => AppendStatus.Appended,
            "PARTIAL" => AppendStatus.Partial,
            "STALE" => AppendStatus.Stale,
            var other => throw ScriptAnswer.Unknown(RedisScript.Append, other),
        };
        return new AppendReply(
            status,
            ScriptAnswer.Id(answer[1]),
            ScriptAnswer.Id(answer[2]),
            (int)ScriptAnswer.Number(answer[3]),
            answer[4] is { Length: > 0 } error ? error : null,
            answer[5] == "1");
    }
}
