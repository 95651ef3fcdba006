using System.Net;
using StackExchange.Redis;

namespace Runnel.Brokers.Redis;

/// <summary>One server among those that a <see cref="RedisLink"/> is connected to.</summary>
internal sealed class RedisNode(IServer server, RedisErrors errors)
{
    public EndPoint EndPoint => server.EndPoint;

    /// <summary>Host and port, for people.</summary>
    public string Address { get; } = RedisOptions.Name(server.EndPoint);

    public bool IsReplica => server.IsReplica;

    /// <summary>The version that the server gave in its greeting, for users who may not ask for more.</summary>
    public Version GreetedVersion => server.Version;

    public async Task<string> AskInfoAsync(string section, CancellationToken cancellationToken)
    {
        try
        {
            return await server.InfoRawAsync(section).WaitAsync(cancellationToken) ?? "";
        }
        catch (Exception error) when (RedisErrors.IsOfRedis(error))
        {
            throw errors.Translate(error);
        }
    }
}
