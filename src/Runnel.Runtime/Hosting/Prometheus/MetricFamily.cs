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

    private readonly Lock _gate = new();
    private readonly bool _isSummed;
    private readonly bool _isObserved;
    private readonly double[] _bounds;
    private readonly Dictionary<int, TagSet> _byTags = [];
    private readonly Dictionary<string, MetricSeries> _series = new(StringComparer.Ordinal);

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
            _byTags.Clear();
            _series.Clear();
        }
    }

    /// <summary>Writes the figures; nothing where there are none.</summary>
    public void Write(StringBuilder text)
    {
        lock (_gate)
        {
            if (_series.Count == 0) return;
            PrometheusText.WriteHead(text, this);
            foreach (var series in _series.Values)
            {
                if (Kind == MetricKind.Histogram) PrometheusText.WriteHistogram(text, Name, series, _bounds);
                else PrometheusText.WriteSample(text, Name, series.Labels, series.Value);
            }
        }
    }

    private MetricSeries Find(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var hash = TagSet.HashOf(tags);
        _byTags.TryGetValue(hash, out var first);
        for (var known = first; known is not null; known = known.Next)
        {
            if (known.Matches(tags)) return known.Series;
        }

        // The same tags in another order have the same labels.
        var labels = PrometheusText.Labels(tags);
        var isKnown = _series.ContainsKey(labels);
        if (!isKnown && !_isObserved && _series.Count >= MostSeries) labels = Overflow;
        if (!_series.TryGetValue(labels, out var series)) _series.Add(labels, series = new MetricSeries(labels, _bounds));
        if (labels != Overflow) _byTags[hash] = new TagSet(tags, series, first);
        return series;
    }
}
