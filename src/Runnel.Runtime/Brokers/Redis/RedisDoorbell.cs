using StackExchange.Redis;

namespace Runnel.Brokers.Redis;

/// <summary>The doorbell of one partition.</summary>
internal sealed class RedisDoorbell(RedisChannel channel, RedisConnections connections, TimeProvider time)
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);
    private readonly Lock _gate = new();
    private readonly HashSet<RedisDoorbellWatch> _watches = [];
    private Subscription _subscription = Subscription.None;
    private long _since = time.GetTimestamp();

    private enum Subscription
    {
        None,
        UnderWay,
        Listening,
        Failed,
    }

    /// <summary>Whether a ring would be heard.</summary>
    public bool IsListening
    {
        get
        {
            lock (_gate) return _subscription == Subscription.Listening;
        }
    }

    /// <summary>Whether nobody has tried to listen yet, or for a while since that failed. Answers true once, to the one who then does it.</summary>
    public bool ShouldSubscribe
    {
        get
        {
            lock (_gate)
            {
                if (_subscription != Subscription.None && (_subscription != Subscription.Failed || time.GetElapsedTime(_since) < RetryAfter)) return false;
                _subscription = Subscription.UnderWay;
                return true;
            }
        }
    }

    /// <summary>How long nobody has waited for it.</summary>
    public TimeSpan IdleFor
    {
        get
        {
            lock (_gate) return _watches.Count > 0 || _subscription == Subscription.UnderWay ? TimeSpan.Zero : time.GetElapsedTime(_since);
        }
    }

    public void Add(RedisDoorbellWatch watch)
    {
        lock (_gate) _watches.Add(watch);
    }

    public void Remove(RedisDoorbellWatch watch)
    {
        lock (_gate)
        {
            _watches.Remove(watch);
            if (_subscription == Subscription.Listening) _since = time.GetTimestamp();
        }
    }

    public void Ring()
    {
        lock (_gate)
        {
            foreach (var watch in _watches) watch.Ring();
        }
    }

    public async Task SubscribeAsync()
    {
        try
        {
            await (await connections.NewsAsync()).SubscribeAsync(channel, Heard);
            Become(Subscription.Listening);
            // What came before is read now: nobody heard it ring.
            Ring();
        }
        catch (Exception error) when (error is BrokerException or ObjectDisposedException)
        {
            Become(Subscription.Failed);
            if (error is BrokerException { IsTransient: false }) connections.WarnNewsUnheard($"{channel}", error.Message);
        }
    }

    public async Task UnsubscribeAsync()
    {
        try
        {
            await (await connections.NewsAsync()).UnsubscribeAsync(channel, Heard);
        }
        catch (Exception error) when (error is BrokerException or ObjectDisposedException)
        {
            // The connection is gone, and with it the subscription: the client asks only for what it still listens to.
        }
    }

    private void Become(Subscription subscription)
    {
        lock (_gate) (_subscription, _since) = (subscription, time.GetTimestamp());
    }

    private void Heard(RedisChannel rung, RedisValue message) => Ring();
}
