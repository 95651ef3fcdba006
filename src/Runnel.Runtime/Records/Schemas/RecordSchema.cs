using System.Globalization;
using System.IO.Hashing;
using System.Text;

namespace Runnel.Records.Schemas;

/// <summary>A record with all that it holds, as stored events show it: what is recorded beside a stream's declaration.</summary>
/// <param name="Records">The record, then those that it holds, each once; shapes refer to them by index.</param>
internal sealed record RecordSchema(IReadOnlyList<SchemaRecord> Records)
{
    private const char Separator = '\t';
    private const string Required = "required";
    private const string Optional = "optional";
    private const string Primitive = "primitive";
    private const string Structured = "structured";

    public SchemaRecord Root => Records[0];

    public string Fingerprint => XxHash64.HashToUInt64(Encoding.UTF8.GetBytes(ToString())).ToString("x16", CultureInfo.InvariantCulture);

    public static RecordSchema Of(RecordDescriptor root)
    {
        List<RecordDescriptor> found = [root];
        var records = new List<SchemaRecord>();
        // The list grows while it is walked: each record once, in the order in which they are met.
        for (var i = 0; i < found.Count; i++)
        {
            var held = new List<int>();
            foreach (var record in found[i].Records()) held.Add(IndexOf(record, found));
            records.Add(new SchemaRecord(
                found[i].Name,
                found[i].IsPrimitive,
                [.. found[i].Fields.Select(field => new SchemaField(field.Name, ShapeReader.Read(field.Shape, held), field.IsRequired))]));
        }

        return new RecordSchema(records);
    }

    /// <summary>Reads what <see cref="ToString"/> wrote; null: another version of Runnel wrote it.</summary>
    public static RecordSchema? TryRead(string text)
    {
        try
        {
            var records = new List<SchemaRecord>();
            foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                var cells = line.Split(Separator);
                if (cells is ["", var name, var shape, Required or Optional])
                    ((List<SchemaField>)records[^1].Fields).Add(new SchemaField(Unescape(name), ShapeReader.Read(shape), cells[3] == Required));
                else if (cells is [var record, Primitive or Structured])
                    records.Add(new SchemaRecord(Unescape(record), cells[1] == Primitive, new List<SchemaField>()));
                else
                    return null;
            }

            return records.Count > 0 && records.TrueForAll(record => record.Fields.All(field => IsWithin(field.Shape, records.Count))) ? new RecordSchema(records) : null;
        }
        catch (Exception error) when (error is FormatException or ArgumentOutOfRangeException)
        {
            return null;
        }
    }

    /// <summary>One line a record, one indented line a field.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var record in Records)
        {
            text.Append(Escape(record.Name)).Append(Separator).Append(record.IsPrimitive ? Primitive : Structured).Append('\n');
            foreach (var field in record.Fields)
            {
                text.Append(Separator).Append(Escape(field.Name)).Append(Separator).Append(field.Shape).Append(Separator)
                    .Append(field.IsRequired ? Required : Optional).Append('\n');
            }
        }

        return text.ToString();
    }

    private static int IndexOf(RecordDescriptor record, List<RecordDescriptor> found)
    {
        // By reference: two instantiations of a generic record have one name.
        var index = found.FindIndex(known => ReferenceEquals(known, record));
        if (index >= 0) return index;
        found.Add(record);
        return found.Count - 1;
    }

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

/// <summary>One record of a schema.</summary>
internal sealed record SchemaRecord(string Name, bool IsPrimitive, IReadOnlyList<SchemaField> Fields);

/// <summary>One field of a record.</summary>
internal sealed record SchemaField(string Name, RecordShape Shape, bool IsRequired);
