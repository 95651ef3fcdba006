namespace Runnel.Tests.Checking;

/// <summary>Whether a partition had one owner at a time, but for the delivery that was in the old one's hands.</summary>
internal static class OwnerChecks
{
    public static List<Violation> Find(int partition, IReadOnlyList<Session> sessions, ref int overlapping)
    {
        List<Violation> violations = [];
        for (var i = 0; i < sessions.Count; i++)
        {
            var session = sessions[i];
            var later = sessions.Skip(i + 1).ToList();
            if (later.Count == 0) break;
            if (later.Any(other => other.Epoch == session.Epoch))
                violations.Add(new(Rule.Epoch, $"{session} and {later[0].Owner} both had epoch {session.Epoch} of partition {partition}."));

            var superseded = later.Min(static other => other.Begin);
            var late = session.Deliveries.Where(delivery => delivery.Begin > superseded).ToList();
            if (late.Count > 1)
                violations.Add(new(Rule.Epoch,
                    $"{session} began {late.Count} deliveries of partition {partition} after a higher epoch had begun: {string.Join(", ", late)}."));
            var over = session.Deliveries.Count(delivery => delivery.End > superseded || delivery.Begin > superseded);
            if (over > 1)
                violations.Add(new(Rule.Overlap, $"{session} had {over} deliveries of partition {partition} in hand after a higher epoch had begun."));
            overlapping += Math.Min(over, 1);

            // One process knows of itself: its own sessions never overlap at all.
            var own = later.Where(other => other.Owner == session.Owner).Select(static other => other.Begin).DefaultIfEmpty(long.MaxValue).Min();
            if (session.Deliveries.Any(delivery => delivery.End > own || delivery.Begin > own))
                violations.Add(new(Rule.Overlap, $"{session} overlaps with a later session of the same process on partition {partition}."));
        }

        return violations;
    }
}
