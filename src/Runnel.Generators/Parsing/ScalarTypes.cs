using Microsoft.CodeAnalysis;
using Runnel.Generators.Model;

namespace Runnel.Generators.Parsing;

/// <summary>The single values of the base class library that records hold. Collections: <see cref="CollectionTypes"/>.</summary>
internal static class ScalarTypes
{
    private static readonly Dictionary<string, FieldKind> System = new()
    {
        ["Int128"] = FieldKind.Int128,
        ["UInt128"] = FieldKind.UInt128,
        ["Half"] = FieldKind.Half,
        ["DateTimeOffset"] = FieldKind.DateTimeOffset,
        ["DateOnly"] = FieldKind.DateOnly,
        ["TimeOnly"] = FieldKind.TimeOnly,
        ["TimeSpan"] = FieldKind.TimeSpan,
        ["Guid"] = FieldKind.Guid,
        ["Uri"] = FieldKind.Uri,
        ["Version"] = FieldKind.Version,
    };

    public static FieldKind? KindOf(INamedTypeSymbol type) => type.SpecialType switch
    {
        SpecialType.System_Boolean => FieldKind.Boolean,
        SpecialType.System_Char => FieldKind.Char,
        SpecialType.System_String => FieldKind.String,
        SpecialType.System_SByte => FieldKind.SByte,
        SpecialType.System_Byte => FieldKind.Byte,
        SpecialType.System_Int16 => FieldKind.Int16,
        SpecialType.System_UInt16 => FieldKind.UInt16,
        SpecialType.System_Int32 => FieldKind.Int32,
        SpecialType.System_UInt32 => FieldKind.UInt32,
        SpecialType.System_Int64 => FieldKind.Int64,
        SpecialType.System_UInt64 => FieldKind.UInt64,
        SpecialType.System_Single => FieldKind.Single,
        SpecialType.System_Double => FieldKind.Double,
        SpecialType.System_Decimal => FieldKind.Decimal,
        SpecialType.System_DateTime => FieldKind.DateTime,
        SpecialType.None when type is { ContainingType: null, IsGenericType: false } && InNamespace(type, "System")
            && System.TryGetValue(type.Name, out var kind) => kind,
        SpecialType.None when type.Is("System.Text.Json.JsonElement") => FieldKind.JsonElement,
        SpecialType.None when type.Is("System.ReadOnlyMemory`1") && type.TypeArguments[0].SpecialType == SpecialType.System_Byte => FieldKind.ByteMemory,
        _ => null,
    };

    private static bool InNamespace(INamedTypeSymbol type, string name) => type.ContainingNamespace?.ToDisplayString() == name;
}
