using Microsoft.CodeAnalysis;
using Runnel.Generators.Model;

namespace Runnel.Generators.Parsing;

/// <summary>What came of a type: its model, or why no record can hold it.</summary>
/// <param name="Type">The model, or null.</param>
/// <param name="Refused">The type that is the trouble (it may stand inside the field's), as written in C#; empty where that is reported anyway.</param>
/// <param name="Advice">What is allowed instead.</param>
internal readonly record struct ParsedType(FieldType? Type, string Refused, string Advice)
{
    private readonly string? _lackingContext;

    /// <summary>The name of the record's <c>JsonContext</c> where that could know the type, but does not; else empty.</summary>
    public string LackingContext
    {
        get => _lackingContext ?? "";
        init => _lackingContext = value;
    }

    public static ParsedType Unknown => new(null, "", "");

    public static implicit operator ParsedType(FieldType type) => new(type, "", "");

    public static ParsedType Refuse(ITypeSymbol type, string advice) => new(null, TypeNames.Shown(type), advice);
}

/// <summary>Type symbols to <see cref="FieldType"/>s.</summary>
internal static class FieldTypeParser
{
    private const string MarkIt = "make it a [Record], use a type that records can hold, name a JsonContext that knows it, or leave the property out with [NotStored]";

    /// <param name="type">The type.</param>
    /// <param name="foreign">What the record's <c>JsonContext</c> knows; null: the record has none.</param>
    public static ParsedType Parse(ITypeSymbol type, ForeignTypes? foreign)
    {
        if (type.TypeKind == TypeKind.Error) return ParsedType.Unknown;
        if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable)
            return Parse(nullable.TypeArguments[0], foreign) is { Type: { } inner } ? inner with { IsNullable = true } : Parse(nullable.TypeArguments[0], foreign);

