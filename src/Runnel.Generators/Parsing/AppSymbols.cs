using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Runnel.Generators.Parsing;

/// <summary>Questions to symbols that the app half asks again and again.</summary>
internal static class AppSymbols
{
    private static readonly SymbolDisplayFormat FullFormat = SymbolDisplayFormat.FullyQualifiedFormat
        .AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    private static readonly SymbolDisplayFormat ShortFormat = new(
        typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypes,
        genericsOptions: SymbolDisplayGenericsOptions.IncludeTypeParameters,
        miscellaneousOptions: SymbolDisplayMiscellaneousOptions.UseSpecialTypes
            | SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    /// <summary>Whether a type implements the interface of that metadata name, whatever its type arguments.</summary>
    public static bool Implements(this ITypeSymbol type, string fullMetadataName)
        => type.AllInterfaces.Any(item => item.Is(fullMetadataName));

    /// <summary>Whether a type is the class of that metadata name, or derives from it.</summary>
    public static bool DerivesFrom(this ITypeSymbol? type, string fullMetadataName)
    {
        for (; type is not null; type = type.BaseType)
        {
            if (type.Is(fullMetadataName)) return true;
        }

        return false;
    }

    /// <summary>The type with <c>global::</c>, and with the <c>?</c> of a nullable reference.</summary>
    public static string Full(this ITypeSymbol type) => type.ToDisplayString(FullFormat);

    /// <summary>The name with those of the containing types, as messages write it.</summary>
    public static string Short(this ITypeSymbol type) => type.ToDisplayString(ShortFormat);

    /// <summary>A member with its types: <c>Shop.Orders</c>.</summary>
    public static string Short(this ISymbol member)
        => member is ITypeSymbol type ? type.Short() : $"{member.ContainingType.Short()}.{member.Name}";

    /// <summary>The type without <c>Nullable&lt;&gt;</c>.</summary>
    public static ITypeSymbol Underlying(this ITypeSymbol type)
        => type is INamedTypeSymbol { TypeArguments: [var value], OriginalDefinition.SpecialType: SpecialType.System_Nullable_T }
            ? value
            : type;

    public static IEnumerable<IFieldSymbol> EnumMembers(this ITypeSymbol type)
        => type.GetMembers().OfType<IFieldSymbol>().Where(field => field.HasConstantValue);

    /// <summary>The first member of an enum that has the value; null: none has.</summary>
    public static IFieldSymbol? EnumMember(this ITypeSymbol type, object? value)
        => type.EnumMembers().FirstOrDefault(member => Equals(member.ConstantValue, value));

    public static bool Same(this ISymbol? symbol, ISymbol? other) => SymbolEqualityComparer.Default.Equals(symbol, other);

    public static bool IsGenericOrInGeneric(this INamedTypeSymbol type)
    {
        for (var at = type; at is not null; at = at.ContainingType)
        {
            if (at.Arity > 0) return true;
        }

        return false;
    }

    public static string Quote(string text) => SymbolDisplay.FormatLiteral(text, quote: true);

    public static string Invariant(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
