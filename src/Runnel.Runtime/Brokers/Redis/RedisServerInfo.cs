namespace Runnel.Brokers.Redis;

/// <summary>What a server says of itself.</summary>
/// <param name="RunId">New each time the server starts; null: not told.</param>
/// <param name="Version">The version of Redis that it is, or says it is compatible with (Valkey).</param>
/// <param name="EvictionPolicy">What it does when memory runs short; null: not told.</param>
internal sealed record RedisServerInfo(string? RunId, Version Version, string? EvictionPolicy)
{
    private static readonly Version Least = new(7, 0);

    public static async ValueTask<RedisServerInfo> AskAsync(RedisNode node, CancellationToken cancellationToken)
    {
        // Both are on their way before the first is awaited.
        var server = node.AskInfoAsync("server", cancellationToken);
        var memory = node.AskInfoAsync("memory", cancellationToken);
        await Task.WhenAll(server, memory);
        return Parse(await server + "\n" + await memory);
    }

    public static RedisServerInfo Parse(string text)
    {
        string? runId = null;
        string? version = null;
        string? policy = null;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            var colon = line.IndexOf(':');
            if (colon < 0) continue;
            var value = line[(colon + 1)..].Trim();
            switch (line[..colon])
            {
                case "run_id": runId = value.ToString(); break;
                case "redis_version": version = value.ToString(); break;
                case "maxmemory_policy": policy = value.ToString(); break;
            }
        }

        return new RedisServerInfo(runId, ParseVersion(version), policy);
    }

    /// <exception cref="BrokerException">The server is too old.</exception>
    public void EnsureSupported(string address)
    {
        if (Version >= Least) return;
        throw new BrokerException(
            BrokerFailure.Unsupported,
            $"Redis at {address} has version {Version}; Runnel needs Redis {Least} or newer, or Valkey. "
            + "Upgrade the server or name another one.");
    }

    private static Version ParseVersion(string? text)
    {
        // A release candidate has a tail: 8.0-rc1.
        var digits = text.AsSpan();
        var end = digits.IndexOf('-');
        return Version.TryParse(end < 0 ? digits : digits[..end], out var version) ? version : new Version(0, 0);
    }
}
