namespace Runnel.Tests.Checking;

/// <summary>
/// Judges a run by what was sent, what the server stores and what the workers wrote down. Pure: it knows no clock, process or server, so its
/// own tests can show it histories that never should be.
/// </summary>
public static class HistoryChecker
{
    public static Report Check(History history, Allowances? allowances = null)
    {
        ArgumentNullException.ThrowIfNull(history);
        allowances ??= new Allowances();
        var places = new Dictionary<(int, EntryId), int>();
        var skipped = new HashSet<(int Partition, int Place)>();
        foreach (var partition in history.Stored.GroupBy(static stored => stored.Partition))
        {
            var next = 0;
            foreach (var stored in partition.OrderBy(static stored => stored.Id))
            {
                if (allowances.Skipped.Contains((stored.Partition, stored.Id))) skipped.Add((stored.Partition, next));
                places[(stored.Partition, stored.Id)] = next++;
            }
        }

        var violations = new List<Violation>(AppendChecks.Find(history, allowances));
        var done = history.Handlings.Where(allowances.Settled).Select(static handling => (handling.Partition, handling.Id)).ToHashSet();
        violations.AddRange(history.Stored.Where(stored => !done.Contains((stored.Partition, stored.Id)) && !allowances.Unhandled(stored)
                && !allowances.Skipped.Contains((stored.Partition, stored.Id)))
            .Select(static stored => new Violation(Rule.Unhandled,
                $"{stored.Key} {stored.N} at {stored.Partition}/{stored.Id} was never handled to its end.")));
        violations.AddRange(FindUnknown(history, places, allowances));
        violations.AddRange(OrderChecks.Find(history, allowances));

        var overlapping = 0;
        foreach (var partition in history.Handlings.Where(handling => places.ContainsKey((handling.Partition, handling.Id)))
            .GroupBy(static handling => handling.Partition))
        {
            var sessions = Session.Split(partition, handling => places[(handling.Partition, handling.Id)], allowances);
            if (!allowances.Parks)
                violations.AddRange(SessionChecks.Find(partition.Key, sessions, place => skipped.Contains((partition.Key, place)), allowances));
            violations.AddRange(OwnerChecks.Find(partition.Key, sessions, ref overlapping));
        }

        var first = history.Handlings.Where(static handling => handling.Attempt == 1).ToList();
        return new Report
        {
            Violations = violations,
            Events = history.Stored.Count,
            Lost = violations.Count(static violation => violation.Rule is Rule.LostSend or Rule.Unhandled),
            Reordered = violations.Count(static violation => violation.Rule is Rule.Order or Rule.AppendOrder),
            Duplicates = first.Count - first.Select(static handling => (handling.Partition, handling.Id)).Distinct().Count(),
            Overlapping = overlapping,
        };
    }

    private static IEnumerable<Violation> FindUnknown(History history, Dictionary<(int, EntryId), int> places, Allowances allowances)
        => allowances.ServerForgets
            ? []
            : history.Handlings.Where(handling => !places.ContainsKey((handling.Partition, handling.Id)))
                .Select(static handling => new Violation(Rule.Unknown,
                    $"{handling.Owner} handled {handling.Key} {handling.N} at {handling.Partition}/{handling.Id}, which is not stored."));
}
