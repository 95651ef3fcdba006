using StackExchange.Redis;

namespace Runnel.Brokers.Redis;

/// <summary>
/// One connection to Redis (to each of its servers, when it is a cluster), which mends itself. All that it throws is translated.
/// </summary>
internal sealed class RedisLink : IAsyncDisposable
{
    // The client (3.4) cannot send a command with raw bytes a second time: following a redirection with one breaks its connection.
    private const CommandFlags Direct = CommandFlags.DemandMaster | CommandFlags.NoRedirect;

    private readonly ConnectionMultiplexer _multiplexer;
    private readonly IDatabase _database;
    private readonly RedisErrors _errors;

    private RedisLink(ConnectionMultiplexer multiplexer, RedisErrors errors)
    {
        _multiplexer = multiplexer;
        _errors = errors;
        _database = multiplexer.GetDatabase();
    }

    public bool IsConnected => _multiplexer.IsConnected;

    /// <summary>
    /// Opens a connection; one that could not be opened leaves nothing behind. <paramref name="changed"/> is called each time the
    /// connection was lost (true) or restored (false).
    /// </summary>
    public static async Task<RedisLink> OpenAsync(ConfigurationOptions options, RedisErrors errors, Action<bool, Exception?> changed)
    {
        await RedisProbe.EnsureReachableAsync(options, errors);
        var attempts = new ConnectAttempts(options);
        ConnectionMultiplexer multiplexer;
        try
        {
            multiplexer = await ConnectionMultiplexer.ConnectAsync(options);
        }
        catch (Exception error) when (RedisErrors.IsOfRedis(error))
        {
            throw errors.Translate(error);
        }

        var link = new RedisLink(multiplexer, errors);
        try
        {
            (await link.ExecuteAsync("PING", default, CancellationToken.None)).Dispose();
            if (options.User is { Length: > 0 } user) await link.EnsureUserAsync(user);
        }
        catch (BrokerException error)
        {
            var isConnected = link.IsConnected;
            await link.DisposeAsync();
            throw isConnected ? error : await attempts.ExplainAsync(error, errors);
        }

        multiplexer.ConnectionFailed += (_, failure) => changed(true, failure.Exception);
        multiplexer.ConnectionRestored += (_, failure) => changed(false, failure.Exception);
        multiplexer.ConfigurationChanged += (_, _) => changed(false, null);
        multiplexer.HashSlotMoved += (_, _) => changed(false, null);
        return link;
    }

    public async ValueTask<RedisAnswer> ExecuteAsync(
        string command, ReadOnlyMemory<RedisKeyOrValue> arguments, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            try
            {
                return new RedisAnswer(await _database.ExecuteRespAsync(command, arguments, Direct).WaitAsync(cancellationToken));
            }
            catch (Exception error) when (RedisErrors.IsRedirection(error))
            {
                return new RedisAnswer(await _database.ExecuteAsync(command, Copy(arguments.Span), CommandFlags.DemandMaster).WaitAsync(cancellationToken));
            }
        }
        catch (Exception error) when (RedisErrors.IsOfRedis(error))
        {
            throw _errors.Translate(error);
        }
    }

    public bool IsCluster => Server().ServerType == ServerType.Cluster;

    /// <summary>The servers that there is a connection to, primaries and replicas.</summary>
    public IEnumerable<RedisNode> Nodes
        => _multiplexer.GetServers().Where(static server => server.IsConnected).Select(server => new RedisNode(server, _errors));

    /// <summary>
    /// Calls <paramref name="heard"/> for each message on a channel, until <see cref="UnsubscribeAsync"/>; over lost connections and moved
    /// slots too.
    /// </summary>
    public async Task SubscribeAsync(RedisChannel channel, Action<RedisChannel, RedisValue> heard)
    {
        try
        {
            await _multiplexer.GetSubscriber().SubscribeAsync(channel, heard);
        }
        catch (Exception error) when (RedisErrors.IsOfRedis(error))
        {
            throw _errors.Translate(error);
        }
    }

    public async Task UnsubscribeAsync(RedisChannel channel, Action<RedisChannel, RedisValue> heard)
    {
        try
        {
            await _multiplexer.GetSubscriber().UnsubscribeAsync(channel, heard);
        }
        catch (Exception error) when (RedisErrors.IsOfRedis(error))
        {
            throw _errors.Translate(error);
        }
    }

    /// <summary>
    /// Closes at once: whoever still waits for an answer gets an error instead of keeping a frozen server's connection open.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        await _multiplexer.CloseAsync(allowCommandsToComplete: false);
        await _multiplexer.DisposeAsync();
    }

    /// <summary>The client goes on as the server's default user where the one it was given is not accepted; Runnel does not.</summary>
    private async ValueTask EnsureUserAsync(string user)
    {
        string? actual;
        try
        {
            actual = RespRead.String(await ExecuteAsync("ACL", new RedisKeyOrValue[] { (RedisValue)"WHOAMI" }, CancellationToken.None));
        }
        catch (BrokerException error) when (error.InnerException is RedisServerException { Kind: RedisErrorKind.NoPermission })
        {
            // Only a user of its own is not allowed to ask that: the default one without a password is allowed everything.
            return;
        }

        if (actual != user) throw _errors.UserRefused();
    }

    private static object[] Copy(ReadOnlySpan<RedisKeyOrValue> arguments)
    {
        var copy = new object[arguments.Length];
        for (var i = 0; i < copy.Length; i++) copy[i] = arguments[i].IsKey ? arguments[i].Key : arguments[i].Value;
        return copy;
    }

    private IServer Server()
    {
        var servers = _multiplexer.GetServers();
        foreach (var server in servers)
        {
            if (server is { IsConnected: true, IsReplica: false }) return server;
        }

        return servers[0];
    }
}
