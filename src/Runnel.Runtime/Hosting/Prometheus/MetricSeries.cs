namespace Runnel.Hosting;

/// <summary>The figures of one instrument for one set of labels; guarded by its <see cref="MetricFamily"/>.</summary>
/// <param name="labels">As they stand between the braces.</param>
/// <param name="bounds">Of a histogram; empty: it is none.</param>
internal sealed class MetricSeries(string labels, double[] bounds)
{
    private readonly long[] _below = new long[bounds.Length];

    public string Labels => labels;

    /// <summary>Another whose labels have the same place in the table.</summary>
    public MetricSeries? Next { get; set; }

    /// <summary>The one that came after it.</summary>
    public MetricSeries? Later { get; set; }

    /// <summary>The sum, or the last value.</summary>
    public double Value { get; private set; }

    /// <summary>How many values a histogram has had.</summary>
    public long Count { get; private set; }

    public void Add(double value) => Value += value;

    public void Set(double value) => Value = value;

    /// <summary>A value of a histogram.</summary>
    public void Observe(double value)
    {
        // What is no number is below no bound.
        var at = 0;
        while (at < bounds.Length && !(value <= bounds[at])) at++;
        if (at < _below.Length) _below[at]++;
        Value += value;
        Count++;
    }

    /// <summary>How many values were at most that of a bound, and above the one before.</summary>
    public long CountAt(int bound) => _below[bound];
}
