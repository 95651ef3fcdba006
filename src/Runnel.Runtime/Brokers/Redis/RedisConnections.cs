using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Runnel.Brokers.Redis;

/// <summary>
/// The broker's connections: one for commands, one for leases and leadership (a large fetch must not keep a renewal waiting), one
/// per blocking wait under way, and one to listen to channels.
/// </summary>
internal sealed class RedisConnections : IAsyncDisposable
{
    private readonly string _app;
    private readonly ConfigurationOptions _options;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _gate = new(1);
    private readonly ConcurrentQueue<RedisLink> _idleWaits = new();
    private readonly CancellationTokenSource _ending = new();
    private RedisLink? _commands;
    private RedisLink? _leases;
    private readonly OwnedTasks _owned = new();
    private readonly RedisServerCheck _check;
    private readonly RedisSentinels? _sentinels;
    private readonly RedisLinkWatch _watch;
    private readonly TimeProvider _time;
    private Task<RedisLink>? _news;
    private int _checkAsked;
    private int _newsWarned;
    private int _watched;
    private long _generation = 1;

    public RedisConnections(string app, string url, ILogger logger, TimeProvider time)
    {
        _app = app;
        _logger = logger;
        _time = time;
        _check = new RedisServerCheck(logger);
        _options = RedisConnectionString.Parse(url);
        _options.SetDefaultPorts();
        EndPoints = RedisOptions.EndPoints(_options);
        Address = RedisOptions.Address(_options);
        Errors = new RedisErrors(EndPoints);
        if (!string.IsNullOrEmpty(_options.ServiceName)) _sentinels = new RedisSentinels(_options, ClientName("sentinels"), Errors, time);
        _watch = new RedisLinkWatch(_sentinels, EndPoints, () => Interlocked.Increment(ref _generation), logger, time);
    }

    /// <summary>A URL for people: no secrets.</summary>
    public string Address { get; }

    public string EndPoints { get; }

    public RedisErrors Errors { get; }

    public ILogger Logger => _logger;

    public long Generation => Interlocked.Read(ref _generation);

    public bool IsCluster { get; private set; }

    public RedisLink Commands => _commands ?? throw NotConnected();

    public RedisLink Leases => _leases ?? throw NotConnected();

