using System.Globalization;
using System.Text;

namespace Runnel.Hosting;

/// <summary>Prometheus' text format, version 0.0.4.</summary>
internal static class PrometheusText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    public static void WriteHead(StringBuilder text, MetricFamily family)
    {
        if (family.Help.Length > 0)
        {
            text.Append("# HELP ").Append(family.Name).Append(' ');
            AppendEscaped(text, family.Help, escapeQuotes: false);
            text.Append('\n');
        }

        var type = family.Kind switch { MetricKind.Counter => "counter", MetricKind.Gauge => "gauge", _ => "histogram" };
        text.Append("# TYPE ").Append(family.Name).Append(' ').Append(type).Append('\n');
    }

    public static void WriteSample(StringBuilder text, string name, string labels, double value)
    {
        text.Append(name);
        if (labels.Length > 0) text.Append('{').Append(labels).Append('}');
        text.Append(' ').Append(Number(value)).Append('\n');
    }

    public static void WriteHistogram(StringBuilder text, string name, MetricSeries series, double[] bounds)
    {
        var below = 0L;
        for (var i = 0; i < bounds.Length; i++)
        {
            below += series.CountAt(i);
            WriteBucket(text, name, series.Labels, Number(bounds[i]), below);
        }

        WriteBucket(text, name, series.Labels, "+Inf", series.Count);
        WriteSample(text, name + "_sum", series.Labels, series.Value);
        WriteSample(text, name + "_count", series.Labels, series.Count);
    }

    /// <summary>What stands between the braces, sorted by name; tags whose names come to the same are one label with all values.</summary>
    public static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var (names, values) = (new string[tags.Length], new string[tags.Length]);
        for (var i = 0; i < tags.Length; i++)
        {
            // Each is put where it belongs among those before it: there are few.
            var (name, at) = (PrometheusName.OfLabel(tags[i].Key), i);
            for (; at > 0 && string.CompareOrdinal(names[at - 1], name) > 0; at--) (names[at], values[at]) = (names[at - 1], values[at - 1]);
            (names[at], values[at]) = (name, Value(tags[i].Value));
        }

        var text = new StringBuilder();
        for (var i = 0; i < names.Length; i++)
        {
            var isNew = i == 0 || names[i] != names[i - 1];
            if (!isNew) text.Length--;
            else if (i > 0) text.Append(',');
            text.Append(isNew ? $"{names[i]}=\"" : ";");
            AppendEscaped(text, values[i], escapeQuotes: true);
            text.Append('"');
        }

        return text.ToString();
    }

    public static string Number(double value)
        => double.IsPositiveInfinity(value) ? "+Inf" : double.IsNegativeInfinity(value) ? "-Inf" : value.ToString(CultureInfo.InvariantCulture);

    private static void WriteBucket(StringBuilder text, string name, string labels, string bound, long count)
    {
        text.Append(name).Append("_bucket{").Append(labels);
        if (labels.Length > 0) text.Append(',');
        text.Append("le=\"").Append(bound).Append("\"} ").Append(count).Append('\n');
    }

    private static string Value(object? value) => value switch
    {
        null => "",
        string text => text,
        bool flag => flag ? "true" : "false",
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    private static void AppendEscaped(StringBuilder text, string value, bool escapeQuotes)
    {
        foreach (var c in value)
        {
            if (c == '\\') text.Append("\\\\");
            else if (c == '\n') text.Append("\\n");
            else if (c == '"' && escapeQuotes) text.Append("\\\"");
            else text.Append(c);
        }
    }
}
