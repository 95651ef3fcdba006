namespace Runnel.LoadTest.Report;

/// <summary>Figures by name, in the order they were first measured, one per round.</summary>
internal sealed class Figures
{
    private readonly Dictionary<string, List<double>> _byName = [];

    public IEnumerable<string> Names => _byName.Keys;

    public void Add(string name, double figure)
    {
        if (!_byName.TryGetValue(name, out var list)) _byName[name] = list = [];
        list.Add(figure);
    }

    public double Last(string name) => _byName[name][^1];

    public double? Median(string name) => _byName.TryGetValue(name, out var list) ? Percentile(list, 0.5) : null;

    public (double Least, double Greatest) Range(string name) => (_byName[name].Min(), _byName[name].Max());

    /// <summary>The figure that a share of all is at or below.</summary>
    public static double Percentile(IEnumerable<double> figures, double share)
    {
        var sorted = figures.Order().ToArray();
        return sorted[Math.Min(sorted.Length - 1, (int)Math.Ceiling(share * sorted.Length) - (share < 1 ? 1 : 0))];
    }
}
