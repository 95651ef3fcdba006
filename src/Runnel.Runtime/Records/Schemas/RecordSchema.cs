using System.Globalization;
using System.IO.Hashing;
using System.Text;

namespace Runnel.Records.Schemas;

/// <summary>A record with all that it holds, as stored events show it: what is recorded beside a stream's declaration.</summary>
/// <param name="Records">The record, then those that it holds, each once; shapes refer to them by index.</param>
internal sealed record RecordSchema(IReadOnlyList<SchemaRecord> Records)
{
    public SchemaRecord Root => Records[0];

    public string Fingerprint => XxHash64.HashToUInt64(Encoding.UTF8.GetBytes(SchemaText.Write(this))).ToString("x16", CultureInfo.InvariantCulture);

    public static RecordSchema Of(RecordDescriptor root)
    {
        List<RecordDescriptor> found = [root];
        var records = new List<SchemaRecord>();
        // The list grows while it is walked: each record once, in the order in which they are met.
        for (var i = 0; i < found.Count; i++)
        {
            var held = new List<int>();
            foreach (var record in found[i].Records()) held.Add(IndexOf(record, found));
            records.Add(Of(found[i], held));
        }

        return new RecordSchema(records);
    }

    private static SchemaRecord Of(RecordDescriptor record, List<int> held) => new(record.Name, record.IsPrimitive)
    {
        // Of an abstract base there are only variants, and they have its fields too.
        Fields = record.IsAbstract ? [] : [.. record.Fields.Select(field => new SchemaField(field.Name, ShapeReader.Read(field.Shape, held), field.IsRequired))],
        Discriminator = record.Discriminator,
        IsAbstract = record.IsAbstract,
        Variants = [.. record.Variants.Select(variant => new SchemaVariant(variant.Name, held[variant.Record]))],
    };

    public override string ToString() => SchemaText.Write(this);

    private static int IndexOf(RecordDescriptor record, List<RecordDescriptor> found)
    {
        // By reference: two instantiations of a generic record have one name.
        var index = found.FindIndex(known => ReferenceEquals(known, record));
        if (index >= 0) return index;
        found.Add(record);
        return found.Count - 1;
    }
}

/// <summary>One record of a schema.</summary>
internal sealed record SchemaRecord(string Name, bool IsPrimitive)
{
    public List<SchemaField> Fields { get; init; } = [];

    /// <summary>The field that tells variants apart; null: there are none.</summary>
    public string? Discriminator { get; set; }

    /// <summary>Whether a record is always one of the variants.</summary>
    public bool IsAbstract { get; set; }

    public List<SchemaVariant> Variants { get; init; } = [];
}

/// <summary>One field of a record.</summary>
internal sealed record SchemaField(string Name, RecordShape Shape, bool IsRequired);

/// <summary>One variant of a record: its name, and the index of its record.</summary>
internal sealed record SchemaVariant(string Name, int Record);
