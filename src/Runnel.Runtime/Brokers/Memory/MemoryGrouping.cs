namespace Runnel.Brokers.Memory;

/// <summary>Joining and leaving groups, and assigning their partitions.</summary>
internal static class MemoryGrouping
{
    /// <summary>A silence of more than so many leases is no server that stood still: those who were silent are gone.</summary>
    private const int LongestFreeze = 10;

    public static GroupState Beat(MemoryServer server, MemoryGroupMembers group, Heartbeat beat)
    {
        var now = server.Now;
        Spare(group, beat, now);
        var joined = !group.Members.TryGetValue(beat.Member, out var self);
        if (self is null) group.Members[beat.Member] = self = new MemoryMember();
        if (beat.Renews || joined) self.Expiry = now + beat.Expiry;
        self.IsActive = beat.IsActive;

        var dead = new List<string>();
        foreach (var (id, member) in group.Members)
        {
            if (member.Expiry <= now && id != beat.Member) dead.Add(id);
        }

        foreach (var id in dead) group.Members.Remove(id);
        var view = group.View(now) with { HasJoined = joined, Dead = dead };
        return group.Generation == beat.KnownGeneration ? view with { Assignment = null } : view;
    }

    public static long Assign(MemoryServer server, MemoryGroupMembers group, long expected, Assignment assignment, TimeSpan interval)
    {
        if (group.Generation != expected) return 0;
        if (expected == 0) Reassert(group, assignment, server.Now + interval);
        var active = 0;
        foreach (var member in group.Members.Values) active += member.IsActive ? 1 : 0;
        if (active != assignment.Members.Count) return 0;
        foreach (var id in assignment.Members)
        {
            if (!group.Members.TryGetValue(id, out var member) || !member.IsActive) return 0;
        }

        group.Assignment = assignment;
        return group.Generation = MemoryLeasing.NextEpoch(server, group.Generation);
    }

    public static LeaderState Inspect(MemoryServer server, MemoryLeader leader)
        => new(leader.Owner, leader.Term, leader.Owner is null ? TimeSpan.Zero : leader.Expiry - server.Now);

    /// <summary>After a time in which nobody was heard nobody is declared dead for one interval: the server may have stood still.</summary>
    private static void Spare(MemoryGroupMembers group, Heartbeat beat, TimeSpan now)
    {
        var silence = now - (group.Heard ?? now);
        group.Heard = now;
        if (silence <= 2 * beat.Interval || silence > LongestFreeze * beat.Expiry) return;
        foreach (var member in group.Members.Values)
        {
            if (member.Expiry < now + beat.Interval) member.Expiry = now + beat.Interval;
        }
    }

    private static void Reassert(MemoryGroupMembers group, Assignment assignment, TimeSpan expiry)
    {
        foreach (var member in assignment.Members) group.Members.TryAdd(member, new MemoryMember { Expiry = expiry, IsActive = true });
    }
}
