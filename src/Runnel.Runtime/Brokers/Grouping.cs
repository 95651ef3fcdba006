namespace Runnel.Brokers;

/// <summary>One processor of one stream: a consumer group, whose members share the stream's partitions.</summary>
internal readonly record struct GroupId(string Stream, string Processor)
{
    public override string ToString() => $"{Stream}/{Processor}";
}

/// <summary>Joins a group, or stays in it.</summary>
/// <param name="Group">What.</param>
/// <param name="Member">The executor's id, new each run.</param>
/// <param name="Expiry">How long the member counts as alive, by the broker's clock, if nothing more is heard of it.</param>
/// <param name="Interval">How often members are heard at least. After a time in which nobody was (a frozen server thaws), nobody is declared dead for so long.</param>
/// <param name="IsActive">Whether it takes partitions; a member that joined and waits for others is not active yet.</param>
/// <param name="KnownGeneration">The newest assignment that the member has: it is not sent again.</param>
/// <param name="Renews">
/// Whether the member's time starts anew. A look between two heartbeats does not renew, so that membership never outlasts the leases that
/// are renewed with it.
/// </param>
internal sealed record Heartbeat(
    GroupId Group, string Member, TimeSpan Expiry, TimeSpan Interval, bool IsActive = true, long KnownGeneration = 0, bool Renews = true);

/// <summary>One member of a group.</summary>
/// <param name="Id">The executor's id.</param>
/// <param name="Remaining">How long it still counts as alive if nothing more is heard of it.</param>
/// <param name="IsActive">Whether it takes partitions.</param>
internal sealed record GroupMember(string Id, TimeSpan Remaining, bool IsActive);

/// <summary>What is stored of a group, as of one instant.</summary>
internal sealed record GroupState
{
    public static GroupState Empty { get; } = new();

    /// <summary>In the order in which <see cref="Members"/> stand.</summary>
    public static IReadOnlyList<GroupMember> Ordered(List<GroupMember> members)
    {
        members.Sort(static (left, right) => string.CompareOrdinal(left.Id, right.Id));
        return members;
    }

    /// <summary>The assignment's number, which grows with each; 0: there is none (a new group, or the broker lost its data).</summary>
    public long Generation { get; init; }

    /// <summary>Null: there is none, or the caller has it already.</summary>
    public Assignment? Assignment { get; init; }

    /// <summary>Those alive, in ordinal order of their ids.</summary>
    public IReadOnlyList<GroupMember> Members { get; init; } = [];

    /// <summary>The caller was not listed before this call: it is new, was declared dead, or the broker lost its data.</summary>
    public bool HasJoined { get; init; }

    /// <summary>
    /// How long ago any member was heard last; null: none ever was. Only a look
    /// (<see cref="IBroker.InspectAsync(GroupId, CancellationToken)"/>) tells it.
    /// </summary>
    public TimeSpan? Silence { get; init; }

    /// <summary>As <see cref="Silence"/>, but nothing while a member has its time left, however long ago it was heard.</summary>
    public TimeSpan? Quiet
    {
        get
        {
            foreach (var member in Members)
            {
                if (member.Remaining > TimeSpan.Zero) return TimeSpan.Zero;
            }

            return Silence;
        }
    }

    /// <summary>Members that this call found dead and removed.</summary>
    public IReadOnlyList<string> Dead { get; init; } = [];
}

/// <summary>Which member works on which partition.</summary>
/// <param name="Members">All active members it was made for, in ordinal order; those without a partition stand by.</param>
/// <param name="Owners">For each partition, the index of its member.</param>
internal sealed record Assignment(IReadOnlyList<string> Members, IReadOnlyList<int> Owners)
{
    public string OwnerOf(int partition) => Members[Owners[partition]];
}

/// <summary>What members tell each other at once. Each is a hint that may get lost: whoever waits for it looks by itself too, only later.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Partition">Of which partition; -1: of none.</param>
internal readonly record struct Announcement(AnnouncementKind Kind, int Partition = -1);

internal enum AnnouncementKind
{
    /// <summary>A member joined or left, or there is a new assignment: look at the group.</summary>
    GroupChanged,

    /// <summary>A partition's lease was released, or its quarantine or pause ended: whoever waits for it may take it.</summary>
    PartitionFree,

    /// <summary>An operator paused a partition or moved its cursor: its owner gives it up between two deliveries, and looks what is stored.</summary>
    PartitionChanged,
}

/// <summary>Who leads an app.</summary>
/// <param name="Owner">Null: nobody does.</param>
/// <param name="Term">The number of the term.</param>
/// <param name="Remaining">How long it lasts if it is not renewed; zero or less: it has run out.</param>
internal readonly record struct LeaderState(string? Owner, long Term, TimeSpan Remaining);
