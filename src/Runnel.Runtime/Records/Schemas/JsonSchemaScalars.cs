using System.Globalization;
using System.Text.Json;

namespace Runnel.Records.Schemas;

/// <summary>JSON Schema's words for scalars.</summary>
internal static class JsonSchemaScalars
{
    public static void Write(Utf8JsonWriter writer, string scalar)
    {
        switch (scalar)
        {
            case RecordShape.Anything:
                return;
            case "boolean":
                writer.WriteString("type", "boolean");
                return;
            case "float16" or "float32" or "float64" or "decimal":
                writer.WriteString("type", "number");
                return;
            case ['i', 'n', 't', ..] or ['u', 'i', 'n', 't', ..]:
                WriteInteger(writer, scalar);
                return;
            default:
                WriteString(writer, scalar);
                return;
        }
    }

    private static void WriteInteger(Utf8JsonWriter writer, string scalar)
    {
        var isSigned = scalar[0] == 'i';
        var bits = int.Parse(scalar.AsSpan(isSigned ? 3 : 4), CultureInfo.InvariantCulture);
        writer.WriteString("type", "integer");
        Write("minimum", isSigned ? Int128.MinValue >> (128 - bits) : 0);
        if (isSigned) Write("maximum", Int128.MaxValue >> (128 - bits));
        else writer.WriteRaw("maximum", UInt128.MaxValue >> (128 - bits));

        void Write(string name, Int128 value)
        {
            writer.WritePropertyName(name);
            writer.WriteRawValue(value.ToString(CultureInfo.InvariantCulture));
        }
    }

    private static void WriteRaw(this Utf8JsonWriter writer, string name, UInt128 value)
    {
        writer.WritePropertyName(name);
        writer.WriteRawValue(value.ToString(CultureInfo.InvariantCulture));
    }

    private static void WriteString(Utf8JsonWriter writer, string scalar)
    {
        writer.WriteString("type", "string");
        if (scalar == "char")
        {
            writer.WriteNumber("minLength", 1);
            writer.WriteNumber("maxLength", 1);
        }

        if (scalar == "bytes") writer.WriteString("contentEncoding", "base64");
        if (scalar == "timespan") writer.WriteString("description", "[-][days.]hours:minutes:seconds[.fraction]");
        if (scalar == "version") writer.WriteString("description", "major.minor[.build[.revision]]");
        var format = scalar switch { "datetime" => "date-time", "date" or "time" => scalar, "guid" => "uuid", "uri" => "uri-reference", _ => null };
        // As written by .NET, a time of day has no offset and a date-time need not have one: the format is what a reader may expect, not a check.
        if (format is not null) writer.WriteString("format", format);
    }
}
