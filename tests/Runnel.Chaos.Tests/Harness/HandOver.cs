using Runnel.Chaos.Tests.Checking;

namespace Runnel.Chaos.Tests.Harness;

/// <summary>How long partitions stood still when they went from one process to another.</summary>
internal static class HandOver
{
    /// <summary>From the end of the old owner's last event to the begin of the new one's first, in order of length.</summary>
    public static List<TimeSpan> Gaps(IEnumerable<Handling> handlings)
    {
        List<TimeSpan> gaps = [];
        foreach (var partition in handlings.GroupBy(static handling => handling.Partition))
        {
            var ordered = partition.OrderBy(static handling => handling.Begin).ToList();
            for (var i = 1; i < ordered.Count; i++)
            {
                if (ordered[i].Owner != ordered[i - 1].Owner) gaps.Add(Clock.Between(Math.Max(ordered[i - 1].End, ordered[i - 1].Begin), ordered[i].Begin));
            }
        }

        gaps.Sort();
        return gaps;
    }
}
