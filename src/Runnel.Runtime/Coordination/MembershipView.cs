using Microsoft.Extensions.Logging;
using Runnel.Brokers;

namespace Runnel.Coordination;

/// <summary>What one member knows of its group's assignment, and what it makes of what it sees.</summary>
internal sealed class MembershipView(GroupId group, string member, int partitions, ILogger logger)
{
    private Assignment? _assignment;
    private int[] _told = [];
    private bool _standsBy;

    /// <summary>The number of the assignment that is known; 0: none.</summary>
    public long Generation { get; private set; }

    /// <summary>The assignment to store, made from what is there; null: the stored one fits, and is taken over.</summary>
    public Assignment? Propose(GroupState state)
    {
        List<string> active = [];
        foreach (var member in state.Members)
        {
            if (member.IsActive) active.Add(member.Id);
        }

        if (state.Generation == 0)
        {
            // Nothing was stored yet, or all was lost: who shared before goes on sharing, so that nothing moves in vain.
            string[] all = [.. active.Union(_assignment?.Members ?? [], StringComparer.Ordinal).Order(StringComparer.Ordinal)];
            return all.Length == 0 ? null : PartitionAssignor.Assign(all, _assignment, partitions);
        }

        if (state.Assignment is { } stored) Adopt(state.Generation, stored);
        string[] members = [.. active];
        if (members.Length == 0 || PartitionAssignor.Fits(_assignment, members, partitions)) return null;
        return PartitionAssignor.Assign(members, _assignment, partitions);
    }

    public void Adopt(long generation, Assignment assignment) => (Generation, _assignment) = (generation, assignment);

    /// <summary>Membership is lost, and all partitions with it. False: there was none.</summary>
    public bool Forget()
    {
        if (_assignment is null) return false;
        (Generation, _assignment) = (0, null);
        return true;
    }

    /// <summary>Tells this member's partitions, if they are not those that were told last.</summary>
    public void Tell(Action<IReadOnlyList<int>> shared)
    {
        var self = _assignment is null ? -1 : IndexOf(_assignment.Members);
        var mine = self < 0 ? [] : PartitionsOf(self);
        NoteStandBy(self >= 0 && mine.Length == 0);
        if (mine.AsSpan().SequenceEqual(_told)) return;
        _told = mine;
        logger.Shares(group.Processor, mine.Length, partitions, group.Stream, _assignment?.Members.Count ?? 0, PartitionRanges.Of(mine));
        shared(mine);
    }

    private int[] PartitionsOf(int self)
    {
        var mine = new List<int>();
        for (var partition = 0; partition < partitions; partition++)
        {
            if (_assignment!.Owners[partition] == self) mine.Add(partition);
        }

        return [.. mine];
    }

    private void NoteStandBy(bool standsBy)
    {
        if (standsBy && !_standsBy) logger.StandsBy(group.Processor, _assignment!.Members.Count, partitions, group.Stream);
        _standsBy = standsBy;
    }

    private int IndexOf(IReadOnlyList<string> members)
    {
        for (var i = 0; i < members.Count; i++)
        {
            if (members[i] == member) return i;
        }

        return -1;
    }
}