        var isNullable = type.IsReferenceType && type.NullableAnnotation != NullableAnnotation.NotAnnotated;
        return type switch
        {
            IArrayTypeSymbol array => Array(array, isNullable, foreign),
            ITypeParameterSymbol parameter => TypeParameter(parameter),
            INamedTypeSymbol { TypeKind: TypeKind.Enum } @enum => Enum(@enum),
            INamedTypeSymbol named => Named(named, isNullable, foreign),
            _ => ParsedType.Refuse(type, MarkIt),
        };
    }

    private static ParsedType Named(INamedTypeSymbol type, bool isNullable, ForeignTypes? foreign)
    {
        if (ScalarTypes.KindOf(type) is { } scalar) return new FieldType(scalar, TypeNames.Qualified(type), type.IsValueType, isNullable);
        if (!AppRecords.IsSound(type)) return ParsedType.Unknown;
        if (IsRecord(type)) return new FieldType(FieldKind.Record, TypeNames.Qualified(type), type.IsValueType, isNullable);
        if (ScalarTypes.CollectionOf(type) is not { } collection) return Foreign(type, isNullable, foreign, MarkIt);
        return collection == FieldKind.Dictionary ? Dictionary(type, isNullable, foreign) : Sequence(type, collection, isNullable, foreign);
    }

    /// <summary>A type that only the record's <c>JsonContext</c> may know.</summary>
    private static ParsedType Foreign(ITypeSymbol type, bool isNullable, ForeignTypes? foreign, string advice)
    {
        if (foreign is null) return ParsedType.Refuse(type, advice);
        if (foreign.Context is not { } context) return ParsedType.Unknown;
        return foreign.Knows(type)
            ? new FieldType(FieldKind.Foreign, TypeNames.Qualified(type), type.IsValueType, isNullable)
            : new ParsedType(null, TypeNames.Shown(type.WithNullableAnnotation(NullableAnnotation.None)), advice) { LackingContext = TypeNames.Shown(context) };
    }

    private static ParsedType Sequence(INamedTypeSymbol type, FieldKind kind, bool isNullable, ForeignTypes? foreign)
    {
        var element = Parse(type.TypeArguments[0], foreign);
        return element.Type is null ? element
            : new FieldType(kind, Generic(type, element.Type.Declared), type.IsValueType, isNullable, element.Type);
    }

    private static ParsedType Dictionary(INamedTypeSymbol type, bool isNullable, ForeignTypes? foreign)
    {
        var key = Parse(type.TypeArguments[0], foreign);
        var isKey = key.Type is { IsNullable: false } parsed && (parsed.Kind.IsInteger() || parsed.Kind is FieldKind.String or FieldKind.Guid or FieldKind.Enum);

        // Where nullability is off, a string key counts as nullable; a dictionary holds no null key anyway.
        if (!isKey && key.Type is { Kind: FieldKind.String } && type.TypeArguments[0].NullableAnnotation == NullableAnnotation.None)
            (key, isKey) = (key.Type with { IsNullable = false }, true);
        if (!isKey && type.TypeArguments[0].TypeKind != TypeKind.Error)
            return Foreign(type, isNullable, foreign, "the keys of a dictionary are string, an integer type, Guid or an enum");

        var value = Parse(type.TypeArguments[1], foreign);
        return key.Type is null || value.Type is null ? (key.Type is null ? key : value)
            : new FieldType(FieldKind.Dictionary, Generic(type, key.Type.Declared + ", " + value.Type.Declared), false, isNullable, value.Type, key.Type);
    }

    private static ParsedType Array(IArrayTypeSymbol type, bool isNullable, ForeignTypes? foreign)
    {
        if (!type.IsSZArray) return ParsedType.Refuse(type, "arrays have one dimension; use an array of arrays");
        if (type.ElementType.SpecialType == SpecialType.System_Byte) return new FieldType(FieldKind.Bytes, "byte[]", false, isNullable);
        var element = Parse(type.ElementType, foreign);
        return element.Type is null ? element : new FieldType(FieldKind.Array, element.Type.Declared + "[]", false, isNullable, element.Type);
    }

    private static ParsedType TypeParameter(ITypeParameterSymbol type)
    {
        var isAnnotated = type.NullableAnnotation == NullableAnnotation.Annotated;
        if (!type.ConstraintTypes.Any(constraint => IsInterfaceOf(constraint, type)))
            return ParsedType.Refuse(type, $"a type parameter used as a field needs 'where {type.Name} : IRecord<{type.Name}>'");
        if (isAnnotated && !type.HasReferenceTypeConstraint)
            return ParsedType.Refuse(type, $"'{type.Name}?' means null only with 'where {type.Name} : class' or 'struct'");
        return new FieldType(FieldKind.Record, TypeNames.Qualified(type), type.HasValueTypeConstraint, isAnnotated);
    }

    private static FieldType Enum(INamedTypeSymbol type)
    {
        var members = type.GetMembers().OfType<IFieldSymbol>()
            .Where(member => member is { HasConstantValue: true, ConstantValue: not null })
            .Select(member => new EnumMember(member.Name, ConstantText.Literal(member.ConstantValue!)))
            .ToEquatableArray();
        var isSigned = type.EnumUnderlyingType!.SpecialType
            is SpecialType.System_SByte or SpecialType.System_Int16 or SpecialType.System_Int32 or SpecialType.System_Int64;
        var model = new EnumModel(type.Name, type.Attribute("System.FlagsAttribute") is not null, isSigned, members);
        return new FieldType(FieldKind.Enum, TypeNames.Qualified(type), true, false, Enum: model);
    }

    /// <summary>A [Record], or compiled code that has become one.</summary>
    private static bool IsRecord(INamedTypeSymbol type)
        => type.Attribute(RunnelNames.RecordAttribute) is not null || type.AllInterfaces.Any(implemented => IsInterfaceOf(implemented, type));

    private static bool IsInterfaceOf(ITypeSymbol @interface, ITypeSymbol self)
        => @interface is INamedTypeSymbol { TypeArguments.Length: 1 } named
            && (named.OriginalDefinition.Is("Runnel.IRecord`1") || named.OriginalDefinition.Is("Runnel.IPrimitiveRecord`1"))
            && SymbolEqualityComparer.Default.Equals(named.TypeArguments[0], self);

    private static string Generic(INamedTypeSymbol type, string arguments) => $"global::{type.ContainingNamespace.ToDisplayString()}.{type.Name}<{arguments}>";
}