    public async ValueTask ConnectAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_ending.IsCancellationRequested, this);
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_commands is null || _leases is null) await OpenAsync(cancellationToken);
            await CheckServersAsync(cancellationToken);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>A connection for one blocking wait, to be given back.</summary>
    public async ValueTask<RedisLink> RentWaitAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_ending.IsCancellationRequested, this);
        if (_idleWaits.TryDequeue(out var idle)) return idle;
        var opening = OpenAsync("wait", RedisOptions.ForWaits, "wait");
        try
        {
            return await opening.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // The next wait will want it.
            Own(KeepAsync(opening));
            throw;
        }
    }

    public void ReturnWait(RedisLink link) => _idleWaits.Enqueue(link);

    /// <summary>The one connection for channels, opened by whoever asks first.</summary>
    public Task<RedisLink> NewsAsync()
    {
        ObjectDisposedException.ThrowIf(_ending.IsCancellationRequested, this);
        lock (_idleWaits)
        {
            if (_news is null or { IsFaulted: true } or { IsCanceled: true }) _news = OpenNewsAsync();
            return _news;
        }
    }

    /// <summary>Called when the connection for channels was restored or a slot moved: what was said in between was not heard.</summary>
    public event Action? NewsMissed;

    /// <summary>Keeps work that nobody waits for any more, until it is done.</summary>
    public void Own(Task task) => _owned.Add(task);

    public async ValueTask DisposeAsync()
    {
        if (_ending.IsCancellationRequested) return;
        await _ending.CancelAsync();
        await _gate.WaitAsync();
        await _watch.DisposeAsync();
        await _owned.DrainAsync();
        if (_sentinels is not null) await _sentinels.DisposeAsync();
        _gate.Dispose();
        _ending.Dispose();
    }

    private async Task OpenAsync(CancellationToken cancellationToken)
    {
        var commands = OpenAsync("command", RedisOptions.ForCommands, "commands");
        var leases = OpenAsync("lease", RedisOptions.ForCommands, "leases");
        try
        {
            await Task.WhenAll(commands, leases).WaitAsync(cancellationToken);
        }
        catch
        {
            foreach (var opening in (Task<RedisLink>[])[commands, leases]) Own(DropAsync(opening));
            throw;
        }

        (_commands, _leases) = (await commands, await leases);
        IsCluster = _commands.IsCluster;
    }

    private async Task<RedisLink> OpenNewsAsync()
    {
        var link = await OpenAsync("news", RedisOptions.ForNews, "news", NewsChanged);
        if (!_ending.IsCancellationRequested) return link;
        await link.DisposeAsync();
        throw NotConnected();
    }

    /// <summary>Once: it is most likely the same for all channels.</summary>
    public void WarnNewsUnheard(string channel, string reason)
    {
        if (Interlocked.Exchange(ref _newsWarned, 1) == 0) RedisLog.NewsUnheard(_logger, channel, EndPoints, reason, RedisDoorbellWatch.BlindLook);
    }

    /// <summary>Nothing is read or leased by this connection, so the generation stays.</summary>
    private void NewsChanged(bool isLost, Exception? error)
    {
        if (!isLost) NewsMissed?.Invoke();
    }

    private async Task KeepAsync(Task<RedisLink> opening)
    {
        try
        {
            var link = await opening;
            if (_ending.IsCancellationRequested) await link.DisposeAsync();
            else ReturnWait(link);
        }
        catch (BrokerException)
        {
            // Whoever waited for it has given up, and the next one tries again.
        }
    }

    private static async Task DropAsync(Task<RedisLink> opening)
    {
        try
        {
            await (await opening).DisposeAsync();
        }
        catch (BrokerException)
        {
            // It is not there: nothing is left to drop. The reason went to who asked, if anybody still did.
        }
    }

    private Task<RedisLink> OpenAsync(string purpose, Func<ConfigurationOptions, string, ConfigurationOptions> options, string name)
    {
        var lost = 0;
        return OpenAsync(purpose, options, name, (isLost, error) => Changed(purpose, ref lost, isLost, error));
    }

    private async Task<RedisLink> OpenAsync(
        string purpose, Func<ConfigurationOptions, string, ConfigurationOptions> options, string name, Action<bool, Exception?> changed)
    {
        if (Interlocked.Exchange(ref _watched, 1) == 0) Own(_watch.RunAsync(_ending.Token));
        var primary = await _watch.FindPrimaryAsync(CancellationToken.None);
        var link = await RedisLink.OpenAsync(purpose, () => options(_options, ClientName(name)), primary, Errors, changed, _time);
        return await _watch.AddAsync(link);
    }

    /// <summary>A connection came or went: what was read or leased before may stand on a server that is not the one it was.</summary>
    private void Changed(string purpose, ref int lost, bool isLost, Exception? error)
    {
        if (_ending.IsCancellationRequested) return;
        Interlocked.Increment(ref _generation);
        if (isLost)
        {
            if (Interlocked.Exchange(ref lost, 1) == 0) RedisLog.ConnectionLost(_logger, purpose, EndPoints, Errors.Why(error));
            return;
        }

        if (Interlocked.Exchange(ref lost, 0) == 1) RedisLog.ConnectionRestored(_logger, purpose, EndPoints);
        // Many slots that move, or connections that come back, ask for one look together.
        if (Interlocked.Exchange(ref _checkAsked, 1) == 0) Own(CheckAgainAsync());
    }

    private async Task CheckAgainAsync()
    {
        await Task.Yield();
        Interlocked.Exchange(ref _checkAsked, 0);
        try
        {
            await CheckServersAsync(_ending.Token);
        }
        catch (OperationCanceledException)
        {
            // The broker is being disposed of.
        }
        catch (Exception error) when (error is BrokerException or InvalidOperationException)
        {
            // The next restored connection looks again; commands meet the trouble themselves.
            RedisLog.CheckFailed(_logger, EndPoints, error.Message);
        }
    }

    private async ValueTask CheckServersAsync(CancellationToken cancellationToken)
    {
        if (await _check.LookAsync(Commands, cancellationToken)) Interlocked.Increment(ref _generation);
    }

    private string ClientName(string purpose) => $"runnel:{_app}:{purpose}";

    /// <summary>A host connects in the background, so whoever is earlier waits for it like for a server that is away.</summary>
    private BrokerException NotConnected()
        => new(BrokerFailure.Unavailable, $"There is no connection to {EndPoints} yet.") { IsUncertain = false };
}
