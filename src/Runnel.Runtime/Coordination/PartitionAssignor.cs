using Runnel.Brokers;

namespace Runnel.Coordination;

/// <summary>
/// Decides which member works on which partition: sizes differ by at most one, and no partition moves that need not. A pure function, so that
/// whichever member computes it comes to the same.
/// </summary>
internal static class PartitionAssignor
{
    /// <summary>Assigns all partitions.</summary>
    /// <param name="members">The active members, at least one, in ordinal order.</param>
    /// <param name="previous">Who worked on what before; null: nobody.</param>
    /// <param name="partitions">How many partitions there are.</param>
    public static Assignment Assign(IReadOnlyList<string> members, Assignment? previous, int partitions)
    {
        var owners = Keep(members, previous, partitions, out var held);
        var room = Share(held, partitions);

        // Who holds more than its share gives up the last ones.
        for (var partition = 0; partition < partitions; partition++)
        {
            if (owners[partition] >= 0 && room[owners[partition]]-- <= 0) owners[partition] = -1;
        }

        var next = 0;
        for (var partition = 0; partition < partitions; partition++)
        {
            if (owners[partition] >= 0) continue;
            while (room[next] <= 0) next++;
            owners[partition] = next;
            room[next]--;
        }

        return new Assignment(members, owners);
    }

    /// <summary>Whether an assignment is for these members and so many partitions.</summary>
    public static bool Fits(Assignment? assignment, IReadOnlyList<string> members, int partitions)
        => assignment is not null && assignment.Owners.Count == partitions && assignment.Members.SequenceEqual(members, StringComparer.Ordinal);

    private static int[] Keep(IReadOnlyList<string> members, Assignment? previous, int partitions, out int[] held)
    {
        var indexes = new Dictionary<string, int>(members.Count, StringComparer.Ordinal);
        for (var i = 0; i < members.Count; i++) indexes[members[i]] = i;
        held = new int[members.Count];
        var owners = new int[partitions];
        for (var partition = 0; partition < partitions; partition++)
        {
            var isKept = previous is not null && partition < previous.Owners.Count;
            owners[partition] = isKept && indexes.TryGetValue(previous!.OwnerOf(partition), out var owner) ? owner : -1;
            if (owners[partition] >= 0) held[owners[partition]]++;
        }

        return owners;
    }

    /// <summary>How many partitions each member gets: those that hold the most get the odd ones, which moves the fewest.</summary>
    private static int[] Share(int[] held, int partitions)
    {
        var share = new int[held.Length];
        Array.Fill(share, partitions / held.Length);
        var odd = partitions % held.Length;
        var order = new int[held.Length];
        for (var member = 0; member < order.Length; member++) order[member] = member;
        Array.Sort(order, (left, right) => held[left] != held[right] ? held[right].CompareTo(held[left]) : left.CompareTo(right));
        for (var i = 0; i < odd; i++) share[order[i]]++;
        return share;
    }
}
