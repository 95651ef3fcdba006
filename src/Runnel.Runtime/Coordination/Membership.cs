using Microsoft.Extensions.Logging;
using Runnel.Brokers;
using Runnel.Telemetry;
using Runnel.Threading;

namespace Runnel.Coordination;

/// <summary>
/// One executor's part in its group: joins, is heard of, sees who else is there, agrees with them on who works on what, and leaves. Whoever
/// sees first that the members are not those of the assignment makes a new one.
/// </summary>
internal sealed class Membership : IDisposable
{
    private const long NeverHeard = long.MinValue;

    private readonly IBroker _broker;
    private readonly GroupId _group;
    private readonly string _member;
    private readonly MembershipOptions _options;
    private readonly int _partitions;
    private readonly TimeProvider _time;
    private readonly Outage _outage;
    private readonly Announcer _announcer;
    private readonly ILogger _logger;
    private readonly AsyncSignal _signal = new();
    private readonly ITimer _alarm;
    private readonly MembershipView _view;
    private LeaseInstant _confirmed;
    private bool _isConfirmed;
    private long _heardAt = NeverHeard;
    private volatile bool _isLookAsked;

    public Membership(
        IBroker broker, GroupId group, string member, MembershipOptions options, int partitions, Announcer announcer, TimeProvider time, Outage outage, ILogger logger)
    {
        (_broker, _group, _member, _options, _partitions) = (broker, group, member, options, partitions);
        (_announcer, _time, _outage, _logger) = (announcer, time, outage, logger);
        _alarm = time.CreateTimer(static state => ((AsyncSignal)state!).Set(), _signal, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _view = new MembershipView(group, member, partitions, logger);
        Pulse = new LoopPulse("heartbeat", time);
    }

    /// <summary>Whether it advances.</summary>
    public LoopPulse Pulse { get; }

    /// <summary>Whether the group has heard of this member lately: for as long as the others count it as alive.</summary>
    public bool IsJoined => Volatile.Read(ref _heardAt) is var heard and not NeverHeard && _time.GetElapsedTime(heard) < _options.Expiry;

    /// <summary>Takes part until cancelled, then leaves.</summary>
    /// <param name="shared">Told which partitions are this executor's, each time that changes; must be short.</param>
    /// <param name="leaving">Asks to leave.</param>
    public async Task RunAsync(Action<IReadOnlyList<int>> shared, CancellationToken leaving)
    {
        using var stop = leaving.UnsafeRegister(static state => ((AsyncSignal)state!).Set(), _signal);
        var rhythm = new Rhythm(_options.Interval, _time);
        var joined = _time.GetTimestamp();
        var backoff = Backoff.ForBroker;
        var isDue = true;
        while (!leaving.IsCancellationRequested)
        {
            var delay = _options.JoinDelay - _time.GetElapsedTime(joined);
            _isLookAsked = false;
            TimeSpan wait;
            if (await TryBeatAsync(isDue, delay <= TimeSpan.Zero, leaving) is { } state)
            {
                backoff.Reset();
                if (isDue && rhythm.Left == TimeSpan.Zero) rhythm.Advance();
                state = await AgreeAsync(state, delay <= TimeSpan.Zero, leaving);
                if (leaving.IsCancellationRequested) break;
                _view.Tell(shared);
                wait = Least(rhythm.Left, NextDeath(state), delay > TimeSpan.Zero ? delay : Timeout.InfiniteTimeSpan);
            }
            else
            {
                if (leaving.IsCancellationRequested) break;
                GiveUpWhenUnconfirmed(shared);
                wait = backoff.Next();
            }

            await WaitAsync(wait, leaving);
            isDue = rhythm.Left == TimeSpan.Zero;
        }

        Pulse.Rest();
        await LeaveAsync();
    }

    /// <summary>Something was announced: looks at the group at once.</summary>
    public void Look()
    {
        _isLookAsked = true;
        _signal.Set();
    }

    public void Dispose() => _alarm.Dispose();

    /// <summary>Null: no answer.</summary>
    private async ValueTask<GroupState?> TryBeatAsync(bool renews, bool isActive, CancellationToken leaving)
    {
        using var bound = new CancellationTokenSource(_options.Interval, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, leaving);
        var sent = LeaseInstant.Now(_time);
        Pulse.Expect(_options.Interval);
        try
        {
            var beat = new Heartbeat(_group, _member, _options.Expiry, _options.Interval, isActive, _view.Generation, renews);
            var state = await _broker.HeartbeatAsync(beat, either.Token);
            foreach (var dead in state.Dead) _logger.Died(_group.Processor, dead, _group.Stream);
            if (state.HasJoined && _isConfirmed) _logger.JoinedAgain(_group.Processor, _group.Stream);
            if (renews || state.HasJoined)
            {
                (_confirmed, _isConfirmed) = (sent, true);
                Volatile.Write(ref _heardAt, sent.Timestamp);
            }

            _outage.End();
            return state;
        }
        catch (BrokerException error)
        {
            _outage.Report(error);
        }
        catch (OperationCanceledException) when (!leaving.IsCancellationRequested)
        {
            _outage.Report(new BrokerException(BrokerFailure.TimedOut, $"The heartbeat was not answered within {_options.Interval}."));
        }
        catch (OperationCanceledException)
        {
            // Leaving: nobody needs the answer.
        }

        return null;
    }

    /// <summary>Comes to an assignment for the members that are there: the stored one, or a new one.</summary>
    private async ValueTask<GroupState> AgreeAsync(GroupState state, bool isActive, CancellationToken leaving)
    {
        var pauses = new Backoff(TimeSpan.FromMilliseconds(5), _options.AssignmentSleep);
        for (var attempt = 1; ; attempt++)
        {
            if (_view.Propose(state) is not { } proposal) return state;
            Pulse.Expect(_options.Interval + _options.AssignmentSleep);
            var isOvertaken = false;
            try
            {
                using var bound = new CancellationTokenSource(_options.Interval, _time);
                var generation = await _broker.AssignAsync(_group, state.Generation, proposal, _options.Interval, bound.Token);
                if (generation > 0)
                {
                    _view.Adopt(generation, proposal);
                    await _announcer.AnnounceAsync(new Announcement(AnnouncementKind.GroupChanged));
                    return state;
                }

                isOvertaken = true;
            }
            catch (BrokerException error)
            {
                _outage.Report(error);
            }
            catch (OperationCanceledException)
            {
                _outage.Report(new BrokerException(BrokerFailure.TimedOut, $"The assignment was not answered within {_options.Interval}."));
            }

            if (attempt == _options.AssignmentAttempts) break;
            // Another was first: what it decided is there to be read at once. Who meets that again and again steps aside.
            if (attempt > 1 || !isOvertaken) await Task.Delay(pauses.Next(), _time, leaving).ConfigureAwait(Waits.Quietly);
            if (leaving.IsCancellationRequested || await TryBeatAsync(renews: false, isActive, leaving) is not { } next) return state;
            state = next;
        }

        _logger.AssignmentGivenUp(_group.Processor, _options.AssignmentAttempts, _group.Stream);
        return state;
    }

    /// <summary>Others give this executor's partitions away when it was not heard of for so long, so it must not keep them from those.</summary>
    private void GiveUpWhenUnconfirmed(Action<IReadOnlyList<int>> shared)
    {
        if (!_isConfirmed || _confirmed.Elapsed(_time) < _options.Expiry) return;
        if (!_view.Forget()) return;
        _logger.Unconfirmed(_group.Processor, _options.Expiry, _group.Stream);
        _view.Tell(shared);
    }

    private async ValueTask WaitAsync(TimeSpan wait, CancellationToken leaving)
    {
        if (_isLookAsked || leaving.IsCancellationRequested || wait == TimeSpan.Zero) return;
        // A timer's clock is coarser than the stopwatch: a look that comes too early comes again.
        Pulse.Expect(wait);
        _alarm.Change(wait + TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
        await _signal.WaitAsync();
    }

    private async Task LeaveAsync()
    {
        using var bound = new CancellationTokenSource(_options.Interval, _time);
        try
        {
            await _broker.LeaveAsync(_group, _member, bound.Token);
        }
        catch (Exception error) when (error is BrokerException or OperationCanceledException)
        {
            _logger.CouldNotLeave(_group.Processor, _group.Stream, _options.Expiry, error.Message);
            return;
        }

        await _announcer.AnnounceAsync(new Announcement(AnnouncementKind.GroupChanged));
    }

    /// <summary>When the first of the others counts as dead, if nothing is heard of it until then.</summary>
    private TimeSpan NextDeath(GroupState state)
    {
        var next = Timeout.InfiniteTimeSpan;
        foreach (var member in state.Members)
        {
            if (member.Id != _member) next = Least(next, member.Remaining > TimeSpan.Zero ? member.Remaining : TimeSpan.Zero);
        }

        return next;
    }

    private static TimeSpan Least(params ReadOnlySpan<TimeSpan> waits)
    {
        var least = Timeout.InfiniteTimeSpan;
        foreach (var wait in waits)
        {
            if (least < TimeSpan.Zero || (wait >= TimeSpan.Zero && wait < least)) least = wait;
        }

        return least;
    }
}
