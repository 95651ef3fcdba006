using Microsoft.CodeAnalysis;
using Runnel.Generators.Diagnostics;
using Runnel.Generators.Model;

namespace Runnel.Generators.Parsing;

/// <summary>What came of a [Record].</summary>
/// <param name="Model">Its model; null if there are problems.</param>
/// <param name="Refused">What is emitted if there are; null: nothing can be.</param>
/// <param name="Problems">The problems.</param>
internal readonly record struct ParsedRecord(RecordModel? Model, RefusedRecordModel? Refused, IReadOnlyList<Problem> Problems)
{
    /// <summary>
    /// Whether the compiler refuses the declaration, or what uses the record, whatever is emitted. It stops there, before it runs the analyzer:
    /// the generator reports the problems instead.
    /// </summary>
    public bool Stops => (Model is null && Refused is null) || Problems.Any(problem => problem.Rule == RecordRules.NoPropertyForParameter);

    public RecordPartModel ToModel() => new(Model, Refused, (Stops ? Problems.Select(problem => problem.ToModel()) : []).ToEquatableArray());
}

/// <summary>Types with [Record] to <see cref="RecordModel"/>s.</summary>
internal static class RecordParser
{
    public static ParsedRecord Parse(INamedTypeSymbol type, Compilation compilation, CancellationToken cancellation)
    {
        if (type.Attribute(RunnelNames.RecordAttribute) is not { } attribute) return new(null, null, []);

        var problems = new List<Problem>();
        var isPrimitive = attribute.NamedFlag("Primitive");
        var place = DeclarationSyntax.IdentifierAt(type, attribute, cancellation);
        if (!type.IsRecord)
        {
            problems.Add(new(RecordRules.NoRecord, place, type.Name, type.TypeKind.ToString().ToLowerInvariant()));
            return new(null, Refused(type, isPrimitive, problems, cancellation), problems);
        }

        CheckDeclaration(type, place, problems, cancellation);
        var foreign = ForeignTypes.Of(type, cancellation);
        foreign?.Check(attribute, type, isPrimitive, problems, cancellation);
        var fields = new RecordFieldsParser(type, place, isPrimitive, NamingOf(type), foreign, compilation, problems, cancellation).Parse();
        var parser = new VariantsParser(type, attribute, place, compilation, problems, cancellation);
        var variants = parser.Parse(isPrimitive);
        return problems.Count > 0 || fields is null || parser.IsIncomplete
            ? new(null, Refused(type, isPrimitive, problems, cancellation), problems)
            : new(Model(type, isPrimitive, fields, variants, foreign), null, problems);
    }

    /// <summary>Whether emitted code can implement the record's interface.</summary>
    public static bool CanBeWritten(INamedTypeSymbol type, CancellationToken cancellation)
        => type is { IsStatic: false, IsRefLikeType: false } && DeclarationSyntax.TakesAnotherPart(type, cancellation);

    /// <summary>How the record's fields are named where they do not say.</summary>
    public static NamingRule NamingOf(INamedTypeSymbol type)
    {
        return Naming(type.OriginalDefinition.Attribute(RunnelNames.RecordAttribute))
            ?? Naming(type.ContainingAssembly.Attribute(RunnelNames.RecordDefaultsAttribute))
            ?? NamingRule.SnakeCase;

        static NamingRule? Naming(AttributeData? data)
        {
            foreach (var argument in data?.NamedArguments ?? [])
            {
                if (argument is { Key: "Naming", Value.Value: int value }) return (NamingRule)value;
            }

            return null;
        }
    }

    private static void CheckDeclaration(INamedTypeSymbol type, Location? place, List<Problem> problems, CancellationToken cancellation)
    {
        if (type.IsAbstract && !Variants.HasAny(type)) problems.Add(new(RecordRules.Abstract, place, type.Name));
        for (var outer = type; outer is not null; outer = outer.ContainingType)
        {
            if (outer.IsFileLocal) problems.Add(new(RecordRules.FileLocal, place, type.Name));
            else if (!DeclarationSyntax.IsPartial(outer, cancellation))
                problems.Add(new(RecordRules.NotPartial, SymbolEqualityComparer.Default.Equals(outer, type) ? place : outer.Locations.FirstOrDefault() ?? place, outer.Name, type.Name));
        }
    }

    private static RefusedRecordModel? Refused(INamedTypeSymbol type, bool isPrimitive, List<Problem> problems, CancellationToken cancellation)
    {
        if (!CanBeWritten(type, cancellation)) return null;
        return new(
            FileNames.Of(type, "Record"),
            TypeNames.Namespace(type),
            DeclarationSyntax.Containers(type),
            DeclarationSyntax.PartialDeclaration(type),
            TypeNames.Qualified(type),
            TypeNames.ShownWithContainers(type),
            isPrimitive,
            !isPrimitive && IsVariant(type),
            problems.Select(problem => problem.Rule.Id).Distinct().OrderBy(id => id, StringComparer.Ordinal).ToEquatableArray());
    }

    private static RecordModel Model(INamedTypeSymbol type, bool isPrimitive, ParsedFields fields, VariantsModel? variants, ForeignTypes? foreign)
    {
        return new RecordModel(
            FileNames.Of(type, "Record"),
            TypeNames.Namespace(type),
            DeclarationSyntax.Containers(type),
            DeclarationSyntax.PartialDeclaration(type),
            type.Name,
            TypeNames.Qualified(type),
            TypeNames.ShownWithContainers(type),
            isPrimitive,
            type.IsValueType,
            type.IsSealed,
            fields.Construction,
            fields.Fields.ToEquatableArray(),
            variants,
            !isPrimitive && IsVariant(type),
            foreign?.Context is { } context ? TypeNames.Qualified(context) : "");
    }

    /// <summary>Whether a base's encoder and decoder call this record's.</summary>
    private static bool IsVariant(INamedTypeSymbol type) => !type.IsAbstract && Variants.IsNamedByBase(type);
}
