// Draws the plots of benchmarks/scaling.sh from its scaling.csv: throughput and memory against each thing that varies.
//
//   dotnet run benchmarks/plots.cs benchmarks/plots
//
// Lines are medians over the rounds; bars reach from the least to the greatest.

#:package ScottPlot
#:property PublishAot=false

using System.Globalization;
using ScottPlot;

var folder = args is [var path] ? path : throw new ArgumentException("Where is scaling.csv? dotnet run benchmarks/plots.cs benchmarks/plots");
(string Name, Color Color, MarkerShape Marker)[] modes =
[
    ("BeforeNext", Color.FromHex("#1f77b4"), MarkerShape.FilledCircle),
    ("Background", Color.FromHex("#d62728"), MarkerShape.FilledSquare),
    ("Take(100)", Color.FromHex("#2ca02c"), MarkerShape.FilledTriangleUp),
    ("Take(n)", Color.FromHex("#2ca02c"), MarkerShape.FilledTriangleUp),
    ("send", Color.FromHex("#9467bd"), MarkerShape.FilledDiamond),
];

var lines = File.ReadLines(Path.Combine(folder, "scaling.csv")).Skip(1).Select(Line.Parse).ToArray();
foreach (var series in lines.GroupBy(line => line.Series))
{
    var axis = series.First().Axis;
    var figure = new Multiplot();
    figure.AddPlots(2);
    figure.Layout = new ScottPlot.MultiplotLayouts.Columns();
    Draw(figure.GetPlot(0), series, axis, "events a second", line => line.EventsPerSecond, isLogarithmic: true);
    Draw(figure.GetPlot(1), series, axis, "memory at its greatest, MiB", line => line.ResidentMebibytes, isLogarithmic: series.Max(line => line.ResidentMebibytes) > 200);
    var file = Path.Combine(folder, $"{series.Key}.png");
    figure.SavePng(file, 1200, 460);
    Console.WriteLine(file);
}

void Draw(Plot plot, IEnumerable<Line> series, string axis, string unit, Func<Line, double> figure, bool isLogarithmic)
{
    // Logarithms are drawn on an even axis, whose marks say what they are logarithms of.
    double Y(double value) => isLogarithmic ? Math.Log10(value) : value;
    foreach (var (name, color, marker) in modes)
    {
        var points = series.Where(line => line.Mode == name).GroupBy(line => line.Value).OrderBy(group => group.Key)
            .Select(group => (X: Math.Log10(group.Key), Figures: group.Select(figure).Order().ToArray())).ToArray();
        if (points.Length == 0) continue;
        var scatter = plot.Add.Scatter(points.Select(point => point.X).ToArray(), points.Select(point => Y(point.Figures[point.Figures.Length / 2])).ToArray());
        (scatter.LegendText, scatter.Color, scatter.LineWidth, scatter.MarkerShape, scatter.MarkerSize) = (name, color, 2, marker, 9);
        foreach (var (x, figures) in points)
        {
            var bar = plot.Add.Line(x, Y(figures[0]), x, Y(figures[^1]));
            (bar.Color, bar.LineWidth) = (color.WithAlpha(0.5), 5);
        }
    }

    plot.Axes.Bottom.TickGenerator = new ScottPlot.TickGenerators.NumericManual(
        [.. series.Select(line => line.Value).Distinct().Order().Select(value => new Tick(Math.Log10(value), value.ToString("N0", CultureInfo.InvariantCulture)))]);
    var (least, greatest) = (series.Min(figure), series.Max(figure));
    if (isLogarithmic)
    {
        var (low, high) = (Math.Floor(Math.Log10(least)), Math.Ceiling(Math.Log10(greatest)));
        plot.Axes.Left.TickGenerator = new ScottPlot.TickGenerators.NumericManual([.. Marks(low, high)]);
        plot.Axes.SetLimitsY(Math.Log10(least) - 0.15, Math.Log10(greatest) + 0.15);
    }
    else
    {
        plot.Axes.SetLimitsY(0, greatest * 1.2);
    }

    var (left, right) = (Math.Log10(series.Min(line => line.Value)), Math.Log10(series.Max(line => line.Value)));
    plot.Axes.SetLimitsX(left - (0.06 * (right - left)), right + (0.06 * (right - left)));
    plot.XLabel(axis, 15);
    plot.YLabel(unit, 15);
    plot.Axes.Bottom.TickLabelStyle.FontSize = plot.Axes.Left.TickLabelStyle.FontSize = 13;
    plot.Legend.FontSize = 13;
    plot.ShowLegend(Edge.Top);
    plot.Legend.Orientation = Orientation.Horizontal;
}

// 1, 2 and 5 of each power of ten.
static IEnumerable<Tick> Marks(double low, double high)
{
    for (var power = low; power <= high; power++)
    {
        foreach (var digit in (double[])[1, 2, 5])
        {
            var value = digit * Math.Pow(10, power);
            yield return new Tick(Math.Log10(value), value.ToString("#,0.##", CultureInfo.InvariantCulture));
        }
    }
}

/// <summary>One measurement.</summary>
internal sealed record Line(string Series, string Axis, double Value, string Mode, double EventsPerSecond, double ResidentMebibytes)
{
    /// <summary>series,"axis, with its unit",value,mode,round,events a second,resident,heap.</summary>
    public static Line Parse(string line)
    {
        var quoted = line.Split('"');
        var rest = quoted[2].Split(',', StringSplitOptions.RemoveEmptyEntries);
        return new Line(quoted[0].TrimEnd(','), quoted[1], Number(rest[0]), rest[1], Number(rest[3]), Number(rest[4]));
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
