namespace Runnel.Brokers.Memory;

/// <summary>The members of one group and what each works on.</summary>
internal sealed class MemoryGroupMembers
{
    public SortedDictionary<string, MemoryMember> Members { get; } = new(StringComparer.Ordinal);

    public long Generation { get; set; }

    public Assignment? Assignment { get; set; }

    /// <summary>When any member was heard last; null: never.</summary>
    public TimeSpan? Heard { get; set; }

    public GroupState View(TimeSpan now) => new()
    {
        Generation = Generation,
        Assignment = Assignment,
        Members = [.. Members.Select(member => new GroupMember(member.Key, member.Value.Expiry - now, member.Value.IsActive))],
    };
}

/// <summary>One member, by the server's clock.</summary>
internal sealed class MemoryMember
{
    public TimeSpan Expiry { get; set; }

    public bool IsActive { get; set; }
}
