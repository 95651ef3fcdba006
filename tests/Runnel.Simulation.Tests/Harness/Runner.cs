using Runnel.Tests.Checking;
using Runnel.Tests.Simulation;

namespace Runnel.Simulation.Tests.Harness;

/// <summary>What one run came to.</summary>
/// <param name="Seed">It gives the same run again.</param>
/// <param name="Violations">The promises that it broke.</param>
/// <param name="Steps">How many steps it took.</param>
/// <param name="Digest">Of all its steps.</param>
/// <param name="Events">How many events were stored.</param>
/// <param name="Duplicates">How many of them were handled more than once.</param>
/// <param name="Trace">All that happened, where that was asked for.</param>
internal sealed record Outcome(
    ulong Seed, IReadOnlyList<string> Violations, long Steps, ulong Digest, int Events, int Duplicates, TimeSpan Lasted, IReadOnlyList<string> Trace);

/// <summary>Runs one seed and judges it.</summary>
internal static class Runner
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(20);
    private const long MostSteps = 300_000;

    public static Outcome Run(ulong seed, Bug bug = Bug.None, bool traces = false)
    {
        var cluster = new Cluster(seed, bug, traces);
        List<string> violations = [];
        Report? report = null;
        try
        {
            cluster.World.Run(new Script(cluster).Start(), Longest, MostSteps);
            report = Check(cluster);
            violations.AddRange(cluster.Trims.Unseen());
            violations.AddRange(report.Violations.Select(static violation => violation.ToString()));
        }
        catch (SimulationException error)
        {
            violations.Add(error.Message);
        }
        catch (Exception error)
        {
            // Thrown where nobody catches it: it would end the process.
            violations.Add($"{error}");
        }

        violations.AddRange(cluster.Ledger.Violations);
        violations.AddRange(cluster.Trims.Violations);
        violations.AddRange(Ends(cluster));
        return new Outcome(
            seed, violations, cluster.World.Steps, cluster.World.Digest, report?.Events ?? 0, report?.Duplicates ?? 0, cluster.World.Now, cluster.World.Trace);
    }

    private static Report Check(Cluster cluster)
    {
        var plan = cluster.Plan;
        var isSkipped = plan.Options.ExceptionPolicy == ExceptionPolicy.Quarantine && plan.Skips;
        var history = new History { Sends = cluster.Journal.Sends, Stored = cluster.Trims.Stored(), Handlings = cluster.Journal.Handlings };
        return HistoryChecker.Check(history, new Allowances
        {
            Repeats = plan.Options.AckMode == AckMode.Background ? int.MaxValue : 1,
            CursorFalls = plan.Kinds.Contains(FaultKind.Failover) || plan.Kinds.Contains(FaultKind.Reset) || plan.Kinds.Contains(FaultKind.Skip),
            Skipped = cluster.Ledger.Skipped,
            Parks = plan.Parks,
            Settled = cluster.Journal.FailedIsSettled || isSkipped ? Allowances.DoneOrFailed : static handling => handling.How == HandlingEnd.Done,
        });
    }

    /// <summary>Workers end when they are told to, or by what their processor was to throw.</summary>
    private static IEnumerable<string> Ends(Cluster cluster)
    {
        foreach (var worker in cluster.Workers)
        {
            if (worker.Running.IsFaulted) yield return $"{worker.Actor.Name} ended by {worker.Running.Exception}.";
            if (worker.Result is { Halted: true } result && result.Error is not PlannedException) yield return $"{worker.Actor.Name} halted by {result.Error}.";
        }
    }
}
