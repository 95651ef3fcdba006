using Microsoft.CodeAnalysis;
using Runnel.Generators.Diagnostics;
using Runnel.Generators.Model;

namespace Runnel.Generators.Parsing;

/// <summary>What came of a [Record]: its model, unless there are problems.</summary>
internal readonly record struct ParsedRecord(RecordModel? Model, IReadOnlyList<Problem> Problems);

/// <summary>Types with [Record] to <see cref="RecordModel"/>s. The generator takes the model, the analyzer the problems.</summary>
internal static class RecordParser
{
    public static ParsedRecord Parse(INamedTypeSymbol type, Compilation compilation, CancellationToken cancellation)
    {
        var problems = new List<Problem>();
        if (type.Attribute(RunnelNames.RecordAttribute) is not { } attribute) return new(null, problems);

        var place = DeclarationSyntax.IdentifierAt(type, attribute, cancellation);
        if (!type.IsRecord)
        {
            problems.Add(new(RecordRules.NoRecord, place, type.Name, type.TypeKind.ToString().ToLowerInvariant()));
            return new(null, problems);
        }

        CheckDeclaration(type, place, problems, cancellation);
        var isPrimitive = attribute.NamedArguments.Any(argument => argument is { Key: "Primitive", Value.Value: true });
        var fields = new RecordFieldsParser(type, place, isPrimitive, NamingOf(type, attribute), compilation, problems, cancellation).Parse();
        return new(problems.Count > 0 || fields is null ? null : Model(type, isPrimitive, fields), problems);
    }

    private static void CheckDeclaration(INamedTypeSymbol type, Location? place, List<Problem> problems, CancellationToken cancellation)
    {
        if (type.IsAbstract) problems.Add(new(RecordRules.Abstract, place, type.Name));
        for (var outer = type; outer is not null; outer = outer.ContainingType)
        {
            if (outer.IsFileLocal) problems.Add(new(RecordRules.FileLocal, place, type.Name));
            else if (!DeclarationSyntax.IsPartial(outer, cancellation))
                problems.Add(new(RecordRules.NotPartial, SymbolEqualityComparer.Default.Equals(outer, type) ? place : outer.Locations.FirstOrDefault() ?? place, outer.Name, type.Name));
        }
    }

    private static NamingRule NamingOf(INamedTypeSymbol type, AttributeData attribute)
    {
        return Naming(attribute) ?? Naming(type.ContainingAssembly.Attribute(RunnelNames.RecordDefaultsAttribute)) ?? NamingRule.SnakeCase;

        static NamingRule? Naming(AttributeData? data)
        {
            foreach (var argument in data?.NamedArguments ?? [])
            {
                if (argument is { Key: "Naming", Value.Value: int value }) return (NamingRule)value;
            }

            return null;
        }
    }

    private static RecordModel Model(INamedTypeSymbol type, bool isPrimitive, ParsedFields fields)
    {
        var containers = new List<string>();
        for (var outer = type.ContainingType; outer is not null; outer = outer.ContainingType) containers.Insert(0, DeclarationSyntax.PartialDeclaration(outer));
        return new RecordModel(
            FileNames.Of(type, "Record"),
            type.ContainingNamespace.IsGlobalNamespace ? "" : type.ContainingNamespace.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat.WithGlobalNamespaceStyle(SymbolDisplayGlobalNamespaceStyle.Omitted)),
            containers.ToEquatableArray(),
            DeclarationSyntax.PartialDeclaration(type),
            type.Name,
            TypeNames.Qualified(type),
            TypeNames.ShownWithContainers(type),
            isPrimitive,
            type.IsValueType,
            type.IsSealed,
            fields.Construction,
            fields.Fields.ToEquatableArray());
    }
}
