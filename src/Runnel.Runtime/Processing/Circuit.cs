using Runnel.Pipeline;

namespace Runnel.Processing;

/// <summary>
/// Tells "everything fails" from "this event fails", for one processor in one worker. It is a state machine and no more: what waits, waits elsewhere.
/// </summary>
/// <remarks>
/// Closed: a failure is a suspect. When a delivery that began after it succeeds, the event itself is bad, and is judged; so it is when nothing else is
/// heard of for the time of a pause. When so many fail in a row, none that began later having succeeded, the circuit opens.
/// Open: nothing is handed out. After a pause one of those that wait is tried, each at its turn. When it succeeds, the circuit closes and all go on; when
/// it fails, the pause doubles; when it takes longer than the pause, the next is tried beside it.
/// </remarks>
internal sealed class Circuit : IDisposable
{
    /// <summary>A delivery that failed again after others had closed the circuit so often is not held any more.</summary>
    internal const int MostClosings = 3;

    private readonly int _threshold;
    private readonly TimeSpan _firstPause;
    private readonly TimeSpan _longestPause;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private readonly List<CircuitWait> _waits = [];
    private readonly List<CircuitWait> _suspects = [];
    private readonly List<PartitionSession> _trying = [];
    private PartitionSession? _next;
    private bool _isDue;
    private TimeSpan _pause;

    // Failures so far, and how many of them there had been when the last delivery began that succeeded: the rest are in a row.
    private long _failed;
    private long _outlived;
    private volatile bool _isOpen;

