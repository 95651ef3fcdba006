using Microsoft.CodeAnalysis;

namespace Runnel.Generators.Parsing;

/// <summary>
/// What the app half knows of records: their attribute. (What the record half emits is not visible to another part of the generator; a
/// record of a referenced assembly carries the attribute too.)
/// </summary>
internal static class AppRecords
{
    public static bool IsRecord(ITypeSymbol type)
        => type.OriginalDefinition.RunnelAttribute("RecordAttribute") is not null || ImplementsOverSelf(type, "IRecord`1");

    public static bool IsPrimitive(ITypeSymbol type)
        => type.OriginalDefinition.RunnelAttribute("RecordAttribute") is { } attribute
            ? attribute.NamedFlag("Primitive")
            : ImplementsOverSelf(type, "IPrimitiveRecord`1");

    /// <summary>For records written by hand.</summary>
    private static bool ImplementsOverSelf(ITypeSymbol type, string metadataName)
        => type.AllInterfaces.Any(item => item.IsRunnel(metadataName) && item.TypeArguments[0].Same(type));
}
