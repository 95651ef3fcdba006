using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Runnel.Generators.Parsing;

/// <summary>Symbols to the C# text that names them.</summary>
internal static class TypeNames
{
    private static readonly SymbolDisplayFormat Full = SymbolDisplayFormat.FullyQualifiedFormat.AddMiscellaneousOptions(
        SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    private static readonly SymbolDisplayFormat Short = SymbolDisplayFormat.MinimallyQualifiedFormat.AddMiscellaneousOptions(
        SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    private static readonly SymbolDisplayFormat Nested = new(
        typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypes,
        genericsOptions: SymbolDisplayGenericsOptions.IncludeTypeParameters,
        miscellaneousOptions: SymbolDisplayMiscellaneousOptions.UseSpecialTypes);

    private static readonly SymbolDisplayFormat Namespaces =
        SymbolDisplayFormat.FullyQualifiedFormat.WithGlobalNamespaceStyle(SymbolDisplayGlobalNamespaceStyle.Omitted);

    /// <summary>The type's namespace, keywords escaped; empty: the global one.</summary>
    public static string Namespace(ITypeSymbol type)
        => type.ContainingNamespace.IsGlobalNamespace ? "" : type.ContainingNamespace.ToDisplayString(Namespaces);

    /// <summary>With <c>global::</c>, keywords escaped, without an outermost <c>?</c>.</summary>
    public static string Qualified(ITypeSymbol type) => type.WithNullableAnnotation(NullableAnnotation.NotAnnotated).ToDisplayString(Full);

    /// <summary>As one writes it in C#, for people.</summary>
    public static string Shown(ITypeSymbol type) => type.ToDisplayString(Short);

    /// <summary>With its containing types, for people.</summary>
    public static string ShownWithContainers(ITypeSymbol type) => type.ToDisplayString(Nested);

    /// <summary>The identifier with <c>@</c> where C# would read a keyword.</summary>
    public static string Identifier(string name)
        => SyntaxFacts.GetKeywordKind(name) != SyntaxKind.None || SyntaxFacts.GetContextualKeywordKind(name) != SyntaxKind.None ? "@" + name : name;

    /// <summary>Whether it is the type of this name in this namespace, generic arity included (<c>List`1</c>).</summary>
    public static bool Is(this ITypeSymbol type, string fullMetadataName)
    {
        var split = fullMetadataName.LastIndexOf('.');
        return type.MetadataName.Length == fullMetadataName.Length - split - 1
            && fullMetadataName.EndsWith(type.MetadataName, StringComparison.Ordinal)
            && type.ContainingType is null
            && type.ContainingNamespace?.ToDisplayString() == fullMetadataName.Substring(0, split);
    }

    /// <summary>The attribute of this type on the symbol, or null.</summary>
    public static AttributeData? Attribute(this ISymbol symbol, string fullMetadataName)
    {
        foreach (var attribute in symbol.GetAttributes())
        {
            if (attribute.AttributeClass is { } type && type.Is(fullMetadataName)) return attribute;
        }

        return null;
    }
}
