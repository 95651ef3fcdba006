namespace Runnel.Brokers.Memory;

/// <content>Groups and announcements.</content>
internal sealed partial class MemoryBroker
{
    public ValueTask<GroupState> HeartbeatAsync(Heartbeat heartbeat, CancellationToken cancellationToken)
        => Call(heartbeat, static (broker, beat) => MemoryGrouping.Beat(broker.Server, broker.App.Group(beat.Group), beat), cancellationToken);

    public ValueTask<long> AssignAsync(GroupId group, long expected, Assignment assignment, TimeSpan interval, CancellationToken cancellationToken)
        => Call(
            (group, expected, assignment, interval),
            static (broker, call) => MemoryGrouping.Assign(broker.Server, broker.App.Group(call.group), call.expected, call.assignment, call.interval),
            cancellationToken);

    public ValueTask LeaveAsync(GroupId group, string member, CancellationToken cancellationToken)
        => WithoutResult(Call((group, member), static (broker, call) => broker.App.Group(call.group).Members.Remove(call.member) ? 1 : 0, cancellationToken));

    public ValueTask<GroupState> InspectAsync(GroupId group, CancellationToken cancellationToken)
        => Call(group, static (broker, group) => broker.App.Group(group).View(broker.Server.Now), cancellationToken);

    public ValueTask AnnounceAsync(GroupId group, Announcement announcement, CancellationToken cancellationToken)
        => WithoutResult(Call((group, announcement), static (broker, call) =>
        {
            broker.App.Listeners.Announce(call.group, call.announcement);
            return 0;
        }, cancellationToken));

    public ValueTask<IAsyncDisposable> ListenAsync(GroupId group, Action<Announcement> heard, CancellationToken cancellationToken)
        => Call((group, heard), static (broker, call) =>
        {
            // A broker that is cut off hears nothing.
            void Heard(Announcement announcement)
            {
                if (!broker._isCutOff && broker.Server.IsReachable) call.heard(announcement);
            }

            return (IAsyncDisposable)broker.App.Listeners.Add(call.group, Heard, broker.Server.Gate);
        }, cancellationToken);

    public ValueTask<LeaderState> InspectLeaderAsync(CancellationToken cancellationToken)
        => Call(0, static (broker, _) => MemoryGrouping.Inspect(broker.Server, broker.App.Leader), cancellationToken);
}
