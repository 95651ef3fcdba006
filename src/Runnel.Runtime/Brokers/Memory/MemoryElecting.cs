namespace Runnel.Brokers.Memory;

/// <summary>One leader per app, and what its tasks claim.</summary>
internal static class MemoryElecting
{
    public static long Lead(MemoryServer server, MemoryLeader leader, string owner, TimeSpan expiry)
    {
        var now = server.Now;
        if (leader.Owner is not null && leader.Owner != owner && leader.Expiry > now) return 0;
        if (leader.Owner != owner) (leader.Owner, leader.Term) = (owner, MemoryLeasing.NextEpoch(server, leader.Term));
        leader.Expiry = now + expiry;
        return leader.Term;
    }

    public static void Resign(MemoryLeader leader, string owner, long term)
    {
        if (leader.IsHeldBy(owner, term)) (leader.Owner, leader.Expiry) = (null, TimeSpan.Zero);
    }

    public static bool ClaimTick(MemoryLeader leader, string owner, long term, string task, DateTimeOffset instant)
    {
        if (!leader.IsHeldBy(owner, term)) return false;
        if (leader.Claimed.TryGetValue(task, out var last) && instant <= last.Instant) return last == (instant, term);
        leader.Claimed[task] = (instant, term);
        return true;
    }

    public static DateTimeOffset? RecallTicks(MemoryLeader leader, string owner, long term, string task, string schedule, DateTimeOffset now)
    {
        if (!leader.IsHeldBy(owner, term)) return null;
        if (!leader.Recalled.TryGetValue(task, out var known) || known.Schedule != schedule) leader.Recalled[task] = known = (schedule, now);
        return leader.Claimed.TryGetValue(task, out var last) && last.Instant > known.Since ? last.Instant : known.Since;
    }

    public static IReadOnlyList<DeclarationConflict> Declare(MemoryApp app, IReadOnlyList<StreamDeclaration> streams)
    {
        foreach (var declared in streams) app.Declarations.TryAdd(declared.Stream, declared);
        return FindConflicts(app, streams);
    }

    public static IReadOnlyList<DeclarationConflict> FindConflicts(MemoryApp app, IReadOnlyList<StreamDeclaration> streams)
    {
        List<DeclarationConflict> conflicts = [];
        foreach (var declared in streams)
        {
            if (!app.Declarations.TryGetValue(declared.Stream, out var recorded)) continue;
            Compare(nameof(declared.PartitionCount), $"{recorded.PartitionCount}", $"{declared.PartitionCount}");
            Compare(nameof(declared.Hasher), recorded.Hasher, declared.Hasher);
            Compare(nameof(declared.Record), recorded.Record, declared.Record);

            void Compare(string property, string there, string here)
            {
                if (there != here) conflicts.Add(new DeclarationConflict(declared.Stream, property, there, here));
            }
        }

        return conflicts;
    }
}
