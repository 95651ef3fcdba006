using Runnel.Tests.Checking;

namespace Runnel.Chaos.Tests.Harness;

/// <summary>How long partitions stood still when they went from one process to another.</summary>
internal static class HandOver
{
    private const long Warmth = 500_000_000;

    /// <summary>
    /// From the end of the old owner's last event to the begin of the new one's first, in order of length; to owners that had worked before,
    /// or to new ones: a process that the just-in-time compiler has yet to warm up is slow in all it does.
    /// </summary>
    public static List<TimeSpan> Gaps(IReadOnlyList<Handling> handlings, bool toWarm)
    {
        List<TimeSpan> gaps = [];
        var warmSince = handlings.GroupBy(static handling => handling.Owner).ToDictionary(
            static owner => owner.Key, static owner => owner.Min(static handling => handling.Begin) + Warmth);
        foreach (var partition in handlings.GroupBy(static handling => handling.Partition))
        {
            var ordered = partition.OrderBy(static handling => handling.Begin).ToList();
            for (var i = 1; i < ordered.Count; i++)
            {
                var isWarm = ordered[i - 1].Begin > warmSince[ordered[i].Owner];
                if (ordered[i].Owner == ordered[i - 1].Owner || isWarm != toWarm) continue;
                gaps.Add(Clock.Between(Math.Max(ordered[i - 1].End, ordered[i - 1].Begin), ordered[i].Begin));
            }
        }

        gaps.Sort();
        return gaps;
    }
}
