using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Runnel.Generators.Parsing;

/// <summary>Constants to C#.</summary>
internal static class ConstantText
{
    /// <summary>A parameter's default value.</summary>
    public static string Of(object? value, ITypeSymbol type)
    {
        var isNullable = type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T;
        if (value is null) return type.IsValueType && !isNullable ? $"default({TypeNames.Qualified(type)})" : "null";

        var inner = isNullable ? ((INamedTypeSymbol)type).TypeArguments[0] : type;
        return inner.TypeKind == TypeKind.Enum ? Cast(inner, Literal(value)) : Literal(value);
    }

    /// <summary>A number as a value of an enum: by its number, since the member of that value may be obsolete.</summary>
    public static string Cast(ITypeSymbol type, string literal) => Cast(TypeNames.Qualified(type), literal);

    /// <inheritdoc cref="Cast(ITypeSymbol, string)"/>
    public static string Cast(string type, string literal) => $"({type}){(literal[0] == '-' ? $"({literal})" : literal)}";

    /// <summary>A constant without its type.</summary>
    public static string Literal(object value) => value switch
    {
        float number => Floating(number, number.ToString("R", CultureInfo.InvariantCulture) + "F", "float"),
        double number => Floating(number, number.ToString("R", CultureInfo.InvariantCulture) + "D", "double"),
        decimal number => number.ToString(CultureInfo.InvariantCulture) + "M",
        uint number => number.ToString(CultureInfo.InvariantCulture) + "U",
        long number => number.ToString(CultureInfo.InvariantCulture) + "L",
        ulong number => number.ToString(CultureInfo.InvariantCulture) + "UL",
        string text => SymbolDisplay.FormatLiteral(text, quote: true),
        char character => SymbolDisplay.FormatLiteral(character, quote: true),
        bool truth => truth ? "true" : "false",
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => throw new InvalidOperationException($"C# has no constants of type {value.GetType()}."),
    };

    private static string Floating(double number, string literal, string type)
    {
        if (double.IsNaN(number)) return type + ".NaN";
        if (double.IsInfinity(number)) return type + (number > 0 ? ".PositiveInfinity" : ".NegativeInfinity");
        return number == 0 && 1 / number < 0 ? $"(-{literal.TrimStart('-')})" : literal;
    }
}
