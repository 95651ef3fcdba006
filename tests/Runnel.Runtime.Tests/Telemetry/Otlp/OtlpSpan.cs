namespace Runnel.Runtime.Tests.Telemetry.Otlp;

/// <summary>A span as a collector gets it. The numbers of fields are those of opentelemetry/proto/trace/v1/trace.proto.</summary>
internal sealed record OtlpSpan
{
    public const int Producer = 4;
    public const int Consumer = 5;

    public required string Scope { get; init; }

    public string TraceId { get; init; } = "";

    public string SpanId { get; init; } = "";

    /// <summary>Empty: it begins its trace.</summary>
    public string ParentId { get; init; } = "";

    public string Name { get; init; } = "";

    public int Kind { get; init; }

    public IReadOnlyDictionary<string, string> Attributes { get; init; } = new Dictionary<string, string>();

    /// <summary>The ids of the spans that it is linked to.</summary>
    public IReadOnlyList<string> Links { get; init; } = [];

    /// <summary>Reads an ExportTraceServiceRequest.</summary>
    public static List<OtlpSpan> ReadExport(ReadOnlySpan<byte> request)
    {
        List<OtlpSpan> spans = [];
        var export = new ProtobufReader(request);
        while (export.Read())
        {
            // resource_spans = 1; scope_spans = 2.
            if (export.Field != 1) continue;
            var resource = new ProtobufReader(export.Bytes);
            while (resource.Read())
            {
                if (resource.Field == 2) ReadScope(resource.Bytes, spans);
            }
        }

        return spans;
    }

    private static void ReadScope(ReadOnlySpan<byte> message, List<OtlpSpan> spans)
    {
        var scope = "";
        var reader = new ProtobufReader(message);
        while (reader.Read())
        {
            // scope = 1, with name = 1; spans = 2.
            if (reader.Field == 1) scope = First(reader.Bytes);
            else if (reader.Field == 2) spans.Add(ReadSpan(reader.Bytes, scope));
        }
    }

    private static OtlpSpan ReadSpan(ReadOnlySpan<byte> message, string scope)
    {
        var attributes = new Dictionary<string, string>();
        List<string> links = [];
        var span = new OtlpSpan { Scope = scope, Attributes = attributes, Links = links };
        var reader = new ProtobufReader(message);
        while (reader.Read())
        {
            switch (reader.Field)
            {
                case 1:
                    span = span with { TraceId = Convert.ToHexStringLower(reader.Bytes) };
                    break;
                case 2:
                    span = span with { SpanId = Convert.ToHexStringLower(reader.Bytes) };
                    break;
                case 4:
                    span = span with { ParentId = Convert.ToHexStringLower(reader.Bytes) };
                    break;
                case 5:
                    span = span with { Name = reader.Text };
                    break;
                case 6:
                    span = span with { Kind = (int)reader.Number };
                    break;
                case 9:
                    ReadAttribute(reader.Bytes, attributes);
                    break;
                case 13:
                    links.Add(ReadLink(reader.Bytes));
                    break;
            }
        }

        return span;
    }

    private static void ReadAttribute(ReadOnlySpan<byte> message, Dictionary<string, string> attributes)
    {
        var (name, value) = ("", "");
        var reader = new ProtobufReader(message);
        while (reader.Read())
        {
            // key = 1; value = 2, an AnyValue of string_value = 1, bool_value = 2 or int_value = 3.
            if (reader.Field == 1) name = reader.Text;
            if (reader.Field != 2) continue;
            var any = new ProtobufReader(reader.Bytes);
            while (any.Read()) value = any.Field == 1 ? any.Text : $"{any.Number}";
        }

        attributes.Add(name, value);
    }

    private static string ReadLink(ReadOnlySpan<byte> message)
    {
        var reader = new ProtobufReader(message);
        while (reader.Read())
        {
            if (reader.Field == 2) return Convert.ToHexStringLower(reader.Bytes);
        }

        return "";
    }

    private static string First(ReadOnlySpan<byte> message)
    {
        var reader = new ProtobufReader(message);
        while (reader.Read())
        {
            if (reader.Field == 1) return reader.Text;
        }

        return "";
    }
}
