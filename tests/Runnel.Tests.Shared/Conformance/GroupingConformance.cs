using System.Collections.Concurrent;
using Runnel.Brokers;
using Xunit;

namespace Runnel.Tests.Conformance;

/// <summary>The members of a group, their assignment, and what they announce.</summary>
public abstract class GroupingConformance : BrokerConformance
{
    private static readonly GroupId Group = new("orders", "print");

    [Fact]
    public async Task Who_beats_is_a_member_until_it_leaves()
    {
        var first = await BeatAsync("b");
        var second = await BeatAsync("a");

        Assert.Equal(["b"], Ids(first));
        Assert.Equal(["a", "b"], Ids(second));
        Assert.Equal(0, second.Generation);
        Assert.Null(second.Assignment);
        Assert.All(second.Members, member => Assert.True(member.IsActive && member.Remaining > Server.Long / 2));
        await Broker.LeaveAsync(Group, "b", Cancellation);
        await Broker.LeaveAsync(Group, "b", Cancellation);
        Assert.Equal(["a"], Ids(await Broker.InspectAsync(Group, Cancellation)));
    }

    [Fact]
    public async Task The_first_beat_joins_and_so_does_one_after_leaving()
    {
        Assert.True((await Reliable.HeartbeatAsync(Beat("a"), Cancellation)).HasJoined);
        Assert.False((await Reliable.HeartbeatAsync(Beat("a"), Cancellation)).HasJoined);
        await Broker.LeaveAsync(Group, "a", Cancellation);
        Assert.True((await Reliable.HeartbeatAsync(Beat("a"), Cancellation)).HasJoined);
    }

    [Fact]
    public async Task Who_is_not_heard_is_dead_and_joins_again_when_it_is()
    {
        await BeatAsync("a");
        await Reliable.HeartbeatAsync(Beat("b") with { Expiry = Server.Short }, Cancellation);
        Server.Advance(Server.Short + TimeSpan.FromMilliseconds(1));

        var dead = new List<string>();
        await Eventually.HoldsAsync(async () =>
        {
            dead.AddRange((await Reliable.HeartbeatAsync(Beat("a"), Cancellation)).Dead);
            return dead.Count > 0;
        });

        Assert.Equal(["b"], dead);
        Assert.True((await Reliable.HeartbeatAsync(Beat("b"), Cancellation)).HasJoined);
        Assert.Equal(["a", "b"], Ids(await BeatAsync("a")));
    }

    [Fact]
    public async Task A_look_does_not_renew()
    {
        await Reliable.HeartbeatAsync(Beat("a") with { Expiry = Server.Short }, Cancellation);
        var looked = await Reliable.HeartbeatAsync(Beat("a") with { Expiry = Server.Long, Renews = false }, Cancellation);

        Assert.False(looked.HasJoined);
        Assert.True(Assert.Single(looked.Members).Remaining <= Server.Short);
    }

    [Fact]
    public async Task After_a_silence_nobody_is_declared_dead_for_one_interval()
    {
        // Both were silent for more than two intervals of the one that speaks first: the server may have stood still.
        var beat = Beat("a") with { Expiry = Server.Short, Interval = Server.Short / 4 };
        await Reliable.HeartbeatAsync(beat, Cancellation);
        await Reliable.HeartbeatAsync(beat with { Member = "b" }, Cancellation);
        Server.Advance(Server.Short + TimeSpan.FromMilliseconds(1));
        await Eventually.HoldsAsync(async () => (await Reliable.InspectAsync(Group, Cancellation)).Members.All(member => member.Remaining <= TimeSpan.Zero));

        var woken = await Reliable.HeartbeatAsync(beat, Cancellation);

        Assert.Equal(["a", "b"], Ids(woken));
        Assert.Empty(woken.Dead);
        Server.Advance(beat.Interval + TimeSpan.FromMilliseconds(1));
        await Eventually.HoldsAsync(async () => Ids(await Reliable.HeartbeatAsync(beat, Cancellation)).SequenceEqual(["a"]));
    }

    [Fact]
    public async Task A_silence_of_many_leases_is_no_freeze()
    {
        var beat = Beat("a") with { Expiry = Server.Short / 10, Interval = Server.Short / 40 };
        await Reliable.HeartbeatAsync(beat, Cancellation);
        Server.Advance(Server.Short + Server.Short);
        await Eventually.HoldsAsync(async () => (await Reliable.InspectAsync(Group, Cancellation)).Members.All(member => member.Remaining < -Server.Short));

        var state = await Reliable.HeartbeatAsync(beat with { Member = "b" }, Cancellation);

        Assert.Equal(["a"], state.Dead);
        Assert.Equal(["b"], Ids(state));
    }

    [Fact]
    public async Task An_assignment_is_stored_once_for_the_members_that_are_there()
    {
        await BeatAsync("a");
        await BeatAsync("b");
        var assignment = new Assignment(["a", "b"], [0, 0, 1, 1]);

        var generation = await AssignAsync(0, assignment);

        Assert.True(generation > 0);
        Assert.Equal(0, await AssignAsync(0, assignment));
        var state = await BeatAsync("b");
        Assert.Equal(generation, state.Generation);
        Assert.Equal(assignment.Members, state.Assignment!.Members);
        Assert.Equal(assignment.Owners, state.Assignment.Owners);
        Assert.Null((await Broker.HeartbeatAsync(Beat("a") with { KnownGeneration = generation }, Cancellation)).Assignment);
        var next = await AssignAsync(generation, new Assignment(["a", "b"], [0, 1, 0, 1]));
        Assert.True(next > generation);
        Assert.Equal(assignment.Members, (await Broker.InspectAsync(Group, Cancellation)).Assignment!.Members);
    }

