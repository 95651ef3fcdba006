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
        var widths = Enumerable.Range(0, headings.Length).Select(column => _rows.Max(row => row[column].Length)).ToArray();
        foreach (var row in _rows)
        {
            var cells = row.Select((cell, column) => headings[column].StartsWith('>') ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]));
            text.AppendLine((indent + string.Join(Gap, cells)).TrimEnd());
        }
    }
}
