using System.Net;
using StackExchange.Redis;

namespace Runnel.Brokers.Redis;

/// <summary>
/// One connection to Redis (to each of its servers, when it is a cluster), which mends itself as long as the servers stay where they are. All
/// that it throws is translated.
/// </summary>
internal sealed class RedisSession : IAsyncDisposable
{
    // The client (3.4) cannot send a command with raw bytes a second time: following a redirection with one breaks its connection.
    private const CommandFlags Direct = CommandFlags.DemandMaster | CommandFlags.NoRedirect;

    private readonly ConnectionMultiplexer _multiplexer;
    private readonly IDatabase _database;
    private readonly RedisErrors _errors;
    private volatile bool _refuses;

    private RedisSession(ConnectionMultiplexer multiplexer, EndPoint? primary, RedisErrors errors)
    {
        _multiplexer = multiplexer;
        Primary = primary;
        _errors = errors;
        _database = multiplexer.GetDatabase();
    }

    /// <summary>Called each time the connection was lost (true) or restored (false).</summary>
    public event Action<RedisSession, bool, Exception?>? Changed;

    /// <summary>The one server it was opened to; null where the client finds the servers itself.</summary>
    public EndPoint? Primary { get; }

    public bool IsConnected => _multiplexer.IsConnected;

    /// <summary>Whether a command would be sent to a primary that takes it, as far as is known without asking.</summary>
    public bool IsUsable => !_refuses && _database.IsConnected(default, CommandFlags.DemandMaster);

    /// <summary>
    /// Opens a connection, to <paramref name="primary"/> where one is given; one that could not be opened, or found no primary there, leaves
    /// nothing behind.
    /// </summary>
    public static async Task<RedisSession> OpenAsync(ConfigurationOptions options, EndPoint? primary, RedisErrors errors)
    {
        if (primary is not null)
        {
            options.EndPoints.Clear();
            options.EndPoints.Add(primary);
        }

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

        var session = new RedisSession(multiplexer, primary, errors);
        try
        {
            (await session.ExecuteAsync("PING", default, CancellationToken.None)).Dispose();
            if (options.User is { Length: > 0 } user) await session.EnsureUserAsync(user);
        }
        catch (BrokerException error)
        {
            var isConnected = session.IsConnected;
            await session.DisposeAsync();
            throw isConnected ? error : await attempts.ExplainAsync(error, errors);
        }

        multiplexer.ConnectionFailed += (_, failure) => session.Changed?.Invoke(session, true, failure.Exception);
        multiplexer.ConnectionRestored += (_, failure) => session.Changed?.Invoke(session, false, failure.Exception);
        multiplexer.ConfigurationChanged += (_, _) => session.Changed?.Invoke(session, false, null);
        multiplexer.HashSlotMoved += (_, _) => session.Changed?.Invoke(session, false, null);
        return session;
    }

    public async ValueTask<RedisAnswer> ExecuteAsync(
        string command, ReadOnlyMemory<RedisKeyOrValue> arguments, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            try
            {
                var answer = new RedisAnswer(await _database.ExecuteRespAsync(command, arguments, Direct).WaitAsync(cancellationToken));
                if (_refuses) _refuses = false;
                return answer;
            }
            catch (Exception error) when (RedisErrors.IsRedirection(error))
            {
                return new RedisAnswer(await _database.ExecuteAsync(command, Copy(arguments.Span), CommandFlags.DemandMaster).WaitAsync(cancellationToken));
            }
        }
        catch (Exception error) when (RedisErrors.IsOfRedis(error))
        {
            if (error is RedisServerException { Kind: RedisErrorKind.ReadOnly }) _refuses = true;
            throw _errors.Translate(error);
        }
    }

    public bool IsCluster => Server().ServerType == ServerType.Cluster;

    /// <summary>The servers that there is a connection to, primaries and replicas.</summary>
    public IEnumerable<RedisNode> Nodes
    {
        get
        {
            foreach (var server in _multiplexer.GetServers())
            {
                if (server.IsConnected) yield return new RedisNode(server, _errors);
            }
        }
    }

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
    public ValueTask DisposeAsync() => CloseAsync(_multiplexer);

    public static async ValueTask CloseAsync(ConnectionMultiplexer multiplexer)
    {
        await multiplexer.CloseAsync(allowCommandsToComplete: false);
        await multiplexer.DisposeAsync();
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
