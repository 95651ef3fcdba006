using System.Globalization;
using System.Net;
using StackExchange.Redis;

namespace Runnel.Brokers.Redis;

/// <summary>
/// Asks the sentinels where the primary is. The client could follow it by itself, but connects to the replicas too: while two servers take
/// themselves for the primary it sends to either, and it may keep the one that is made a replica afterwards, and then has none.
/// </summary>
internal sealed class RedisSentinels(ConfigurationOptions user, string clientName, RedisErrors errors, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan AnswerBound = TimeSpan.FromSeconds(1);

    // Sentinels tell each other every two seconds. Those whose memory was erased begin their epochs anew.
    private static readonly TimeSpan DisbeliefBound = TimeSpan.FromSeconds(10);

    private readonly string _service = user.ServiceName!;
    private readonly Lock _gate = new();
    private Task<ConnectionMultiplexer>? _opening;
    private EndPoint? _primary;
    private long _configEpoch;
    private long _toldAt;
    private bool _isDisposed;

    /// <summary>
    /// The primary of the newest configuration that a sentinel knows. They hear of a new one one after the other: whoever still tells of an older
    /// one than was told before, because the others are slow to answer, is not believed for a while.
    /// </summary>
    /// <exception cref="BrokerException">No sentinel answers, or none knows the service.</exception>
    public async Task<EndPoint> FindPrimaryAsync(CancellationToken cancellationToken)
    {
        var multiplexer = await Connected().WaitAsync(cancellationToken);
        var servers = Array.FindAll(multiplexer.GetServers(), static server => server.IsConnected);
        var answers = await Task.WhenAll(Array.ConvertAll(servers, server => AskAsync(server, cancellationToken)));
        if (answers.Where(static answer => answer.Primary is not null).MaxBy(static answer => answer.ConfigEpoch) is { } newest)
            return Believe(newest.Primary!, newest.ConfigEpoch);
        var reason = Array.Find(answers, static answer => answer.Error is not null)?.Error;
        throw reason is null ? errors.Unreachable("no sentinel is connected", null, isUncertain: false) : errors.Unreachable(
            $"no sentinel tells the primary of '{_service}' ({errors.Why(reason)})", reason, isUncertain: false);
    }

    public async ValueTask DisposeAsync()
    {
        Task<ConnectionMultiplexer>? opening;
        lock (_gate) (_isDisposed, opening) = (true, _opening);
        if (opening is null) return;
        try
        {
            await RedisSession.CloseAsync(await opening);
        }
        catch (BrokerException)
        {
            // It was never open; the reason went to who asked.
        }
    }

    private EndPoint Believe(EndPoint primary, long configEpoch)
    {
        lock (_gate)
        {
            var isStale = _primary is not null && (configEpoch < _configEpoch || (configEpoch == _configEpoch && !primary.Equals(_primary)));
            if (isStale && time.GetElapsedTime(_toldAt) < DisbeliefBound) return _primary!;
            (_primary, _configEpoch, _toldAt) = (primary, configEpoch, time.GetTimestamp());
            return primary;
        }
    }

    /// <summary>The one connection to all sentinels, opened by whoever asks first.</summary>
    private Task<ConnectionMultiplexer> Connected()
    {
        lock (_gate)
        {
            if (_isDisposed) throw errors.Unreachable("the connection to the sentinels was closed", null, isUncertain: false);
            if (_opening is null or { IsFaulted: true }) _opening = OpenAsync();
            return _opening;
        }
    }

    private async Task<ConnectionMultiplexer> OpenAsync()
    {
        var options = RedisOptions.ForSentinels(user, clientName);
        await RedisProbe.EnsureReachableAsync(options, errors);
        try
        {
            return await ConnectionMultiplexer.SentinelConnectAsync(options);
        }
        catch (Exception error) when (RedisErrors.IsOfRedis(error))
        {
            throw errors.Translate(error);
        }
    }

    private async Task<Answer> AskAsync(IServer server, CancellationToken cancellationToken)
    {
        try
        {
            // In this order: an address newer than its epoch is told again with the right one, an older one would be taken for new.
            var master = server.SentinelMasterAsync(_service);
            var address = server.SentinelGetMasterAddressByNameAsync(_service);
            // One that is frozen keeps the others' answers waiting no longer than this.
            await Task.WhenAll(master, address).WaitAsync(AnswerBound, time, cancellationToken);
            var epoch = (await master).First(static field => field.Key == "config-epoch").Value;
            return new Answer(await address, long.Parse(epoch, CultureInfo.InvariantCulture), null);
        }
        catch (Exception error) when (RedisErrors.IsOfRedis(error) || error is TimeoutException)
        {
            return new Answer(null, 0, error);
        }
    }

    private sealed record Answer(EndPoint? Primary, long ConfigEpoch, Exception? Error);
}
