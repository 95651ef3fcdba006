using System.Globalization;
using System.Text.RegularExpressions;

namespace Runnel.Tests.Hosting;

/// <summary>One sample of Prometheus' text format.</summary>
internal sealed record PrometheusSample(string Name, IReadOnlyDictionary<string, string> Labels, double Value)
{
    /// <summary>Whether it has these labels, and maybe more.</summary>
    public bool Has(params ReadOnlySpan<(string Name, string Value)> labels)
    {
        foreach (var (name, value) in labels)
        {
            if (!Labels.TryGetValue(name, out var own) || own != value) return false;
        }

        return true;
    }
}

/// <summary>
/// Reads Prometheus' text format 0.0.4, and refuses whatever a scraper might stumble over: samples without a type, families in pieces, names that
/// do not go with the type, series that come twice, buckets that fall.
/// </summary>
internal sealed partial class PrometheusSamples
{
    private readonly Dictionary<string, string> _types = new(StringComparer.Ordinal);
    private readonly List<PrometheusSample> _samples = [];
    private readonly HashSet<string> _closed = new(StringComparer.Ordinal);
    private readonly HashSet<string> _series = new(StringComparer.Ordinal);
    private string? _family;
    private string? _helped;

    public IReadOnlyDictionary<string, string> Types => _types;

    public IReadOnlyList<PrometheusSample> All => _samples;

    /// <exception cref="FormatException">The text is not of that format.</exception>
    public static PrometheusSamples Parse(string text)
    {
        var samples = new PrometheusSamples();
        if (text.Length > 0 && !text.EndsWith('\n')) throw new FormatException("The last line does not end.");
        foreach (var line in text.Split('\n').SkipLast(1)) samples.Read(line);
        samples.CheckHistograms();
        return samples;
    }

    /// <summary>The sum of all samples with these labels; 0: there are none.</summary>
    public double Sum(string name, params (string Name, string Value)[] labels)
        => _samples.Where(sample => sample.Name == name && sample.Has(labels)).Sum(static sample => sample.Value);

    public int Count(string name, params (string Name, string Value)[] labels)
        => _samples.Count(sample => sample.Name == name && sample.Has(labels));

    private void Read(string line)
    {
        if (Help().Match(line) is { Success: true } help)
        {
            if (_helped is not null) throw new FormatException($"HELP without TYPE: {_helped}");
            _helped = Begin(help.Groups["name"].Value);
        }
        else if (Type().Match(line) is { Success: true } type)
        {
            var name = type.Groups["name"].Value;
            if (_helped is not null && _helped != name) throw new FormatException($"TYPE of another metric than HELP: {line}");
            if (_helped is null) Begin(name);
            _helped = null;
            if (type.Groups["type"].Value == "counter" && !name.EndsWith("_total", StringComparison.Ordinal))
                throw new FormatException($"A counter without _total: {line}");
            _types.Add(name, type.Groups["type"].Value);
        }
        else if (Sample().Match(line) is { Success: true } sample)
        {
            Add(sample, line);
        }
        else
        {
            throw new FormatException($"No line of the format: {line}");
        }
    }

    private string Begin(string family)
    {
        if (_family is not null) _closed.Add(_family);
        if (_closed.Contains(family) || _types.ContainsKey(family)) throw new FormatException($"{family} comes in pieces.");
        _family = family;
        return family;
    }

    private void Add(Match match, string line)
    {
        var name = match.Groups["name"].Value;
        if (_family is null || _helped is not null || !_types.TryGetValue(_family, out var type))
            throw new FormatException($"A sample without a type: {line}");
        string[] names = type == "histogram" ? [$"{_family}_bucket", $"{_family}_sum", $"{_family}_count"] : [_family];
        if (!names.Contains(name)) throw new FormatException($"A sample among those of {_family}: {line}");

        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (Match label in Label().Matches(match.Groups["labels"].Value))
        {
            if (!labels.TryAdd(label.Groups["name"].Value, Unescape(label.Groups["value"].Value)))
                throw new FormatException($"A label twice: {line}");
        }

        if (labels.ContainsKey("le") != name.EndsWith("_bucket", StringComparison.Ordinal))
            throw new FormatException($"A bound where there is none: {line}");
        if (!_series.Add($"{name}|{string.Join('|', labels.Select(static label => $"{label.Key}={label.Value}"))}"))
            throw new FormatException($"A series twice: {line}");
        _samples.Add(new PrometheusSample(name, labels, Number(match.Groups["value"].Value)));
    }

    private void CheckHistograms()
    {
        if (_helped is not null) throw new FormatException($"HELP without TYPE: {_helped}");
        foreach (var family in _types.Where(static type => type.Value == "histogram").Select(static type => type.Key))
        {
            var buckets = _samples.Where(sample => sample.Name == $"{family}_bucket").ToLookup(static sample => Key(sample));
            foreach (var count in _samples.Where(sample => sample.Name == $"{family}_count"))
            {
                var own = buckets[Key(count)].ToList();
                var bounds = own.Select(static bucket => Number(bucket.Labels["le"])).ToList();
                if (!bounds.SequenceEqual(bounds.Order()) || !double.IsPositiveInfinity(bounds.LastOrDefault()))
                    throw new FormatException($"{family}: bounds out of order.");
                if (!own.Select(static bucket => bucket.Value).SequenceEqual(own.Select(static bucket => bucket.Value).Order()))
                    throw new FormatException($"{family}: buckets fall.");
                if (!own[^1].Value.Equals(count.Value)) throw new FormatException($"{family}: the last bucket is not the count.");
                if (!_samples.Any(sample => sample.Name == $"{family}_sum" && Key(sample) == Key(count)))
                    throw new FormatException($"{family}: no sum.");
            }

            if (buckets.Any(bucket => !_samples.Any(sample => sample.Name == $"{family}_count" && Key(sample) == bucket.Key)))
                throw new FormatException($"{family}: no count.");
        }
    }

    private static string Key(PrometheusSample sample)
        => string.Join('|', sample.Labels.Where(static label => label.Key != "le").Select(static label => $"{label.Key}={label.Value}"));

    private static double Number(string text) => text switch
    {
        "+Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        "NaN" => double.NaN,
        _ => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture),
    };

    private static string Unescape(string value)
        => Escape().Replace(value, static match => match.Value switch { "\\\\" => "\\", "\\n" => "\n", _ => "\"" });

    [GeneratedRegex(@"^# HELP (?<name>[a-zA-Z_:][a-zA-Z0-9_:]*) (?:[^\\]|\\\\|\\n)*$")]
    private static partial Regex Help();

    [GeneratedRegex("^# TYPE (?<name>[a-zA-Z_:][a-zA-Z0-9_:]*) (?<type>counter|gauge|histogram)$")]
    private static partial Regex Type();

    [GeneratedRegex(
        """^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(?<labels>(?:[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\]|\\["\\n])*"(?:,(?=[a-zA-Z_]))?)+)\})? (?<value>[+-]Inf|NaN|-?[0-9.]+(?:[eE][+-]?[0-9]+)?)$""")]
    private static partial Regex Sample();

    [GeneratedRegex("""(?<name>[a-zA-Z_][a-zA-Z0-9_]*)="(?<value>(?:[^"\\]|\\["\\n])*)"(?:,|$)""")]
    private static partial Regex Label();

    [GeneratedRegex("""\\["\\n]""")]
    private static partial Regex Escape();
}
