using System.Diagnostics.CodeAnalysis;
using Runnel.Threading;

namespace Runnel.Coordination;

/// <summary>One worker's time as the leader, as far as it knows by its own clocks: it ends when another leads, or when renewing failed for too long.</summary>
[SuppressMessage("Reliability", "CA1001", Justification = "Every term is ended by cancelling, which disposes of the timer; who holds the token may outlive it.")]
internal sealed class LeadershipTerm
{
    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _ended;
    private TimeSpan _lasting;
    private LeaseInstant _sent;

    /// <summary>Starts a term.</summary>
    /// <param name="number">The broker's number of the term.</param>
    /// <param name="lasting">How long it lasts from <paramref name="sent"/> on.</param>
    /// <param name="sent">The moment before the broker was asked.</param>
    /// <param name="time">Both clocks.</param>
    public LeadershipTerm(long number, TimeSpan lasting, LeaseInstant sent, TimeProvider time)
    {
        (Number, _time, _lasting, _sent) = (number, time, lasting, sent);
        var left = Left();
        _ended = new CancellationTokenSource(left > TimeSpan.Zero ? left : TimeSpan.FromMilliseconds(1), time);
    }

    /// <summary>The broker's number of the term: higher with each change of leader.</summary>
    public long Number { get; }

    /// <summary>Cancelled when the term ends.</summary>
    public CancellationToken Ended => _ended.Token;

    /// <summary>Whether this worker may act as the leader now.</summary>
    public bool IsHeld
    {
        get
        {
            if (_ended.IsCancellationRequested) return false;
            lock (_gate) return Left() > TimeSpan.Zero;
        }
    }

    /// <summary>Goes on with the term, which the broker has just confirmed. False: it had ended meanwhile.</summary>
    public bool TryRenew(TimeSpan lasting, LeaseInstant sent)
    {
        lock (_gate)
        {
            if (_ended.IsCancellationRequested || Left() <= TimeSpan.Zero) return false;
            (_lasting, _sent) = (lasting, sent);
            var left = Left();
            if (left <= TimeSpan.Zero) return false;
            _ended.CancelAfter(left);
        }

        return !_ended.IsCancellationRequested;
    }

    /// <summary>Ends the term.</summary>
    public Task EndAsync() => Background.CancelAsync(_ended);

    // The larger of both: the monotonic clock stands still while a machine sleeps, the wall clock can be set back.
    private TimeSpan Left()
    {
        var monotonic = _time.GetElapsedTime(_sent.Timestamp);
        var wall = TimeSpan.FromTicks(_time.GetUtcNow().UtcTicks - _sent.Ticks);
        return _lasting - (monotonic > wall ? monotonic : wall);
    }
}
