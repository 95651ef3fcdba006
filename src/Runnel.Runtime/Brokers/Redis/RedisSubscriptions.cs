using StackExchange.Redis;

namespace Runnel.Brokers.Redis;

/// <summary>What is listened to on a link; it is taken along when the link gets a new session.</summary>
internal sealed class RedisSubscriptions(RedisSession session)
{
    private readonly Lock _gate = new();
    private readonly HashSet<Subscription> _listening = [];
    private RedisSession _session = session;

    private sealed record Subscription(RedisChannel Channel, Action<RedisChannel, RedisValue> Heard);

    public async Task AddAsync(RedisChannel channel, Action<RedisChannel, RedisValue> heard)
    {
        while (true)
        {
            var session = Present();
            await session.SubscribeAsync(channel, heard);
            lock (_gate)
            {
                // A session that has come meanwhile does not know of it yet.
                if (session != _session) continue;
                _listening.Add(new Subscription(channel, heard));
                return;
            }
        }
    }

    public Task RemoveAsync(RedisChannel channel, Action<RedisChannel, RedisValue> heard)
    {
        lock (_gate) _listening.Remove(new Subscription(channel, heard));
        return Present().UnsubscribeAsync(channel, heard);
    }

    /// <summary>Listens on another session from now on.</summary>
    /// <exception cref="BrokerException">It is lost already; the present one stays.</exception>
    public async Task MoveAsync(RedisSession next)
    {
        HashSet<Subscription> moved = [];
        while (true)
        {
            Subscription[] missing;
            Subscription[] ended;
            lock (_gate)
            {
                missing = [.. _listening.Except(moved)];
                ended = [.. moved.Except(_listening)];
                if (missing.Length == 0 && ended.Length == 0)
                {
                    _session = next;
                    return;
                }
            }

            await Task.WhenAll(missing.Select(subscription => next.SubscribeAsync(subscription.Channel, subscription.Heard)));
            await Task.WhenAll(ended.Select(subscription => next.UnsubscribeAsync(subscription.Channel, subscription.Heard)));
            moved.UnionWith(missing);
            moved.ExceptWith(ended);
        }
    }

    private RedisSession Present()
    {
        lock (_gate) return _session;
    }
}
