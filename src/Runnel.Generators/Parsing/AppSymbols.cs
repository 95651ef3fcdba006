using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Runnel.Generators.Parsing;

/// <summary>Questions to symbols that the app half asks again and again.</summary>
internal static class AppSymbols
{
    private static readonly SymbolDisplayFormat _full = SymbolDisplayFormat.FullyQualifiedFormat
        .AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    private static readonly SymbolDisplayFormat _short = new(
        typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypes,
        genericsOptions: SymbolDisplayGenericsOptions.IncludeTypeParameters,
        miscellaneousOptions: SymbolDisplayMiscellaneousOptions.UseSpecialTypes | SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    /// <summary>Whether this is the type of that metadata name (<c>Events`1</c>) in that namespace.</summary>
    public static bool Is(this ISymbol? symbol, string containing, string metadataName)
        => symbol is INamedTypeSymbol { ContainingType: null } type
            && type.MetadataName == metadataName
            && type.ContainingNamespace.IsNamed(containing);

    public static bool IsRunnel(this ISymbol? symbol, string metadataName) => symbol.Is("Runnel", metadataName);

    public static AttributeData? RunnelAttribute(this ISymbol symbol, string name)
    {
        foreach (var attribute in symbol.GetAttributes())
        {
            if (attribute.AttributeClass.IsRunnel(name)) return attribute;
        }

        return null;
    }

    /// <summary>Whether a type is, or derives from, or implements, a (non-generic) type of Runnel.</summary>
    public static bool Implements(this ITypeSymbol type, string runnelInterface) => type.AllInterfaces.Any(item => item.IsRunnel(runnelInterface));

    public static bool DerivesFrom(this ITypeSymbol? type, string runnelClass)
    {
        for (; type is not null; type = type.BaseType)
        {
            if (type.IsRunnel(runnelClass)) return true;
        }

        return false;
    }

    /// <summary>The type from <c>global::</c> on, as emitted code writes it.</summary>
    public static string Full(this ITypeSymbol type) => type.ToDisplayString(_full);

    /// <summary>The type from <c>global::</c> on, without the <c>?</c> of a nullable reference.</summary>
    public static string FullNotNull(this ITypeSymbol type) => type.WithNullableAnnotation(NullableAnnotation.NotAnnotated).ToDisplayString(_full);

    /// <summary>The name with those of the containing types, as messages write it.</summary>
    public static string Short(this ITypeSymbol type) => type.ToDisplayString(_short);

    /// <summary>A member with its types: <c>Shop.Orders</c>.</summary>
    public static string Short(this ISymbol member) => member is ITypeSymbol type ? type.Short() : $"{member.ContainingType.Short()}.{member.Name}";

    /// <summary>The type without <c>Nullable&lt;&gt;</c>.</summary>
    public static ITypeSymbol Underlying(this ITypeSymbol type)
        => type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable ? nullable.TypeArguments[0] : type;

    public static bool Same(this ISymbol? symbol, ISymbol? other) => SymbolEqualityComparer.Default.Equals(symbol, other);

    public static bool IsGenericOrInGeneric(this INamedTypeSymbol type)
    {
        for (var at = type; at is not null; at = at.ContainingType)
        {
            if (at.Arity > 0) return true;
        }

        return false;
    }

    /// <summary>An identifier as code writes it: <c>@class</c>.</summary>
    public static string Escape(string name)
        => SyntaxFacts.GetKeywordKind(name) != SyntaxKind.None || SyntaxFacts.GetContextualKeywordKind(name) != SyntaxKind.None ? "@" + name : name;

    public static string Quote(string text) => SymbolDisplay.FormatLiteral(text, quote: true);

    public static string Invariant(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static bool IsNamed(this INamespaceSymbol? symbol, string name)
    {
        var parts = name.Split('.');
        for (var i = parts.Length - 1; i >= 0; i--)
        {
            if (symbol is null || symbol.Name != parts[i]) return false;
            symbol = symbol.ContainingNamespace;
        }

        return symbol is { IsGlobalNamespace: true };
    }
}
