namespace Runnel.Tests.Checking;

/// <summary>Whether the stream holds what was sent: once, in order, and as the senders were told.</summary>
internal static class AppendChecks
{
    public static IEnumerable<Violation> Find(History history, Allowances allowances)
    {
        foreach (var key in history.Stored.GroupBy(static stored => stored.Key))
        {
            var seen = new HashSet<long>();
            var highest = 0L;
            foreach (var stored in key)
            {
                if (!seen.Add(stored.N)) yield return new(Rule.DuplicateAppend,
                    $"{stored.Key} {stored.N} stands a second time at {stored.Partition}/{stored.Id}.");
                else if (stored.N < highest) yield return new(Rule.AppendOrder,
                    $"{stored.Key} {stored.N} stands at {stored.Partition}/{stored.Id}, after {highest}.");
                highest = Math.Max(highest, stored.N);
            }
        }

        var all = history.Stored.Select(static stored => (stored.Key, stored.N)).ToHashSet();
        foreach (var sent in history.Sends)
        {
            var isStored = all.Contains((sent.Key, sent.N));
            if (sent.Result == SendResult.Confirmed && !isStored && !allowances.ServerForgets)
                yield return new(Rule.LostSend, $"{sent.Key} {sent.N} was confirmed and is not stored.");
            if (sent.Result == SendResult.NotAppended && isStored)
                yield return new(Rule.PhantomSend, $"{sent.Key} {sent.N} was said not to be appended and is stored.");
        }
    }
}
