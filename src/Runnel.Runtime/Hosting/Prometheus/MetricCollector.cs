using System.Diagnostics.Metrics;
using System.Text;

namespace Runnel.Hosting;

/// <summary>Listens to all instruments of one meter, and keeps their figures for whoever comes to read them.</summary>
internal sealed class MetricCollector : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly Lock _gate = new();
    private readonly Lock _reading = new();
    private MetricFamily[] _families = [];

    /// <summary>Begins to listen.</summary>
    /// <param name="meter">The meter's name.</param>
    public MetricCollector(string meter)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == meter && Add(instrument) is { } family) listener.EnableMeasurementEvents(instrument, family);
        };
        _listener.SetMeasurementEventCallback<long>(static (_, value, tags, family) => ((MetricFamily)family!).Record(value, tags));
        _listener.SetMeasurementEventCallback<int>(static (_, value, tags, family) => ((MetricFamily)family!).Record(value, tags));
        _listener.SetMeasurementEventCallback<double>(static (_, value, tags, family) => ((MetricFamily)family!).Record(value, tags));
        _listener.Start();
    }

    /// <summary>All figures as of now, in Prometheus' text format.</summary>
    public string Read()
    {
        var text = new StringBuilder();
        lock (_reading)
        {
            var families = Volatile.Read(ref _families);
            foreach (var family in families) family.Forget();
            _listener.RecordObservableInstruments();
            foreach (var family in families) family.Write(text);
        }

        return text.ToString();
    }

    public void Dispose() => _listener.Dispose();

    /// <summary>Null: another instrument has that name already, and two kinds of figures under one name cannot be read.</summary>
    private MetricFamily? Add(Instrument instrument)
    {
        var family = new MetricFamily(instrument);
        lock (_gate)
        {
            var at = 0;
            while (at < _families.Length && string.CompareOrdinal(_families[at].Name, family.Name) < 0) at++;
            if (at < _families.Length && _families[at].Name == family.Name) return _families[at].Kind == family.Kind ? _families[at] : null;
            Volatile.Write(ref _families, [.. _families[..at], family, .. _families[at..]]);
            return family;
        }
    }
}
