using System.Globalization;
using System.Text;
using Runnel.LoadTest.Report;
using Runnel.Scaling.Measuring;
using Runnel.Scaling.Series;

namespace Runnel.Scaling.Report;

/// <summary>Everything that was measured, one line each.</summary>
internal sealed class Results
{
    private readonly List<Line> _lines = [];

    private sealed record Line(string Series, int Value, string Mode, int Round, Outcome Outcome);

    public void Add(ScalingSeries series, int value, Mode mode, int round, Outcome outcome) => _lines.Add(new Line(series.Name, value, mode.Name, round, outcome));

    public bool Holds(ScalingSeries series) => _lines.Exists(line => line.Series == series.Name);

    public IReadOnlyList<Outcome> Of(ScalingSeries series, int value, Mode mode)
        => [.. Lines(series, value, mode).Select(line => line.Outcome)];

    /// <summary>The median over the rounds of a rate divided by that of the series' reference in the same round.</summary>
    public double Ratio(ScalingSeries series, int value, Mode mode)
    {
        var references = Lines(series, series.Reference, mode).ToDictionary(line => line.Round, line => line.Outcome.EventsPerSecond);
        return Figures.Percentile(Lines(series, value, mode).Select(line => line.Outcome.EventsPerSecond / references[line.Round]), 0.5);
    }

    /// <summary>For the plots, and for whoever wants to look closer.</summary>
    public string ToCsv()
    {
        var text = new StringBuilder("series,axis,value,mode,round,events_per_second,resident_mib,heap_mib\n");
        foreach (var line in _lines)
        {
            var axis = ScalingSeries.All.First(series => series.Name == line.Series).Axis;
            text.Append(
                CultureInfo.InvariantCulture,
                $"{line.Series},\"{axis}\",{line.Value},{line.Mode},{line.Round},{line.Outcome.EventsPerSecond:0},{line.Outcome.ResidentMebibytes:0.0},{line.Outcome.HeapMebibytes:0.0}\n");
        }

        return text.ToString();
    }

    private IEnumerable<Line> Lines(ScalingSeries series, int value, Mode mode)
        => _lines.Where(line => line.Series == series.Name && line.Value == value && line.Mode == mode.Name);
}
