using CsCheck;
using Runnel.Brokers;
using Runnel.Coordination;
using Xunit;

namespace Runnel.Runtime.Tests.Coordination;

public sealed class PartitionAssignorTests
{
    private static readonly Gen<string[]> Members = Gen.Int[0, 30].HashSet[1, 12]
        .Select(static numbers => numbers.Select(static number => $"worker-{number:00}").Order(StringComparer.Ordinal).ToArray());

    private static readonly Gen<(string[] Before, string[] Now, int Partitions)> Changes = Gen.Select(Members, Members, Gen.Int[1, 40]);

    [Fact]
    public void Sizes_differ_by_at_most_one_and_every_partition_has_one_owner()
        => Changes.Sample(static change =>
        {
            var sizes = Sizes(Assign(change));
            Assert.Equal(change.Partitions, sizes.Sum());
            Assert.True(sizes.Max() - sizes.Min() <= 1, string.Join(' ', sizes));
        });

    [Fact]
    public void No_more_moves_than_are_needed()
        => Changes.Sample(static change =>
        {
            var before = PartitionAssignor.Assign(change.Before, null, change.Partitions);
            var after = PartitionAssignor.Assign(change.Now, before, change.Partitions);

            var kept = Enumerable.Range(0, change.Partitions).Count(partition => before.OwnerOf(partition) == after.OwnerOf(partition));
            Assert.Equal(MostThatCanStay(before, change.Now, change.Partitions), kept);
        });

    [Fact]
    public void It_is_a_pure_function()
        => Changes.Sample(static change => Assert.Equal(Assign(change).Owners, Assign(change).Owners));

    [Fact]
    public void Nothing_moves_when_nobody_came_or_went()
        => Gen.Select(Members, Gen.Int[1, 40]).Sample(static (members, partitions) =>
        {
            var first = PartitionAssignor.Assign(members, null, partitions);
            Assert.Equal(first.Owners, PartitionAssignor.Assign(members, first, partitions).Owners);
        });

    [Fact]
    public void A_long_row_of_changes_stays_balanced_and_sticky()
        => Gen.Select(Members.Array[1, 20], Gen.Int[1, 40]).Sample(static (row, partitions) =>
        {
            Assignment? last = null;
            foreach (var members in row)
            {
                var next = PartitionAssignor.Assign(members, last, partitions);
                Assert.True(PartitionAssignor.Fits(next, members, partitions));
                var sizes = Sizes(next);
                Assert.True(sizes.Max() - sizes.Min() <= 1);
                if (last is not null)
                {
                    var kept = Enumerable.Range(0, partitions).Count(partition => last.OwnerOf(partition) == next.OwnerOf(partition));
                    Assert.Equal(MostThatCanStay(last, members, partitions), kept);
                }

                last = next;
            }
        });

    [Fact]
    public void More_members_than_partitions_leave_some_without()
    {
        var assignment = PartitionAssignor.Assign(["a", "b", "c"], null, 2);

        Assert.Equal([1, 1, 0], Sizes(assignment));
    }

    [Fact]
    public void An_assignment_of_another_partition_count_does_not_fit()
    {
        var assignment = PartitionAssignor.Assign(["a", "b"], null, 4);

        Assert.True(PartitionAssignor.Fits(assignment, ["a", "b"], 4));
        Assert.False(PartitionAssignor.Fits(assignment, ["a", "b"], 8));
        Assert.False(PartitionAssignor.Fits(assignment, ["a"], 4));
        Assert.False(PartitionAssignor.Fits(null, ["a"], 4));
        Assert.Equal([4, 4], Sizes(PartitionAssignor.Assign(["a", "b"], assignment, 8)));
        Assert.Equal([1, 1], Sizes(PartitionAssignor.Assign(["a", "b"], assignment, 2)));
    }

    private static Assignment Assign((string[] Before, string[] Now, int Partitions) change)
        => PartitionAssignor.Assign(change.Now, PartitionAssignor.Assign(change.Before, null, change.Partitions), change.Partitions);

    private static int[] Sizes(Assignment assignment)
    {
        var sizes = new int[assignment.Members.Count];
        foreach (var owner in assignment.Owners) sizes[owner]++;
        return sizes;
    }

    /// <summary>The bound: everybody keeps an even share, and as many as there are odd partitions may keep one more.</summary>
    private static int MostThatCanStay(Assignment before, string[] now, int partitions)
    {
        var held = now.Select(member => before.Owners.Count(owner => before.Members[owner] == member)).ToArray();
        var least = partitions / now.Length;
        var odd = partitions % now.Length;
        var withoutOdd = held.Sum(count => Math.Min(count, least));
        return withoutOdd + Math.Min(odd, held.Count(count => count > least));
    }
}
