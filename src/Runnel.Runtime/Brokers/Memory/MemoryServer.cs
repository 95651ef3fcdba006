namespace Runnel.Brokers.Memory;

/// <summary>
/// "The server" inside one process: what <see cref="MemoryBroker"/>s of one or many apps share. It lives and dies with the process.
/// </summary>
/// <param name="time">The server's clock: by it leases, leadership and stored answers run out, and entries get their ids.</param>
internal sealed partial class MemoryServer(TimeProvider time)
{
    private readonly Dictionary<string, MemoryApp> _apps = new(StringComparer.Ordinal);
    private readonly long _started = time.GetTimestamp();

    /// <summary>Guards everything; held for short, synchronous sections only.</summary>
    public Lock Gate { get; } = new();

    public TimeProvider Time { get; } = time;

    /// <summary>The clock that expiry is judged by. It is monotonic: setting the machine's clock ends no lease.</summary>
    public TimeSpan Now => Time.GetElapsedTime(_started);

    /// <summary>The Unix time that new ids and epochs are made from.</summary>
    public long UnixMicroseconds => Math.Max(1, (Time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond);

    /// <summary>The app's part of the server; call it, and use what it returns, only under <see cref="Gate"/>.</summary>
    public MemoryApp App(string app)
    {
        if (!_apps.TryGetValue(app, out var found)) _apps[app] = found = new MemoryApp();
        return found;
    }
}
