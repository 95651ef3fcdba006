namespace Runnel.Brokers.Redis;

/// <summary>The members of groups, and what each works on.</summary>
internal sealed class RedisGroups(RedisConnections connections, IKeyLayout keys)
{
    private const string MemberPrefix = "member:";

    public async ValueTask<GroupState> HeartbeatAsync(Heartbeat beat, CancellationToken cancellationToken)
    {
        var arguments = RedisScript.Heartbeat.Arguments(keys: 1, values: 6).AddKey(keys.Members(beat.Group)).Add(beat.Member).Add(beat.Expiry);
        arguments.Add(beat.Interval).Add(beat.IsActive ? 1 : 0).Add(beat.KnownGeneration).Add(beat.Renews ? 1 : 0);
        var answer = RespRead.Strings(await RedisScript.Heartbeat.RunAsync(connections.Leases, arguments, cancellationToken));
        var dead = (int)ScriptAnswer.Number(answer[3]);
        return new GroupState
        {
            Generation = ScriptAnswer.Number(answer[0]),
            Assignment = AssignmentText.Read(answer[1]),
            HasJoined = answer[2] == "1",
            Dead = answer[4..(4 + dead)]!,
            Members = ReadAlive(answer.AsSpan(4 + dead)),
        };
    }

    public async ValueTask<long> AssignAsync(
        GroupId group, long expected, Assignment assignment, TimeSpan interval, CancellationToken cancellationToken)
    {
        var arguments = RedisScript.Assign.Arguments(keys: 1, values: 3 + assignment.Members.Count).AddKey(keys.Members(group));
        arguments.Add(expected).Add(interval).Add(AssignmentText.Write(assignment));
        foreach (var member in assignment.Members) arguments.Add(member);
        return ScriptAnswer.Number(RespRead.String(await RedisScript.Assign.RunAsync(connections.Leases, arguments, cancellationToken)));
    }

    public async ValueTask LeaveAsync(GroupId group, string member, CancellationToken cancellationToken)
    {
        var arguments = new CommandArguments(2).AddKey(keys.Members(group)).Add(MemberPrefix + member);
        (await connections.Leases.ExecuteAsync("HDEL", arguments.Memory, cancellationToken)).Dispose();
    }

    public async ValueTask<GroupState> InspectAsync(GroupId group, CancellationToken cancellationToken)
    {
        var (stored, now) = await RedisHash.ReadAsync(connections.Commands, keys.Members(group), cancellationToken);
        var members = new List<GroupMember>();
        foreach (var (field, value) in stored)
        {
            if (field.StartsWith(MemberPrefix, StringComparison.Ordinal)) members.Add(ReadMember(field[MemberPrefix.Length..], value.Split(' '), now));
        }

        return new GroupState
        {
            Generation = ScriptAnswer.Number(stored.GetValueOrDefault("generation", "0")),
            Assignment = AssignmentText.Read(stored.GetValueOrDefault("assignment")),
            Members = GroupState.Ordered(members),
            Silence = stored.GetValueOrDefault("heard") is { } heard ? TimeSpan.FromMilliseconds(Math.Max(0, now - ScriptAnswer.Number(heard))) : null,
        };
    }

    private static GroupMember ReadMember(string id, string[] parts, long now)
        => new(id, TimeSpan.FromMilliseconds(ScriptAnswer.Number(parts[0]) - now), parts[2] == "1");

    private static IReadOnlyList<GroupMember> ReadAlive(ReadOnlySpan<string?> answer)
    {
        var members = new List<GroupMember>(answer.Length / 3);
        for (var i = 0; i < answer.Length; i += 3)
            members.Add(new GroupMember(answer[i]!, TimeSpan.FromMilliseconds(ScriptAnswer.Number(answer[i + 1])), answer[i + 2] == "1"));
        return GroupState.Ordered(members);
    }
}
