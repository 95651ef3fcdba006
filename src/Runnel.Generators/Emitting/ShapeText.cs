using Runnel.Generators.Model;

namespace Runnel.Generators.Emitting;

/// <summary>
/// A field's shape: its type as far as stored events show it, in the words of the runtime's <c>RecordShape</c>. Which collection or string-like
/// type of C# holds the value makes no difference, so that changing it changes no schema.
/// </summary>
internal static class ShapeText
{
    /// <summary>The shape of a field; a record stands as <c>#</c> and its index in <paramref name="records"/>, to which it is added.</summary>
    public static string Of(FieldType type, List<string> records)
        => Bare(type, records) + (type.IsNullable ? "?" : "");

    /// <summary>The index of a record among those that a descriptor refers to.</summary>
    public static int IndexOf(string record, List<string> records)
    {
        if (!records.Contains(record)) records.Add(record);
        return records.IndexOf(record);
    }

    private static string Bare(FieldType type, List<string> records)
    {
        if (type.Kind.IsSequence()) return $"[{Of(type.Element!, records)}]";
        return type.Kind switch
        {
            FieldKind.Dictionary => $"{{{Of(type.Key!, records)}:{Of(type.Element!, records)}}}",
            FieldKind.Record => $"#{IndexOf(type.Name, records)}",
            FieldKind.Enum => Enum(type.Enum!),
            FieldKind.Foreign => "any",
            FieldKind.SByte => "int8",
            FieldKind.Byte => "uint8",
            FieldKind.Half => "float16",
            FieldKind.Single => "float32",
            FieldKind.Double => "float64",
            FieldKind.Bytes or FieldKind.ByteMemory => "bytes",
            FieldKind.DateTimeOffset or FieldKind.DateTime => "datetime",
            FieldKind.DateOnly => "date",
            FieldKind.TimeOnly => "time",
            FieldKind.TimeSpan => "timespan",
            _ => type.Kind.ToString().ToLowerInvariant(),
        };
    }

    private static string Enum(EnumModel model)
        => $"{(model.IsFlags ? "flags" : "enum")}({string.Join(",", model.Members.Select(static member => member.Name))})";
}
