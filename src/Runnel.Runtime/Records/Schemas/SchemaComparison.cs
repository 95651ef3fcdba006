namespace Runnel.Records.Schemas;

/// <summary>
/// What differs between the schema that events were stored with and the one that a program reads them with. A difference is compatible when the
/// program reads all those events.
/// </summary>
internal sealed class SchemaComparison
{
    private readonly RecordSchema _stored;
    private readonly RecordSchema _declared;
    private readonly List<SchemaDifference> _differences = [];
    private readonly HashSet<string> _compared = [];

    private SchemaComparison(RecordSchema stored, RecordSchema declared) => (_stored, _declared) = (stored, declared);

    public static IReadOnlyList<SchemaDifference> Compare(RecordSchema stored, RecordSchema declared)
    {
        var comparison = new SchemaComparison(stored, declared);
        if (stored.Root.IsPrimitive != declared.Root.IsPrimitive)
            comparison.Add("", declared.Root.IsPrimitive ? "has become primitive" : "is no longer primitive", false);
        comparison.Records(0, 0, "");
        return comparison._differences;
    }

    private void Records(int stored, int declared, string path)
    {
        // Each pair once: records may hold themselves.
        if (!_compared.Add($"{stored}:{declared}")) return;
        var (old, now) = (_stored.Records[stored].Fields, _declared.Records[declared].Fields);
        foreach (var field in now)
        {
            var at = path.Length == 0 ? field.Name : $"{path}.{field.Name}";
            if (Find(old, field.Name) is not { } before)
            {
                Add(at, field.IsRequired ? "was added and is required" : "was added", !field.IsRequired);
                continue;
            }

            if (field.IsRequired && !before.IsRequired) Add(at, "has become required", false);
            if (!field.IsRequired && before.IsRequired) Add(at, "is no longer required", true);
            Shapes(before.Shape, field.Shape, at);
        }

        foreach (var field in old)
            if (Find(now, field.Name) is null) Add(path.Length == 0 ? field.Name : $"{path}.{field.Name}", "was left out", true);
        if (_stored.Records[stored].Discriminator is not null || _declared.Records[declared].Discriminator is not null)
            Variants(_stored.Records[stored], _declared.Records[declared], path);
    }

    private void Variants(SchemaRecord old, SchemaRecord now, string path)
    {
        if (now.IsAbstract && !old.IsAbstract) Add(path, "must be one of its variants now", false);
        if (old.Discriminator is not null && now.Discriminator is not null && old.Discriminator != now.Discriminator)
            Add(path, $"no longer tells its variants apart by '{old.Discriminator}' but by '{now.Discriminator}'", false);
        foreach (var variant in old.Variants)
        {
            if (now.Variants.Find(known => known.Name == variant.Name) is { } kept) Records(variant.Record, kept.Record, $"{path}<{variant.Name}>");
            else Add(path, $"no longer has the variant '{variant.Name}'", false);
        }

        foreach (var variant in now.Variants)
            if (!old.Variants.Exists(known => known.Name == variant.Name)) Add(path, $"has the new variant '{variant.Name}'", true);
    }

    private void Shapes(RecordShape old, RecordShape now, string path)
    {
        if (now.Kind == ShapeKind.Scalar && now.Scalar == RecordShape.Anything) return;
        if (old.IsNullable && !now.IsNullable) Add(path, "may no longer be null", false);
        if (!old.IsNullable && now.IsNullable) Add(path, "may be null", true);
        switch (old.Kind, now.Kind)
        {
            case (ShapeKind.Sequence, ShapeKind.Sequence):
                Shapes(old.Element!, now.Element!, path + "[]");
                return;
            case (ShapeKind.Map, ShapeKind.Map):
                Shapes(old.Key!, now.Key!, path + "{key}");
                Shapes(old.Element!, now.Element!, path + "{}");
                return;
            case (ShapeKind.Record, ShapeKind.Record):
                Records(old.Record, now.Record, path);
                return;
            case (ShapeKind.Enum, ShapeKind.Enum):
                Members(old, now, path);
                return;
            default:
                if (Bare(old) != Bare(now)) Add(path, $"was {Bare(old)} and is {Bare(now)}", ShapeWidening.Reads(now, old));
                return;
        }
    }

    private void Members(RecordShape old, RecordShape now, string path)
    {
        if (old.IsFlags && !now.IsFlags) Add(path, "no longer takes several names at once", false);
        foreach (var member in old.Members)
            if (!now.Members.Contains(member)) Add(path, $"no longer knows '{member}'", false);
        foreach (var member in now.Members)
            if (!old.Members.Contains(member)) Add(path, $"has the new name '{member}'", true);
    }

    private void Add(string path, string what, bool isCompatible) => _differences.Add(new SchemaDifference(path, what, isCompatible));

    private static string Bare(RecordShape shape) => shape.Kind switch
    {
        ShapeKind.Sequence => "a list",
        ShapeKind.Map => "a dictionary",
        ShapeKind.Record => "a record",
        ShapeKind.Enum => "an enum",
        _ => shape.Scalar,
    };

    private static SchemaField? Find(IReadOnlyList<SchemaField> fields, string name)
    {
        foreach (var field in fields)
            if (field.Name == name) return field;
        return null;
    }
}

/// <summary>One difference.</summary>
/// <param name="Path">The field, from the record down: <c>lines[].price</c>; empty for the record itself.</param>
/// <param name="What">What happened to it, in words that follow its name.</param>
/// <param name="IsCompatible">Whether events that were stored before can be read.</param>
internal sealed record SchemaDifference(string Path, string What, bool IsCompatible)
{
    public override string ToString() => Path.Length == 0 ? $"the record {What}" : $"'{Path}' {What}";
}
