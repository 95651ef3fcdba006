using System.Buffers;
using StackExchange.Redis;

namespace Runnel.Brokers.Redis;

/// <summary>Appends batches by one script each.</summary>
internal sealed class RedisAppender(RedisConnections connections, IKeyLayout keys)
{
    public async ValueTask<AppendReply> AppendAsync(PartitionId partition, AppendBatch batch, CancellationToken cancellationToken)
    {
        var entries = batch.Entries;
        Check(entries);
        var first = entries.Count > 0 ? entries[0] : default;
        var arguments = RedisScript.Append.Arguments(keys: 2, values: 7 + (entries.Count == 1 ? 2 * first.Fields.Count : 1));
        arguments.AddKey(keys.Stream(partition)).AddKey(keys.Producer(partition, batch.Producer));
        // Where one command waits for all streams, it notices an entry by itself.
        arguments.Add(connections.IsCluster ? (byte[])keys.News(partition)! : "");
        arguments.Add(batch.Sequence).Add(batch.AnswerLifetime).Add(batch.IsLimited ? -batch.MaxLength : batch.MaxLength).Add(entries.Count);
        if (first.Id is { } id) arguments.Add(id);
        else arguments.Add("*");
        arguments.Add(2 * first.Fields.Count);
        if (entries.Count == 1) Add(arguments, first.Fields);
        var packed = entries.Count > 1 ? ArrayPool<byte>.Shared.Rent(PackedEntries.GreatestSize(entries)) : null;
        if (packed is not null) arguments.Add((RedisValue)new ReadOnlyMemory<byte>(packed, 0, PackedEntries.Write(entries, packed)));

        var answer = await RedisScript.Append.RunAsync(connections.Commands, arguments, cancellationToken);

        // A call without an answer may still be on its way to the server: only the bytes of an answered one can be used again.
        if (packed is not null) ArrayPool<byte>.Shared.Return(packed);
        return Read(RespRead.String(answer));
    }

    private static void Check(IReadOnlyList<AppendEntry> entries)
    {
        for (var i = 1; i < entries.Count; i++)
        {
            if (entries[i].Id.HasValue != entries[0].Id.HasValue)
                throw new ArgumentException("Either all entries of a batch have explicit ids or none has.", nameof(entries));
        }
    }

    /// <summary>A single entry goes as arguments: a large value is not copied then.</summary>
    private static void Add(CommandArguments arguments, RawFields fields)
    {
        for (var i = 0; i < fields.Count; i++) arguments.Add((RedisValue)fields.NameAt(i)).Add((RedisValue)fields.ValueAt(i));
    }

    private static AppendReply Read(ReadOnlySpan<char> answer)
    {
        // The reason comes last: it may hold spaces itself.
        Span<Range> words = stackalloc Range[6];
        if (answer.Split(words, ' ') < words.Length) throw ScriptAnswer.Unknown(RedisScript.Append, answer.ToString());
        var status = answer[words[1]] switch
        {
            "APPENDED" => AppendStatus.Appended,
            "PARTIAL" => AppendStatus.Partial,
            "STALE" => AppendStatus.Stale,
            "FULL" => AppendStatus.Full,
            _ => throw ScriptAnswer.Unknown(RedisScript.Append, answer.ToString()),
        };
        var error = answer[words[5]];
        return new AppendReply(
            status,
            ScriptAnswer.Id(answer[words[2]]),
            ScriptAnswer.Id(answer[words[3]]),
            int.Parse(answer[words[4]], System.Globalization.NumberStyles.AllowLeadingSign, System.Globalization.CultureInfo.InvariantCulture),
            error.IsEmpty ? null : error.ToString(),
            answer[words[0]] is "1");
    }
}
