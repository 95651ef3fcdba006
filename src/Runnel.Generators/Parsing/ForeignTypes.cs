using Microsoft.CodeAnalysis;
using Runnel.Generators.Diagnostics;

namespace Runnel.Generators.Parsing;

/// <summary>
/// The types that a record's <c>JsonContext</c> knows: those it names in <c>[JsonSerializable]</c>. What System.Text.Json's own generator
/// emits for them is not visible to this one.
/// </summary>
internal sealed class ForeignTypes
{
    private readonly INamedTypeSymbol? _named;
    private readonly string? _refused;
    private readonly HashSet<ITypeSymbol> _known = new(SymbolEqualityComparer.Default);

    private ForeignTypes(INamedTypeSymbol? named, CancellationToken cancellation)
    {
        _named = named;
        _refused = named is null ? null : WhyNot(named, cancellation);
        if (Context is null) return;
        foreach (var attribute in Context.GetAttributes())
        {
            if (attribute.Is("System.Text.Json.Serialization.JsonSerializableAttribute") && attribute.ConstructorArguments.FirstOrDefault().Value is ITypeSymbol type)
                _known.Add(Plain(type));
        }
    }

    /// <summary>The context; null: what is named is none.</summary>
    public INamedTypeSymbol? Context => _refused is null ? _named : null;

    /// <summary>Those of a record, or of the nearest record that it derives from; null: none names a context.</summary>
    public static ForeignTypes? Of(INamedTypeSymbol record, CancellationToken cancellation)
    {
        for (var level = record; level is { SpecialType: SpecialType.None }; level = level.BaseType)
        {
            if (level.OriginalDefinition.Attribute(RunnelNames.RecordAttribute)?.Named("JsonContext") is { IsNull: false } context)
                return new(context.Value as INamedTypeSymbol is { TypeKind: not TypeKind.Error } type ? type : null, cancellation);
        }

        return null;
    }

    public bool Knows(ITypeSymbol type) => _known.Contains(Plain(type));

    /// <summary>Complains of a context that is none, at the record that names it.</summary>
    public void Check(AttributeData attribute, INamedTypeSymbol type, bool isPrimitive, List<Problem> problems, CancellationToken cancellation)
    {
        if (attribute.Named("JsonContext") is not { IsNull: false } written) return;
        var reason = isPrimitive ? $"'{type.Name}' is primitive, and holds none of its types"
            : _refused ?? (_named is null && written.Value is not INamedTypeSymbol ? "it is no class" : null);
        if (reason is not null && written.Value is ITypeSymbol { TypeKind: not TypeKind.Error } named)
            problems.Add(new(RecordRules.NoJsonContext, attribute.ArgumentLocation("JsonContext", cancellation), TypeNames.Shown(named), reason));
    }

    /// <summary>A tuple without the names of its elements, which are no part of its type.</summary>
    private static ITypeSymbol Plain(ITypeSymbol type) => type is INamedTypeSymbol { TupleUnderlyingType: { } tuple } ? tuple : type;

    private static string? WhyNot(INamedTypeSymbol type, CancellationToken cancellation)
    {
        if (!type.DerivesFrom("System.Text.Json.Serialization.JsonSerializerContext")) return "it does not derive from JsonSerializerContext";
        if (type.IsGenericOrInGeneric()) return "it is generic, or in a generic type";
        if (type.GetMembers("Default").Any(member => member.IsStatic)) return null; // written by hand, or compiled
        return DeclarationSyntax.TakesAnotherPart(type, cancellation) ? null : "it must be 'partial', and so must all around it, for System.Text.Json's generator to fill it in";
    }
}
