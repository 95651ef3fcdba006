namespace Runnel.Tests.Checking;

/// <summary>Whether the events of each key were handled, the first time, in the order in which they stand in the stream.</summary>
internal static class OrderChecks
{
    public static IEnumerable<Violation> Find(History history, Allowances allowances)
    {
        foreach (var key in history.Handlings.Where(handling => !allowances.Skipped.Contains((handling.Partition, handling.Id))).GroupBy(static handling => handling.Key))
        {
            var firsts = key.GroupBy(static handling => handling.N).Select(static each => each.MinBy(static handling => handling.Begin)!)
                .OrderBy(static handling => handling.Begin).ThenBy(static handling => handling.N).ToList();
            for (var i = 1; i < firsts.Count; i++)
            {
                var (before, after) = (firsts[i - 1], firsts[i]);
                if (after.N <= before.N) yield return new(Rule.Order, $"{after.Key} {after.N} was first handled after {before.N}.");

                // In a batch the two are in hand at once.
                if (!key.Any(handling => handling.N == before.N
                    && ((allowances.Settled(handling) && handling.End <= after.Begin) || IsSameDelivery(handling, after))))
                    yield return new(Rule.Order, $"{after.Key} {after.N} was handed out before {before.N} was settled.");
            }
        }
    }

    private static bool IsSameDelivery(Handling one, Handling other) => one.Owner == other.Owner && one.Delivery == other.Delivery;
}
