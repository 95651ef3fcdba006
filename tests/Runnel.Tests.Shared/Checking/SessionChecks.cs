namespace Runnel.Tests.Checking;

/// <summary>
/// Whether each owner went on where the one before had to be: without a gap, and repeating at most what was in hand, as one contiguous run.
/// </summary>
internal static class SessionChecks
{
    public static IEnumerable<Violation> Find(int partition, IReadOnlyList<Session> sessions, Func<int, bool> isSkipped, Allowances allowances)
    {
        // All before this place is settled. What was in hand: the deliveries that reached furthest.
        var next = 0;
        var begun = new List<int>();
        foreach (var session in sessions)
        {
            var (expected, previous) = (-1, -1);
            foreach (var delivery in session.Deliveries)
            {
                if (!delivery.IsContiguous) yield return new(Rule.Gap, $"{session} was handed {delivery} of partition {partition} with holes.");
                if (expected < 0)
                {
                    // The session's first.
                    while (next < delivery.First && isSkipped(next)) next++;
                    if (delivery.First > next) yield return new(Rule.Gap, $"{session} began partition {partition} with {delivery}, when {next} was next.");
                    else if (delivery.First < LeastStart(next, begun, allowances))
                        yield return new(Rule.Replay,
                            $"{session} began partition {partition} with {delivery}, when {next} was next: more than what was in hand.");
                }
                else if (delivery.Attempt > 1)
                {
                    if (delivery.First != previous) yield return new(Rule.Replay,
                        $"{session} tried {delivery} of partition {partition} again, after {previous}.");
                }
                else if (delivery.First > expected)
                {
                    yield return new(Rule.Gap, $"{session} went on in partition {partition} with {delivery}, when {expected} was next.");
                }
                else if (delivery.First < expected)
                {
                    yield return new(Rule.Replay, $"{session} went on in partition {partition} with {delivery}, when {expected} was next.");
                }

                if (!begun.Contains(delivery.First)) begun.Add(delivery.First);
                (expected, previous) = (delivery.IsSettled ? delivery.Last + 1 : delivery.First, delivery.First);
                next = Math.Max(next, expected);
            }
        }
    }

    /// <summary>The earliest place at which a new owner may begin.</summary>
    private static int LeastStart(int next, List<int> begun, Allowances allowances)
    {
        if (allowances.CursorFalls || allowances.Repeats >= begun.Count) return 0;
        if (allowances.Repeats == 0) return next;
        begun.Sort();
        return Math.Min(next, begun[^allowances.Repeats]);
    }
}
