using System.Globalization;
using System.Text;

namespace Runnel.Records.Schemas;

/// <summary>A schema as the text that is recorded: one line a record, one indented line for each of its fields and variants, cells between tabs.</summary>
internal static class SchemaText
{
    private const char Separator = '\t';
    private const string Required = "required";
    private const string Optional = "optional";
    private const string Primitive = "primitive";
    private const string Structured = "structured";
    private const string Discriminator = "discriminator";
    private const string Variant = "variant";

    public static string Write(RecordSchema schema)
    {
        var text = new StringBuilder();
        foreach (var record in schema.Records)
        {
            text.Append(Escape(record.Name)).Append(Separator).Append(record.IsPrimitive ? Primitive : Structured).Append('\n');
            foreach (var field in record.Fields) Line(field.Name, field.Shape.ToString(), field.IsRequired ? Required : Optional);
            if (record.Discriminator is { } discriminator) Line(discriminator, record.IsAbstract ? "string" : "string?", Discriminator);
            foreach (var variant in record.Variants) Line(variant.Name, string.Create(CultureInfo.InvariantCulture, $"#{variant.Record}"), Variant);
        }

        return text.ToString();

        void Line(string name, string shape, string kind)
            => text.Append(Separator).Append(Escape(name)).Append(Separator).Append(shape).Append(Separator).Append(kind).Append('\n');
    }

    /// <summary>Reads what <see cref="Write"/> wrote; null: another version of Runnel wrote it.</summary>
    public static RecordSchema? TryRead(string text)
    {
        try
        {
            var records = new List<SchemaRecord>();
            foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                switch (line.Split(Separator))
                {
                    case [var name, var form] when form is Primitive or Structured:
                        records.Add(new SchemaRecord(Unescape(name), form == Primitive));
                        break;
                    case ["", var name, var shape, var kind] when records.Count > 0:
                        Read(records[^1], Unescape(name), ShapeReader.Read(shape), kind);
                        break;
                    default:
                        return null;
                }
            }

            return records.Count > 0 && records.TrueForAll(record => IsWhole(record, records.Count)) ? new RecordSchema(records) : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static void Read(SchemaRecord record, string name, RecordShape shape, string kind)
    {
        switch (kind)
        {
            case Required or Optional:
                record.Fields.Add(new SchemaField(name, shape, kind == Required));
                break;
            case Discriminator:
                (record.Discriminator, record.IsAbstract) = (name, !shape.IsNullable);
                break;
            case Variant when shape.Kind == ShapeKind.Record:
                record.Variants.Add(new SchemaVariant(name, shape.Record));
                break;
            default:
                throw new FormatException("This is no line of a schema.");
        }
    }

    /// <summary>Whether all that it refers to is there.</summary>
    private static bool IsWhole(SchemaRecord record, int count)
        => record.Fields.TrueForAll(field => IsWithin(field.Shape, count)) && record.Variants.TrueForAll(variant => variant.Record < count);

    private static bool IsWithin(RecordShape shape, int count)
        => shape.Record < count && (shape.Element is null || IsWithin(shape.Element, count)) && (shape.Key is null || IsWithin(shape.Key, count));

    private static string Escape(string name)
        => name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\t", "\\t", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    private static string Unescape(string text)
    {
        if (!text.Contains('\\')) return text;
        var name = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
            name.Append(text[i] is not '\\' || i + 1 == text.Length ? text[i] : text[++i] switch { 't' => '\t', 'n' => '\n', var other => other });
        return name.ToString();
    }
}
