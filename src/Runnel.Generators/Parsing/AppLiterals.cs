using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Runnel.Generators.Parsing;

/// <summary>Constants as C# expressions of exactly their own type.</summary>
internal static class AppLiterals
{
    /// <summary>An attribute's argument.</summary>
    public static string Of(TypedConstant constant) => constant switch
    {
        { IsNull: true } => "null",
        { Kind: TypedConstantKind.Array } => $"new {((IArrayTypeSymbol)constant.Type!).ElementType.FullNotNull()}[] {{ {string.Join(", ", constant.Values.Select(Of))} }}",
        { Kind: TypedConstantKind.Type, Value: ITypeSymbol type } => $"typeof({type.FullNotNull()})",
        _ => Of(constant.Value, constant.Type!),
    };

    /// <summary>A constant, such as a parameter's default value.</summary>
    public static string Of(object? value, ITypeSymbol type)
    {
        if (value is null) return type.IsReferenceType ? "null" : $"default({type.Full()})";
        var plain = type.Underlying();
        if (plain.TypeKind != TypeKind.Enum) return Primitive(value);
        var member = plain.GetMembers().OfType<IFieldSymbol>().FirstOrDefault(field => field.HasConstantValue && Equals(field.ConstantValue, value));
        return member is null ? $"({plain.FullNotNull()})({Text((IFormattable)value)})" : $"{plain.FullNotNull()}.{AppSymbols.Escape(member.Name)}";
    }

    private static string Primitive(object value) => value switch
    {
        string text => AppSymbols.Quote(text),
        char character => SymbolDisplay.FormatLiteral(character, quote: true),
        bool flag => flag ? "true" : "false",
        double.NaN => "double.NaN",
        double.PositiveInfinity => "double.PositiveInfinity",
        double.NegativeInfinity => "double.NegativeInfinity",
        float.NaN => "float.NaN",
        float.PositiveInfinity => "float.PositiveInfinity",
        float.NegativeInfinity => "float.NegativeInfinity",
        double number => AppSymbols.Invariant(number) + "D",
        float number => number.ToString("R", CultureInfo.InvariantCulture) + "F",
        decimal number => number.ToString(CultureInfo.InvariantCulture) + "M",
        int number => Text(number),
        uint number => Text(number) + "U",
        long number => Text(number) + "L",
        ulong number => Text(number) + "UL",
        sbyte number => $"(sbyte)({Text(number)})",
        byte number => $"(byte){Text(number)}",
        short number => $"(short)({Text(number)})",
        ushort number => $"(ushort){Text(number)}",
        _ => throw new InvalidOperationException($"{value.GetType()} is no type of a C# constant."),
    };

    private static string Text(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture);
}
