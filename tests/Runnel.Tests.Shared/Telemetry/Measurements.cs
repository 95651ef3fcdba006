using System.Diagnostics.Metrics;

namespace Runnel.Tests.Telemetry;

/// <summary>One measurement, its attributes as text.</summary>
internal sealed record Measured(string Instrument, double Value, IReadOnlyDictionary<string, string> Tags)
{
    public string? this[string tag] => Tags.GetValueOrDefault(tag);
}

/// <summary>Listens to Runnel's instruments as an exporter does. It hears the whole process: see <see cref="SpanCollector"/>.</summary>
internal sealed class Measurements : IDisposable
{
    private readonly Lock _gate = new();
    private readonly List<Measured> _all = [];
    private readonly MeterListener _listener = new();

    public Measurements()
    {
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == "Runnel") listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.Start();
    }

    public IReadOnlyList<Measured> Of(string instrument)
    {
        lock (_gate) return [.. _all.Where(one => one.Instrument == instrument)];
    }

    public double Sum(string instrument) => Of(instrument).Sum(static one => one.Value);

    /// <summary>Asks the instruments that are asked.</summary>
    public IReadOnlyList<Measured> Observe(string instrument)
    {
        lock (_gate) _all.RemoveAll(one => one.Instrument == instrument);
        _listener.RecordObservableInstruments();
        return Of(instrument);
    }

    public override string ToString()
    {
        lock (_gate)
            return string.Join('\n', _all.Select(static one => $"{one.Instrument} {one.Value} {string.Join(' ', one.Tags.Select(static tag => $"{tag.Key}={tag.Value}"))}"));
    }

    public void Dispose() => _listener.Dispose();

    private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var kept = new Dictionary<string, string>();
        foreach (var (name, tag) in tags) kept.Add(name, $"{tag}");
        lock (_gate) _all.Add(new Measured(instrument.Name, value, kept));
    }
}
