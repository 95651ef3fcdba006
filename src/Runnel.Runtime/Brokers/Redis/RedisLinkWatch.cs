using System.Net;
using Microsoft.Extensions.Logging;

namespace Runnel.Brokers.Redis;

/// <summary>
/// Looks each second after all links: whether they lead to the primary, and have one at all. Under sentinels the old primary goes on answering
/// for a while after a failover: all links leave it before any goes to the new one, so that what is read, leased and committed never stands on two
/// servers.
/// </summary>
/// <param name="sentinels">Null: the client finds the servers itself.</param>
/// <param name="address">Where Redis is, for people.</param>
/// <param name="left">Called when the links have left a primary.</param>
/// <param name="logger">Hears of it.</param>
/// <param name="time">When to look.</param>
internal sealed class RedisLinkWatch(RedisSentinels? sentinels, string address, Action left, ILogger logger, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan Rhythm = TimeSpan.FromSeconds(1);
    private readonly Lock _gate = new();
    private readonly List<RedisLink> _links = [];
    private EndPoint? _primary;
    private bool _isDisposed;

    /// <summary>Where a new link is to lead. Null: wherever the client finds it.</summary>
    public async ValueTask<EndPoint?> FindPrimaryAsync(CancellationToken cancellationToken)
    {
        if (sentinels is null) return null;
        lock (_gate)
        {
            if (_primary is not null) return _primary;
        }

        var found = await sentinels.FindPrimaryAsync(cancellationToken);
        // All links lead to the one that the first to ask has found, until the next look.
        lock (_gate) return _primary ??= found;
    }

    /// <summary>Looks after a new link too.</summary>
    public async ValueTask<RedisLink> AddAsync(RedisLink link)
    {
        EndPoint? primary;
        bool isDisposed;
        lock (_gate)
        {
            _links.Add(link);
            (primary, isDisposed) = (_primary, _isDisposed);
        }

        if (isDisposed) await link.DisposeAsync();
        // Another server may have been made the primary while it was opened.
        else if (primary is not null) await link.LeaveAsync(primary);
        return link;
    }

    /// <summary>Closes all links, and each that comes later. All at once: a frozen server keeps none of them waiting for another.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_gate) _isDisposed = true;
        await Task.WhenAll(Links().Select(static link => link.DisposeAsync().AsTask()));
    }

    /// <summary>Until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Rhythm, time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                if (sentinels is not null) await FollowAsync(sentinels, cancellationToken);
                await Task.WhenAll(Links().Select(MendAsync));
            }
        }
        catch (OperationCanceledException)
        {
            // The broker is being disposed of.
        }
    }

    private async Task FollowAsync(RedisSentinels sentinels, CancellationToken cancellationToken)
    {
        try
        {
            var found = await sentinels.FindPrimaryAsync(cancellationToken);
            lock (_gate)
            {
                if (found.Equals(_primary)) return;
                (var isFirst, _primary) = (_primary is null, found);
                if (isFirst) return;
            }

            RedisLog.PrimaryMoved(logger, address, RedisOptions.Name(found));
            // Each has left when its call is back; the closing of connections is waited for afterwards.
            var leaving = Array.ConvertAll(Links(), link => link.LeaveAsync(found).AsTask());
            left();
            await Task.WhenAll(leaving);
        }
        catch (BrokerException error)
        {
            // The links go on as they are: sentinels that are away for a while are no reason to stop.
            RedisLog.LookFailed(logger, error.Message);
        }
    }

    private async Task MendAsync(RedisLink link)
    {
        EndPoint? primary;
        lock (_gate) primary = _primary;
        try
        {
            if (await link.MendAsync(primary)) RedisLog.LinkReplaced(logger, link.Purpose, primary is null ? address : RedisOptions.Name(primary));
        }
        catch (BrokerException error)
        {
            RedisLog.LinkNotReplaced(logger, link.Purpose, address, error.Message);
        }
    }

    private RedisLink[] Links()
    {
        lock (_gate)
        {
            _links.RemoveAll(static link => link.IsDisposed);
            return [.. _links];
        }
    }
}
