using Microsoft.CodeAnalysis;

namespace Runnel.Generators.Parsing;

/// <summary>
/// What the app half knows of records: their attribute. (What the record half emits is not visible to another part of the generator; a
/// record of a referenced assembly carries the attribute too.)
/// </summary>
internal static class AppRecords
{
    public static bool IsRecord(ITypeSymbol type)
        => type.OriginalDefinition.Attribute(RunnelNames.RecordAttribute) is not null || ImplementsOverSelf(type, RunnelNames.Record);

    public static bool IsPrimitive(ITypeSymbol type)
        => type.OriginalDefinition.Attribute(RunnelNames.RecordAttribute) is { } attribute
            ? attribute.NamedFlag("Primitive")
            : ImplementsOverSelf(type, RunnelNames.PrimitiveRecord);

    /// <summary>
    /// Whether a type compiles wherever it is named. Not one that is unknown; a <c>[Record]</c> that no emitted code can be a part of; nor a
    /// type that asks for a record and gets none, as in <c>EventStream&lt;string&gt;</c>.
    /// </summary>
    public static bool IsSound(ITypeSymbol type)
    {
        if (type.TypeKind == TypeKind.Error) return false;
        if (type is IArrayTypeSymbol array) return IsSound(array.ElementType);
        if (type is not INamedTypeSymbol named) return true;
        if (HasAttribute(type) && !IsImplemented(type)) return false;
        for (var i = 0; i < named.TypeArguments.Length; i++)
        {
            if (!IsSound(named.TypeArguments[i])) return false;
            if (named.TypeParameters[i].ConstraintTypes.Any(AsksForRecord) && !IsImplemented(named.TypeArguments[i])) return false;
        }

        return true;
    }

    private static bool AsksForRecord(ITypeSymbol constraint) => constraint.Is(RunnelNames.Record) || constraint.Is(RunnelNames.PrimitiveRecord);

    /// <summary>Whether a type is a record over itself, or becomes one by what is emitted.</summary>
    private static bool IsImplemented(ITypeSymbol type)
        => ImplementsOverSelf(type, RunnelNames.Record)
            || (HasAttribute(type) && RecordParser.CanBeWritten((INamedTypeSymbol)type.OriginalDefinition, CancellationToken.None));

    private static bool HasAttribute(ITypeSymbol type) => type.OriginalDefinition.Attribute(RunnelNames.RecordAttribute) is not null;

    /// <summary>For records written by hand, and type parameters that stand for a record.</summary>
    private static bool ImplementsOverSelf(ITypeSymbol type, string interfaceName)
        => Interfaces(type).Any(item => item.Is(interfaceName) && ((INamedTypeSymbol)item).TypeArguments[0].Same(type));

    /// <summary>Those of a type parameter are those that it asks for.</summary>
    private static IEnumerable<ITypeSymbol> Interfaces(ITypeSymbol type)
        => type is ITypeParameterSymbol parameter
            ? parameter.ConstraintTypes.SelectMany(constraint => constraint.AllInterfaces.Concat([constraint]))
            : type.AllInterfaces;
}
