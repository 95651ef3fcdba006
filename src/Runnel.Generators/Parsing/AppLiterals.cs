using Microsoft.CodeAnalysis;

namespace Runnel.Generators.Parsing;

/// <summary>
/// An attribute's arguments as C# expressions of exactly their own type: as an <c>object</c>, the byte 1 is another key than the int.
/// </summary>
internal static class AppLiterals
{
    public static string Of(TypedConstant constant) => constant switch
    {
        { IsNull: true } => "null!",
        { Kind: TypedConstantKind.Array } => Array((IArrayTypeSymbol)constant.Type!, constant),
        { Kind: TypedConstantKind.Type } => $"typeof({TypeNames.Qualified((ITypeSymbol)constant.Value!)})",
        { Kind: TypedConstantKind.Enum } => Enum((INamedTypeSymbol)constant.Type!, constant.Value!),
        { Value: sbyte or byte or short or ushort } => $"({TypeNames.Qualified(constant.Type!)})({ConstantText.Literal(constant.Value)})",
        _ => ConstantText.Literal(constant.Value!),
    };

    private static string Array(IArrayTypeSymbol type, TypedConstant constant)
        => constant.Values.IsEmpty
            ? $"new {TypeNames.Qualified(type.ElementType)}[0]"
            : $"new {TypeNames.Qualified(type.ElementType)}[] {{ {string.Join(", ", constant.Values.Select(Of))} }}";

    /// <summary>The member of that value; a cast where there is none.</summary>
    private static string Enum(INamedTypeSymbol type, object value)
    {
        var member = type.EnumMember(value);
        return member is null ? ConstantText.Of(value, type) : $"{TypeNames.Qualified(type)}.{TypeNames.Identifier(member.Name)}";
    }
}
