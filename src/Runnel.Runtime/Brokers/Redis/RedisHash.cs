using StackExchange.Redis;

namespace Runnel.Brokers.Redis;

/// <summary>Reads hashes that hold instants of the server's clock.</summary>
internal static class RedisHash
{
    /// <summary>The fields, and the server's time in milliseconds.</summary>
    public static async ValueTask<(IReadOnlyDictionary<string, string> Fields, long Now)> ReadAsync(
        RedisLink link, RedisKey key, CancellationToken cancellationToken)
    {
        var arguments = RedisScript.InspectHash.Arguments(keys: 1, values: 0).AddKey(key);
        var answer = RespRead.Strings(await RedisScript.InspectHash.RunAsync(link, arguments, cancellationToken));
        var fields = new Dictionary<string, string>(answer.Length / 2, StringComparer.Ordinal);
        for (var i = 1; i + 1 < answer.Length; i += 2) fields[answer[i]!] = answer[i + 1]!;
        return (fields, ScriptAnswer.Number(answer[0]));
    }
}