    [Fact]
    public async Task An_assignment_for_other_members_is_refused()
    {
        await BeatAsync("a");
        var generation = await AssignAsync(0, new Assignment(["a"], [0]));
        await BeatAsync("b");

        Assert.Equal(0, await AssignAsync(generation, new Assignment(["a"], [0])));
        Assert.Equal(0, await AssignAsync(generation, new Assignment(["a", "c"], [0])));
        Assert.True(await AssignAsync(generation, new Assignment(["a", "b"], [1])) > generation);
    }

    [Fact]
    public async Task A_member_that_is_not_active_yet_gets_nothing()
    {
        await BeatAsync("a");
        await Broker.HeartbeatAsync(Beat("b") with { IsActive = false }, Cancellation);

        var generation = await AssignAsync(0, new Assignment(["a"], [0]));

        Assert.True(generation > 0);
        Assert.Equal([true, false], (await BeatAsync("a")).Members.Select(static member => member.IsActive));
        await BeatAsync("b");
        Assert.Equal(0, await AssignAsync(generation, new Assignment(["a"], [0])));
    }

    [Fact]
    public async Task After_a_flush_members_are_given_time_to_be_heard()
    {
        await BeatAsync("a");
        await BeatAsync("b");
        var assignment = new Assignment(["a", "b"], [0, 1]);
        var before = await AssignAsync(0, assignment);
        await Server.FlushAsync();
        Server.Advance(TimeSpan.FromMilliseconds(1));

        var state = await BeatAsync("a");
        Assert.Equal(0, state.Generation);
        var after = await AssignAsync(0, assignment, Server.Long);

        Assert.True(after > before, $"{after} > {before}");
        Assert.Equal(["a", "b"], Ids(await BeatAsync("a")));
    }

    [Fact]
    public async Task Groups_are_apart()
    {
        await BeatAsync("a");
        var other = await Broker.HeartbeatAsync(Beat("b") with { Group = new GroupId("orders", "audit") }, Cancellation);

        Assert.Equal(["b"], Ids(other));
    }

    [Fact]
    public async Task Announcements_reach_those_who_listen_to_the_group()
    {
        var heard = new ConcurrentQueue<Announcement>();
        var elsewhere = new ConcurrentQueue<Announcement>();
        var listening = await Reliable.ListenAsync(Group, heard.Enqueue, Cancellation);
        await using var other = await Reliable.ListenAsync(new GroupId("orders", "audit"), elsewhere.Enqueue, Cancellation);

        await Reliable.AnnounceAsync(Group, new Announcement(AnnouncementKind.PartitionFree, 3), Cancellation);
        await Reliable.AnnounceAsync(Group, new Announcement(AnnouncementKind.GroupChanged), Cancellation);
        await Eventually.HoldsAsync(() => heard.Count == 2);

        Assert.Contains(new Announcement(AnnouncementKind.PartitionFree, 3), heard);
        Assert.Contains(new Announcement(AnnouncementKind.GroupChanged), heard);
        Assert.Empty(elsewhere);
        await listening.DisposeAsync();
        await Reliable.AnnounceAsync(new GroupId("orders", "audit"), new Announcement(AnnouncementKind.PartitionFree, 4), Cancellation);
        await Reliable.AnnounceAsync(Group, new Announcement(AnnouncementKind.PartitionFree, 5), Cancellation);
        await Eventually.HoldsAsync(() => !elsewhere.IsEmpty);
        Assert.Equal(2, heard.Count);
    }

    [Fact]
    public async Task Who_leads_can_be_seen()
    {
        Assert.Null((await Broker.InspectLeaderAsync(Cancellation)).Owner);
        var term = await Broker.LeadAsync("a", Server.Long, Cancellation);

        var leader = await Broker.InspectLeaderAsync(Cancellation);

        Assert.Equal(("a", term), (leader.Owner, leader.Term));
        Assert.True(leader.Remaining > Server.Long / 2);
        await Broker.ResignAsync("a", term, Cancellation);
        Assert.Null((await Broker.InspectLeaderAsync(Cancellation)).Owner);
    }

    private static IEnumerable<string> Ids(GroupState state) => state.Members.Select(static member => member.Id);

    private Heartbeat Beat(string member) => new(Group, member, Server.Long, Server.Long / 3);

    private Task<GroupState> BeatAsync(string member) => Broker.HeartbeatAsync(Beat(member), Cancellation).AsTask();

    // Repeated after a lost answer it is refused, truly, so that only a broker without faults tells whether it was stored.
    private Task<long> AssignAsync(long expected, Assignment assignment, TimeSpan? interval = null)
        => Reliable.AssignAsync(Group, expected, assignment, interval ?? Server.Long, Cancellation).AsTask();
}
