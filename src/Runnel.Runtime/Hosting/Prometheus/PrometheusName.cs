using System.Text;

namespace Runnel.Hosting;

/// <summary>Names as OpenTelemetry's exporter for Prometheus makes them: <c>runnel.commits</c> is <c>runnel_commits_total</c>.</summary>
internal static class PrometheusName
{
    /// <summary>The name of an instrument: its unit in full behind it, and <c>_total</c> behind a counter's.</summary>
    public static string Of(string instrument, string? unit, MetricKind kind)
    {
        var name = new StringBuilder(Sanitize(instrument));
        if (kind == MetricKind.Counter && EndsWith(name, "_total")) name.Length -= "_total".Length;
        if (Unit(unit, kind) is { Length: > 0 } words && !EndsWith(name, "_" + words)) name.Append('_').Append(words);
        if (kind == MetricKind.Counter) name.Append("_total");
        return name.ToString();
    }

    /// <summary>The name of a label. Whatever is no letter, digit or underscore becomes an underscore; a digit does not come first.</summary>
    public static string OfLabel(string tag)
    {
        var name = new StringBuilder(tag.Length);
        foreach (var c in tag) name.Append(char.IsAsciiLetterOrDigit(c) ? c : '_');
        if (name.Length == 0 || char.IsAsciiDigit(name[0])) name.Insert(0, '_');
        return name.ToString();
    }

    /// <summary>As a label's, and never two underscores in a row.</summary>
    private static string Sanitize(string instrument)
    {
        var name = new StringBuilder(instrument.Length);
        foreach (var c in instrument)
        {
            var kept = char.IsAsciiLetterOrDigit(c) || c == ':' ? c : '_';
            if (kept != '_' || name.Length == 0 || name[^1] != '_') name.Append(kept);
        }

        if (name.Length == 0 || char.IsAsciiDigit(name[0])) name.Insert(0, '_');
        return name.ToString();
    }

    private static bool EndsWith(StringBuilder name, string end)
    {
        var start = name.Length - end.Length;
        if (start < 0) return false;
        for (var i = 0; i < end.Length; i++)
        {
            if (name[start + i] != end[i]) return false;
        }

        return true;
    }

    /// <summary>A unit in words; what stands in braces (<c>{event}</c>) is a remark and no unit.</summary>
    private static string Unit(string? unit, MetricKind kind)
    {
        if (string.IsNullOrEmpty(unit)) return "";
        var brace = unit.IndexOf('{', StringComparison.Ordinal);
        var bare = brace < 0 ? unit : unit[..brace];
        if (bare == "1") return kind == MetricKind.Gauge ? "ratio" : "";
        var slash = bare.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0) return Words(bare);
        var per = $"per_{Singular(Words(bare[(slash + 1)..]))}";
        return slash == 0 ? per : $"{Words(bare[..slash])}_{per}";
    }

    private static string Words(string unit) => unit switch
    {
        "" => "",
        "d" => "days",
        "h" => "hours",
        "min" => "minutes",
        "s" => "seconds",
        "ms" => "milliseconds",
        "us" => "microseconds",
        "ns" => "nanoseconds",
        "By" => "bytes",
        "KiBy" => "kibibytes",
        "MiBy" => "mebibytes",
        "GiBy" => "gibibytes",
        "%" => "percent",
        _ => Sanitize(unit),
    };

    private static string Singular(string words) => words.EndsWith('s') ? words[..^1] : words;
}
