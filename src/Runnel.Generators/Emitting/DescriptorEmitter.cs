using Runnel.Generators.Model;

namespace Runnel.Generators.Emitting;

/// <summary>Writes a record's descriptor: its name, its fields and variants, and the records that these refer to.</summary>
internal static class DescriptorEmitter
{
    public static void Emit(SourceWriter source, RecordModel model)
    {
        List<string> records = [];
        source.Write("internal static readonly global::Runnel.RecordDescriptor Descriptor = new(");
        source.Write($"    RecordName, {Literal(model.IsPrimitive)},");
        source.Write("    [");
        foreach (var field in model.Fields)
        {
            var shape = RecordNames.Literal(ShapeText.Of(field.Type, records));
            source.Write($"        new({RecordNames.Literal(field.StoredName)}, {RecordNames.Literal(field.ShownType)}, {Literal(field.Absence == Absence.Refused)}, {shape}),");
        }

        var variants = model.Variants is null ? [] : Variants(model.Variants, records);
        if (variants.Count == 0 && records.Count == 0)
        {
            source.Write("    ]);").Line();
            return;
        }

        source.Write("    ])").Open("");
        foreach (var line in variants) source.Write(line);
        // Behind a delegate: a record may hold itself.
        source.Write($"Records = static () => [{string.Join(", ", records.Select(static record => $"global::Runnel.RecordDescriptor.Of<{record}>()"))}],");
        source.Close(";").Line();
    }

    private static List<string> Variants(VariantsModel variants, List<string> records)
    {
        List<string> lines = [$"Discriminator = {RecordNames.Literal(variants.Discriminator)},", $"IsAbstract = {Literal(variants.IsAbstract)},"];
        lines.AddRange(["Variants =", "["]);
        lines.AddRange(variants.Named.Select(variant => $"    new({RecordNames.Literal(variant.Name)}, {ShapeText.IndexOf(variant.FullName, records)}),"));
        lines.Add("],");
        return lines;
    }

    private static string Literal(bool value) => value ? "true" : "false";
}