    public Circuit(int failures, TimeSpan pause, TimeSpan maxPause, TimeProvider time)
    {
        (_threshold, _firstPause, _pause, _time) = (failures, pause, pause, time);
        _longestPause = maxPause > pause ? maxPause : pause;
        _timer = time.CreateTimer(static state => ((Circuit)state!).OnDue(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public bool IsOpen => _isOpen;

    /// <summary>How many failures in a row open it.</summary>
    public int Threshold => _threshold;

    /// <summary>How long the next try is away once the circuit is open, and how long a suspect waits at most.</summary>
    public TimeSpan Pause
    {
        get
        {
            lock (_gate) return _pause;
        }
    }

    // ---- Before a delivery.

    /// <summary>Whether a partition that has nothing in hand must wait; it is woken when it need not, or when it is its turn.</summary>
    public bool Pauses(PartitionSession session, bool hasEvents)
    {
        lock (_gate)
        {
            if (!_isOpen || MayTry(session)) return false;
            var wait = Find(session);
            if (wait is null) _waits.Add(wait = new CircuitWait(session));
            wait.IsReady = hasEvents;
            GiveTurn();
            return _next != session;
        }
    }

    /// <summary>Whether a delivery may begin; <paramref name="began"/> is for <see cref="Succeed"/>.</summary>
    public bool TryBegin(PartitionSession session, out long began)
    {
        began = Volatile.Read(ref _failed);
        if (!_isOpen) return true;
        lock (_gate)
        {
            if (!_isOpen) return true;
            if (!MayTry(session)) return false;
            if (_next != session) return true;
            _next = null;
            _trying.Add(session);
            return true;
        }
    }

    /// <summary>Has a delivery wait that may not begin; false: it may by now.</summary>
    public bool TryHold(CircuitWait wait)
    {
        lock (_gate)
        {
            if (!_isOpen || MayTry(wait.Session)) return false;
            Hold(wait);
            return true;
        }
    }

    // ---- After a delivery.

    /// <summary>True: that closed the circuit.</summary>
    public bool Succeed(PartitionSession session, long began)
    {
        if (!_isOpen && began <= Volatile.Read(ref _outlived)) return false;
        lock (_gate)
        {
            if (_isOpen)
            {
                var wasTried = _trying.Contains(session);
                if (wasTried) Close();
                return wasTried;
            }

            if (began <= _outlived) return false;
            Volatile.Write(ref _outlived, began);
            for (var i = _suspects.Count - 1; i >= 0; i--)
            {
                if (_suspects[i].Number > began) continue;
                _suspects[i].Decide(tryAgain: false);
                _suspects.RemoveAt(i);
            }

            return false;
        }
    }

    /// <summary>The delivery failed. Unless it is to be judged, it has a verdict to wait for.</summary>
    public CircuitEffect Fail(CircuitWait wait)
    {
        lock (_gate)
        {
            if (_isOpen)
            {
                var wasTried = _trying.Remove(wait.Session);
                if (wasTried)
                {
                    _pause = _pause * 2 < _longestPause ? _pause * 2 : _longestPause;
                    Arm();
                }

                wait.Number = _failed;
                Hold(wait);
                return wasTried ? CircuitEffect.StayOpen : CircuitEffect.Hold;
            }

            if (wait.Closings >= MostClosings) return CircuitEffect.Judge;
            Volatile.Write(ref _failed, _failed + 1);
            wait.Number = _failed;
            if (_failed - _outlived < _threshold)
            {
                wait.Hold();
                wait.Limit = _time.CreateTimer(state => Expire((CircuitWait)state!), wait, _pause, Timeout.InfiniteTimeSpan);
                _suspects.Add(wait);
                return CircuitEffect.Suspect;
            }

            Open();
            Hold(wait);
            return CircuitEffect.Open;
        }
    }

    /// <summary>The delivery ended in a way that says nothing about others: if it was the one that was tried, the next is.</summary>
    public void Pass(PartitionSession session)
    {
        lock (_gate) PassTurn(session);
    }

    /// <summary>The partition waits no more: stopped, lost or ended.</summary>
    public void Leave(PartitionSession session)
    {
        lock (_gate)
        {
            Remove(_waits, session);
            Remove(_suspects, session);
            PassTurn(session);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var suspect in _suspects) suspect.Limit?.Dispose();
        }

        _timer.Dispose();
    }

    private static void Remove(List<CircuitWait> waits, PartitionSession session)
    {
        for (var i = waits.Count - 1; i >= 0; i--)
        {
            if (waits[i].Session != session) continue;
            waits[i].Limit?.Dispose();
            waits.RemoveAt(i);
        }
    }

    private CircuitWait? Find(PartitionSession session)
    {
        foreach (var wait in _waits)
        {
            if (wait.Session == session) return wait;
        }

        return null;
    }

    private void Hold(CircuitWait wait)
    {
        // It waited without a delivery, and was handed one while its turn passed to another.
        Remove(_waits, wait.Session);
        wait.Hold();
        _waits.Add(wait);
        GiveTurn();
    }

    private void Open()
    {
        _isOpen = true;
        _pause = _firstPause;
        foreach (var suspect in _suspects)
        {
            suspect.Limit?.Dispose();
            suspect.Limit = null;
            _waits.Add(suspect);
        }

        _suspects.Clear();
        Arm();
    }

    private void Close()
    {
        (_isOpen, _next, _isDue, _pause) = (false, null, false, _firstPause);
        _trying.Clear();
        Volatile.Write(ref _outlived, _failed);
        _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        foreach (var wait in _waits)
        {
            if (wait.Number > 0) wait.Closings++;
            Release(wait);
        }

        _waits.Clear();
    }

    private static void Release(CircuitWait wait)
    {
        if (wait.IsHeld) wait.Decide(tryAgain: true);
        else wait.Session.Wake();
    }

    private void Arm()
    {
        _isDue = false;
        _timer.Change(_pause, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Whose turn it is and has not begun in all that time loses it; who began and has not ended keeps the others waiting no longer.</summary>
    private void OnDue()
    {
        lock (_gate)
        {
            if (!_isOpen) return;
            (_next, _isDue) = (null, true);
            GiveTurn();
        }
    }

    private void PassTurn(PartitionSession session)
    {
        if (_next == session) _next = null;
        else if (!_trying.Remove(session)) return;
        _isDue = _next is null;
        GiveTurn();
    }

    private void GiveTurn()
    {
        if (!_isDue) return;
        for (var i = 0; i < _waits.Count; i++)
        {
            var wait = _waits[i];
            if (!wait.IsReady) continue;
            _waits.RemoveAt(i);
            Arm();
            _next = wait.Session;
            Release(wait);
            return;
        }
    }

    private bool MayTry(PartitionSession session) => _next == session || _trying.Contains(session);

    private void Expire(CircuitWait suspect)
    {
        lock (_gate)
        {
            if (_suspects.Remove(suspect)) suspect.Decide(tryAgain: false);
        }
    }
}
