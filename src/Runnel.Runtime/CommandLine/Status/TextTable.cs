using System.Text;

namespace Runnel.CommandLine;

/// <summary>Rows whose columns stand below each other.</summary>
/// <param name="headings">One for each column; those that begin with <c>&gt;</c> are aligned to the right, as numbers are.</param>
internal sealed class TextTable(params string[] headings)
{
    private const string Gap = "  ";

    private readonly List<string[]> _rows = [Array.ConvertAll(headings, static heading => heading.TrimStart('>'))];

    public void Add(params string[] cells) => _rows.Add(cells);

    public void WriteTo(StringBuilder text, string indent = "")
    {
        var widths = new int[headings.Length];
        foreach (var row in _rows)
        {
            for (var column = 0; column < row.Length; column++) widths[column] = Math.Max(widths[column], row[column].Length);
        }

        foreach (var row in _rows)
        {
            var cells = new string[row.Length];
            for (var column = 0; column < row.Length; column++)
                cells[column] = headings[column].StartsWith('>') ? row[column].PadLeft(widths[column]) : row[column].PadRight(widths[column]);
            text.AppendLine((indent + string.Join(Gap, cells)).TrimEnd());
        }
    }
}
