using System.Globalization;
using System.Text;

namespace Runnel.LoadTest.Report;

/// <summary>A row of the table: what was measured, its unit, and the name of the figure it is held against.</summary>
internal sealed record Row(string Name, string Unit, string? Limit = null);

/// <summary>The table at the end, in Markdown.</summary>
internal static class Table
{
    public static string Render(IEnumerable<Row> rows, Figures figures)
    {
        var text = new StringBuilder("| measured | median | least – greatest | limit, same run | ratio |\n| --- | --- | --- | --- | --- |\n");
        foreach (var row in rows)
        {
            if (figures.Median(row.Name) is not { } median) continue;
            var (least, greatest) = figures.Range(row.Name);
            var limit = row.Limit is null ? null : figures.Median(row.Limit);
            text.Append(
                CultureInfo.InvariantCulture,
                $"| {row.Name} | {Show(median)} {row.Unit} | {Show(least)} – {Show(greatest)} | {row.Limit ?? "–"} | {(limit is { } known ? Show(median / known) : "–")} |\n");
        }

        return text.ToString();
    }

    /// <summary>Three figures that count.</summary>
    private static string Show(double value) => value switch
    {
        >= 1000 => value.ToString("N0", CultureInfo.InvariantCulture),
        >= 100 => value.ToString("0", CultureInfo.InvariantCulture),
        >= 10 => value.ToString("0.0", CultureInfo.InvariantCulture),
        _ => value.ToString("0.00", CultureInfo.InvariantCulture),
    };
}
