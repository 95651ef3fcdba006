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

    /// <summary>For records written by hand.</summary>
    private static bool ImplementsOverSelf(ITypeSymbol type, string interfaceName)
        => type.AllInterfaces.Any(item => item.Is(interfaceName) && item.TypeArguments[0].Same(type));
}
