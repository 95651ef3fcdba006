using Microsoft.CodeAnalysis;

namespace Runnel.Generators.Parsing;

/// <summary>The constant arguments of an attribute.</summary>
internal static class AppAttributes
{
    /// <summary>Whether it is the attribute of that metadata name.</summary>
    public static bool Is(this AttributeData attribute, string fullMetadataName)
        => attribute.AttributeClass is { } type && type.Is(fullMetadataName);

    /// <summary>The first constructor argument as text; null: missing, or <see langword="null"/>.</summary>
    public static string? FirstText(this AttributeData attribute)
        => attribute.ConstructorArguments.Length > 0 ? attribute.ConstructorArguments[0].Value as string : null;

    /// <summary>A named argument; null: not written.</summary>
    public static TypedConstant? Named(this AttributeData attribute, string name)
    {
        foreach (var argument in attribute.NamedArguments)
        {
            if (argument.Key == name) return argument.Value;
        }

        return null;
    }

    public static string NamedText(this AttributeData attribute, string name) => attribute.Named(name)?.Value as string ?? "";

    public static bool NamedFlag(this AttributeData attribute, string name) => attribute.Named(name)?.Value is true;

    /// <summary>Whether the compiler itself refuses an argument: then there is nothing to add, and nothing to emit.</summary>
    public static bool IsBroken(this AttributeData attribute)
        => attribute.AttributeConstructor is null
            || attribute.ConstructorArguments.Any(IsBroken)
            || attribute.NamedArguments.Any(argument => IsBroken(argument.Value));

    /// <summary>The types that the arguments name, which code that repeats these must be able to name too.</summary>
    public static IEnumerable<ITypeSymbol> NamedTypes(this AttributeData attribute)
        => attribute.ConstructorArguments.Concat(attribute.NamedArguments.Select(argument => argument.Value)).SelectMany(NamedTypes);

    private static IEnumerable<ITypeSymbol> NamedTypes(TypedConstant constant) => constant switch
    {
        { IsNull: true } => [],
        { Kind: TypedConstantKind.Array } => constant.Values.SelectMany(NamedTypes),
        { Kind: TypedConstantKind.Type } => [(ITypeSymbol)constant.Value!],
        _ => constant.Type is { } type ? [type] : [],
    };

    private static bool IsBroken(TypedConstant constant) => constant.Kind switch
    {
        TypedConstantKind.Error => true,
        TypedConstantKind.Array => !constant.IsNull && constant.Values.Any(IsBroken),
        _ => constant.Value is ITypeSymbol { TypeKind: TypeKind.Error },
    };
}
