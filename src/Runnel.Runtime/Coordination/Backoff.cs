using Runnel.Threading;

namespace Runnel.Coordination;

/// <summary>Waits between tries that grow, with jitter, until one succeeds.</summary>
internal struct Backoff
{
    private readonly TimeSpan _first;
    private readonly TimeSpan _longest;
    private TimeSpan _next;

    public Backoff(TimeSpan first, TimeSpan longest) => (_first, _longest, _next) = (first, longest, first);

    /// <summary>For calls to the broker: short enough to go on soon after it is back, long enough not to press it.</summary>
    public static Backoff ForBroker => new(TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(1));

    /// <summary>The next wait: between three quarters of it and all of it.</summary>
    public TimeSpan Next()
    {
        var wait = _next * (0.75 + (Chance.NextDouble() / 4));
        _next = _next * 2 < _longest ? _next * 2 : _longest;
        return wait;
    }

    public void Reset() => _next = _first;
}
