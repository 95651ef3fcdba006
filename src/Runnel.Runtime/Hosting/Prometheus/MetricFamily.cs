using System.Diagnostics.Metrics;
using System.Text;

namespace Runnel.Hosting;

/// <summary>All figures of one instrument.</summary>
internal sealed class MetricFamily
{
    /// <summary>
    /// How many sets of tags are told apart, as in OpenTelemetry; the rest is counted in one. What is observed is bounded by who observes it.
    /// </summary>
    public const int MostSeries = 2000;

    private const string Overflow = "otel_metric_overflow=\"true\"";

    // Tables of its own: a dictionary for each of these types would be much code in a native file.
    private const int Places = 1024;

    private readonly Lock _gate = new();
    private readonly bool _isSummed;
    private readonly bool _isObserved;
    private readonly double[] _bounds;
    private readonly TagSet?[] _byTags = new TagSet?[Places];
    private readonly MetricSeries?[] _byLabels = new MetricSeries?[Places];
    private MetricSeries? _first;
    private MetricSeries? _last;
    private int _count;

    public MetricFamily(Instrument instrument)
    {
        Kind = MetricKinds.Of(instrument);
        Name = PrometheusName.Of(instrument.Name, instrument.Unit, Kind);
        Help = instrument.Description ?? "";
        _isSummed = MetricKinds.IsSummed(instrument);
        _isObserved = instrument.IsObservable;
        _bounds = Kind == MetricKind.Histogram ? HistogramBounds.Of(instrument) : [];
    }

    public string Name { get; }

    public string Help { get; }

    public MetricKind Kind { get; }

    /// <summary>Takes a measurement.</summary>
    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        lock (_gate)
        {
            var series = Find(tags);
            if (Kind == MetricKind.Histogram) series.Observe(value);
            else if (_isSummed) series.Add(value);
            else series.Set(value);
        }
    }

    /// <summary>Before instruments are observed anew: what is not observed any more is no longer told.</summary>
    public void Forget()
    {
        if (!_isObserved) return;
        lock (_gate)
        {
            Array.Clear(_byTags);
            Array.Clear(_byLabels);
            (_first, _last, _count) = (null, null, 0);
        }
    }

    /// <summary>Writes the figures; nothing where there are none.</summary>
    public void Write(StringBuilder text)
    {
        lock (_gate)
        {
            if (_first is null) return;
            PrometheusText.WriteHead(text, this);
            for (var series = _first; series is not null; series = series.Later)
            {
                if (Kind == MetricKind.Histogram) PrometheusText.WriteHistogram(text, Name, series, _bounds);
                else PrometheusText.WriteSample(text, Name, series.Labels, series.Value);
            }
        }
    }

    private MetricSeries Find(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var place = TagSet.HashOf(tags) % Places;
        for (var known = _byTags[place]; known is not null; known = known.Next)
        {
            if (known.Matches(tags)) return known.Series;
        }

        // The same tags in another order have the same labels.
        var labels = PrometheusText.Labels(tags);
        if (FindLabels(labels) is not { } series)
        {
            if (!_isObserved && _count >= MostSeries) return FindLabels(Overflow) ?? Append(Overflow);
            series = Append(labels);
        }

        _byTags[place] = new TagSet(tags, series, _byTags[place]);
        return series;
    }

    private MetricSeries? FindLabels(string labels)
    {
        var series = _byLabels[PlaceOf(labels)];
        while (series is not null && series.Labels != labels) series = series.Next;
        return series;
    }

    private MetricSeries Append(string labels)
    {
        var place = PlaceOf(labels);
        var series = new MetricSeries(labels, _bounds) { Next = _byLabels[place] };
        _byLabels[place] = series;
        if (_last is null) _first = series;
        else _last.Later = series;
        _last = series;
        _count++;
        return series;
    }

    private static uint PlaceOf(string labels) => (uint)labels.GetHashCode(StringComparison.Ordinal) % Places;
}
