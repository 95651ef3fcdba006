using System.Net;
using StackExchange.Redis;

namespace Runnel.Brokers.Redis;

/// <summary>
/// A connection for one purpose. Behind it stands a session, which is replaced by a new one when another server is made the primary, or
/// when it has not mended itself for a while.
/// </summary>
internal sealed class RedisLink : IAsyncDisposable
{
    /// <summary>How long a session may be without a primary before another is tried: longer than the client takes to connect again.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Func<ConfigurationOptions> _options;
    private readonly RedisErrors _errors;
    private readonly Action<bool, Exception?> _changed;
    private readonly TimeProvider _time;
    private readonly RedisSubscriptions _subscriptions;
    private readonly Lock _gate = new();
    private volatile RedisSession? _session;
    private long _usableAt;
    private volatile bool _isDisposed;

    private RedisLink(
        string purpose, RedisSession session, Func<ConfigurationOptions> options, RedisErrors errors, Action<bool, Exception?> changed, TimeProvider time)
    {
        (Purpose, _session, _options, _errors, _changed, _time) = (purpose, session, options, errors, changed, time);
        _subscriptions = new RedisSubscriptions(session);
        _usableAt = time.GetTimestamp();
        session.Changed += SessionChanged;
    }

    /// <summary>What it is for, for people.</summary>
    public string Purpose { get; }

    public bool IsDisposed => _isDisposed;

    public bool IsCluster => _session is { IsCluster: true };

    /// <summary>The servers that there is a connection to, primaries and replicas.</summary>
    public IEnumerable<RedisNode> Nodes => _session?.Nodes ?? [];

    /// <summary>
    /// Opens a connection, to <paramref name="primary"/> where one is given; one that could not be opened leaves nothing behind.
    /// <paramref name="changed"/> is called each time the connection was lost (true) or restored, or is another one (false).
    /// </summary>
    public static async Task<RedisLink> OpenAsync(
        string purpose, Func<ConfigurationOptions> options, EndPoint? primary, RedisErrors errors, Action<bool, Exception?> changed, TimeProvider time)
        => new(purpose, await RedisSession.OpenAsync(options(), primary, errors), options, errors, changed, time);

    public ValueTask<RedisAnswer> ExecuteAsync(string command, ReadOnlyMemory<RedisKeyOrValue> arguments, CancellationToken cancellationToken)
        => (_session ?? throw Left()).ExecuteAsync(command, arguments, cancellationToken);

    /// <summary>
    /// Calls <paramref name="heard"/> for each message on a channel, until <see cref="UnsubscribeAsync"/>; over lost connections, moved
    /// slots and new primaries too.
    /// </summary>
    public Task SubscribeAsync(RedisChannel channel, Action<RedisChannel, RedisValue> heard) => _subscriptions.AddAsync(channel, heard);

    public Task UnsubscribeAsync(RedisChannel channel, Action<RedisChannel, RedisValue> heard) => _subscriptions.RemoveAsync(channel, heard);

    /// <summary>
    /// Leaves a server that is not the primary any more, and is without a session until <see cref="MendAsync"/> has opened one to that. Commands
    /// under way fail, and may have been carried out.
    /// </summary>
    public ValueTask LeaveAsync(EndPoint primary)
    {
        RedisSession? left;
        lock (_gate)
        {
            left = _session;
            if (left is null || primary.Equals(left.Primary)) return ValueTask.CompletedTask;
            _session = null;
        }

        return left.DisposeAsync();
    }

    /// <summary>Opens a new session where there is none, or where the present one has had no primary for a while and is given up then.</summary>
    /// <returns>Whether there is a new session.</returns>
    /// <exception cref="BrokerException">There should be, but it could not be opened.</exception>
    public async Task<bool> MendAsync(EndPoint? primary)
    {
        var session = _session;
        if (session is { IsUsable: true }) _usableAt = _time.GetTimestamp();
        if (session is not null && _time.GetElapsedTime(_usableAt) < Patience) return false;

        var next = await RedisSession.OpenAsync(_options(), primary, _errors);
        try
        {
            await _subscriptions.MoveAsync(next);
        }
        catch
        {
            await next.DisposeAsync();
            throw;
        }

        if (!TryTake(next))
        {
            await next.DisposeAsync();
            return false;
        }

        _changed(false, null);
        if (session is not null) await session.DisposeAsync();
        return true;
    }

    /// <summary>
    /// Closes at once: whoever still waits for an answer gets an error instead of keeping a frozen server's connection open.
    /// </summary>
    public ValueTask DisposeAsync()
    {
        lock (_gate) _isDisposed = true;
        return _session?.DisposeAsync() ?? ValueTask.CompletedTask;
    }

    private bool TryTake(RedisSession next)
    {
        lock (_gate)
        {
            if (_isDisposed) return false;
            next.Changed += SessionChanged;
            _usableAt = _time.GetTimestamp();
            _session = next;
            return true;
        }
    }

    private BrokerException Left() => _errors.Unreachable("the connection to its new primary is not made yet", null, isUncertain: false);

    private void SessionChanged(RedisSession session, bool isLost, Exception? error)
    {
        // The one that was replaced is lost on purpose.
        if (session == _session) _changed(isLost, error);
    }
}
