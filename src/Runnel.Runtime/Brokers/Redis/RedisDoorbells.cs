namespace Runnel.Brokers.Redis;

/// <summary>
/// The doorbells of partitions on a cluster: sharded channels, which the append script rings. Each is listened to from the first wait for
/// its partition until nobody has waited for a while. Programs other than Runnel ring nothing, and a ring may be missed while a connection or
/// a slot moves, so whoever waits also looks from time to time.
/// </summary>
internal sealed class RedisDoorbells
{
    private static readonly TimeSpan IdleFor = TimeSpan.FromMinutes(1);
    private readonly Lock _gate = new();
    private readonly Dictionary<PartitionId, RedisDoorbell> _bells = [];
    private readonly RedisConnections _connections;
    private readonly IKeyLayout _keys;
    private readonly TimeProvider _time;
    private long _swept;

    public RedisDoorbells(RedisConnections connections, IKeyLayout keys, TimeProvider time)
    {
        (_connections, _keys, _time, _swept) = (connections, keys, time, time.GetTimestamp());
        connections.NewsMissed += RingAll;
    }

    /// <summary>How long a wait lasts without a ring until the partitions are looked at all the same.</summary>
    public TimeSpan Look { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Listens for the partitions of a wait until disposed.</summary>
    public RedisDoorbellWatch Watch(IReadOnlyList<ReadRequest> requests)
    {
        var watch = new RedisDoorbellWatch(requests.Count, Look, _time);
        lock (_gate)
        {
            for (var i = 0; i < requests.Count; i++)
            {
                if (!_bells.TryGetValue(requests[i].Partition, out var bell))
                {
                    bell = new RedisDoorbell(_keys.News(requests[i].Partition), _connections, _time);
                    _bells.Add(requests[i].Partition, bell);
                }

                watch.Add(bell);
                if (bell.ShouldSubscribe) _connections.Own(bell.SubscribeAsync());
            }

            Sweep();
        }

        return watch;
    }

    private void RingAll()
    {
        lock (_gate)
        {
            foreach (var bell in _bells.Values) bell.Ring();
        }
    }

    private void Sweep()
    {
        if (_time.GetElapsedTime(_swept) < IdleFor) return;
        _swept = _time.GetTimestamp();
        foreach (var (partition, bell) in _bells)
        {
            if (bell.IdleFor < IdleFor) continue;
            _bells.Remove(partition);
            _connections.Own(bell.UnsubscribeAsync());
        }
    }
}
