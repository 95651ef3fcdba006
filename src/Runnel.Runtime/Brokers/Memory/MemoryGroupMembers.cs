namespace Runnel.Brokers.Memory;

/// <summary>The members of one group and what each works on.</summary>
internal sealed class MemoryGroupMembers
{
    public Dictionary<string, MemoryMember> Members { get; } = new(StringComparer.Ordinal);

    public long Generation { get; set; }

    public Assignment? Assignment { get; set; }

    /// <summary>When any member was heard last; null: never.</summary>
    public TimeSpan? Heard { get; set; }

    public GroupState View(TimeSpan now)
    {
        var members = new List<GroupMember>(Members.Count);
        foreach (var (id, member) in Members) members.Add(new GroupMember(id, member.Expiry - now, member.IsActive));
        return new GroupState
        {
            Generation = Generation,
            Assignment = Assignment,
            Members = GroupState.Ordered(members),
            Silence = Heard is { } heard ? now - heard : null,
        };
    }
}

/// <summary>One member, by the server's clock.</summary>
internal sealed class MemoryMember
{
    public TimeSpan Expiry { get; set; }

    public bool IsActive { get; set; }
}
