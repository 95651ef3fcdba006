using System.Globalization;
using Runnel.Tests.Checking;

namespace Runnel.Chaos.Tests.Harness;

/// <summary>One line of figures a run, which <c>scripts/chaos.sh</c> adds up.</summary>
internal static class Figures
{
    private static readonly Lock Gate = new();

    /// <summary>Fault, events, lost, reordered, duplicates, overlapping, violations, takeover times in milliseconds; tabs between.</summary>
    public static void Write(string fault, Report report, IReadOnlyList<TimeSpan> takeovers)
    {
        var times = string.Join(',', takeovers.Select(static time => time.TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture)));
        var line = string.Create(CultureInfo.InvariantCulture,
            $"{fault}\t{report.Events}\t{report.Lost}\t{report.Reordered}\t{report.Duplicates}\t{report.Overlapping}\t{report.Violations.Count}\t{times}");
        Scenario.Say(line);
        if (ChaosSettings.FiguresFile is not { } file) return;
        lock (Gate) File.AppendAllText(file, line + '\n');
    }
}
