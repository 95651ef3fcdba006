namespace Runnel.Brokers.Redis;

/// <summary>Small answers, read whole.</summary>
internal static class RespRead
{
    /// <summary>A flat list; nulls stay null, numbers become text. Nested lists are left out. Disposes the answer.</summary>
    public static string?[] Strings(RedisAnswer answer)
    {
        using (answer)
        {
            if (answer.IsNull) return [];
            var reader = answer.Read();
            if (reader.IsScalar) return [reader.ReadString()];
            var length = reader.AggregateLength();
            var strings = new string?[length];
            for (var i = 0; i < length; i++)
            {
                reader.MoveNext();
                if (reader.IsAggregate && !reader.IsNull) reader.SkipChildren();
                else strings[i] = reader.IsNull ? null : reader.ReadString();
            }

            return strings;
        }
    }

    public static string? String(RedisAnswer answer)
    {
        using (answer)
        {
            if (answer.IsNull) return null;
            var reader = answer.Read();
            return reader.ReadString();
        }
    }

    public static long Integer(RedisAnswer answer)
    {
        using (answer) return answer.ReadScalar().ReadInt64();
    }
}
