using System.Globalization;
using System.Text;
using Runnel.LoadTest.Report;
using Runnel.Scaling.Measuring;
using Runnel.Scaling.Series;

namespace Runnel.Scaling.Report;

/// <summary>The results as Markdown: for each series a table of rates and one of memory.</summary>
internal static class Tables
{
    public static string Render(Results results, ScalingOptions options)
    {
        var text = new StringBuilder("# Scaling: the figures\n\nWritten by `benchmarks/scaling.sh`; do not edit. What they mean is in [the README](../README.md#scaling).\n");
        if (options.Note.Length > 0) text.Append(CultureInfo.InvariantCulture, $"\n**{options.Note}**\n");
        text.Append(CultureInfo.InvariantCulture, $"""

            Medians of {options.Rounds} round{(options.Rounds == 1 ? "" : "s")} (least – greatest), {Environment.ProcessorCount} cores, native workers; at most {options.Events:N0} events or
            {options.Limit.TotalSeconds:0.#} s each. The ratio is that to the row in bold, of the same round; the median of the rounds.

            """);
        foreach (var series in ScalingSeries.All.Where(results.Holds))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n## {series.Name}\n");
            Append(text, series, "Thousand events a second", (value, mode) => Rate(results, series, value, mode));
            Append(text, series, "Greatest resident / managed memory of a process, MiB", (value, mode) => Memory(results.Of(series, value, mode)));
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, ScalingSeries series, string what, Func<int, Mode, string> cell)
    {
        text.Append(CultureInfo.InvariantCulture, $"\n{what}:\n\n| {series.Axis} | {string.Join(" | ", series.Modes.Select(mode => mode.Name))} |\n");
        text.Append("| --- |").Insert(text.Length, " --- |", series.Modes.Count).Append('\n');
        foreach (var value in series.Values)
        {
            var head = value.ToString("N0", CultureInfo.InvariantCulture);
            text.Append(CultureInfo.InvariantCulture, $"| {(value == series.Reference ? $"**{head}**" : head)} | {string.Join(" | ", series.Modes.Select(mode => cell(value, mode)))} |\n");
        }
    }

    private static string Rate(Results results, ScalingSeries series, int value, Mode mode)
    {
        var rates = results.Of(series, value, mode).Select(outcome => outcome.EventsPerSecond / 1000).ToArray();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Show(Figures.Percentile(rates, 0.5))} ({Show(rates.Min())} – {Show(rates.Max())}), x {results.Ratio(series, value, mode):0.00}");
    }

    private static string Memory(IReadOnlyList<Outcome> outcomes)
        => $"{Show(Figures.Percentile(outcomes.Select(outcome => outcome.ResidentMebibytes), 0.5))} / {Show(Figures.Percentile(outcomes.Select(outcome => outcome.HeapMebibytes), 0.5))}";

    private static string Show(double value) => value.ToString(value < 100 ? "0.0" : "N0", CultureInfo.InvariantCulture);
}
