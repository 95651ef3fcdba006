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
            IDynamicTypeSymbol => ParsedType.Refuse(type, "use JsonElement where any JSON value may stand; else " + RefusedTypes.MarkIt),
            _ => ParsedType.Refuse(type, RefusedTypes.MarkIt),
        };
    }

    private static ParsedType Named(INamedTypeSymbol type, bool isNullable, ForeignTypes? foreign)
    {
        if (ScalarTypes.KindOf(type) is { } scalar) return new FieldType(scalar, TypeNames.Qualified(type), type.IsValueType, isNullable);
        if (!AppRecords.IsSound(type)) return ParsedType.Unknown;
        if (IsRecord(type)) return new FieldType(FieldKind.Record, TypeNames.Qualified(type), type.IsValueType, isNullable);
        var form = CollectionTypes.FormOf(type);
        if (form == CollectionForm.None) return Foreign(type, isNullable, foreign, RefusedTypes.Advice(type));
        return form.IsDictionary() ? Dictionary(type, form, isNullable, foreign) : Sequence(type, form, isNullable, foreign);
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

    private static ParsedType Sequence(INamedTypeSymbol type, CollectionForm form, bool isNullable, ForeignTypes? foreign)
    {
        var element = Parse(type.TypeArguments[0], foreign);
        if (element.Type is null) return element;
        if (form.IsSorted() && !CollectionTypes.IsComparable(type.TypeArguments[0])) return Incomparable(type);
        return new FieldType(FieldKind.Sequence, Generic(type, element.Type.Declared), type.IsValueType, isNullable, element.Type, Form: form);
    }

    private static ParsedType Dictionary(INamedTypeSymbol type, CollectionForm form, bool isNullable, ForeignTypes? foreign)
    {
        var key = Parse(type.TypeArguments[0], foreign);
        var isKey = key.Type is { IsNullable: false } parsed && parsed.Kind.IsKey();

        // Where nullability is off, a string key counts as nullable; a dictionary holds no null key anyway.
        if (!isKey && key.Type is { IsValueType: false } reference && reference.Kind.IsKey() && type.TypeArguments[0].NullableAnnotation == NullableAnnotation.None)
            (key, isKey) = (reference with { IsNullable = false }, true);
        if (!isKey && type.TypeArguments[0].TypeKind != TypeKind.Error) return Foreign(type, isNullable, foreign, RefusedTypes.Keys);

        var value = Parse(type.TypeArguments[1], foreign);
        if (key.Type is null || value.Type is null) return key.Type is null ? key : value;
        if (form.IsSorted() && !CollectionTypes.IsComparable(type.TypeArguments[0])) return Incomparable(type);
        return new FieldType(FieldKind.Dictionary, Generic(type, key.Type.Declared + ", " + value.Type.Declared), false, isNullable, value.Type, key.Type, Form: form);
    }

    private static ParsedType Incomparable(INamedTypeSymbol type)
        => ParsedType.Refuse(type, $"{TypeNames.Shown(type.TypeArguments[0])} knows no order: let it implement IComparable<T>, or use a collection that is not sorted");

    private static ParsedType Array(IArrayTypeSymbol type, bool isNullable, ForeignTypes? foreign)
    {
        if (!type.IsSZArray) return ParsedType.Refuse(type, "arrays have one dimension; use an array of arrays");
        if (type.ElementType.SpecialType == SpecialType.System_Byte) return new FieldType(FieldKind.Bytes, "byte[]", false, isNullable);
        var element = Parse(type.ElementType, foreign);
        return element.Type is null ? element : new FieldType(FieldKind.Sequence, element.Type.Declared + "[]", false, isNullable, element.Type, Form: CollectionForm.Array);
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

    private static ParsedType Enum(INamedTypeSymbol type)
    {
        var members = type.GetMembers().OfType<IFieldSymbol>()
            .Where(member => member is { HasConstantValue: true, ConstantValue: not null })
            .Select(member => new EnumMember(StoredName(member), ConstantText.Literal(member.ConstantValue!)))
            .ToEquatableArray();
        if (members.GroupBy(member => member.Name).FirstOrDefault(group => group.Count() > 1) is { } same)
            return ParsedType.Refuse(type, $"two of its members have the name '{same.Key}' in JSON");

        var isSigned = type.EnumUnderlyingType!.SpecialType
            is SpecialType.System_SByte or SpecialType.System_Int16 or SpecialType.System_Int32 or SpecialType.System_Int64;
        var model = new EnumModel(type.Name, type.Attribute("System.FlagsAttribute") is not null, isSigned, members);
        return new FieldType(FieldKind.Enum, TypeNames.Qualified(type), true, false, Enum: model);
    }

    /// <summary>The member's own name, or the one that System.Text.Json's attribute gives it, for names that are no identifiers.</summary>
    private static string StoredName(IFieldSymbol member)
        => member.Attribute("System.Text.Json.Serialization.JsonStringEnumMemberNameAttribute")?.ConstructorArguments is [{ Value: string name }] ? name : member.Name;

    /// <summary>A [Record], or compiled code that has become one.</summary>
    private static bool IsRecord(INamedTypeSymbol type)
        => type.Attribute(RunnelNames.RecordAttribute) is not null || type.AllInterfaces.Any(implemented => IsInterfaceOf(implemented, type));

    private static bool IsInterfaceOf(ITypeSymbol @interface, ITypeSymbol self)
        => @interface is INamedTypeSymbol { TypeArguments.Length: 1 } named
            && (named.OriginalDefinition.Is("Runnel.IRecord`1") || named.OriginalDefinition.Is("Runnel.IPrimitiveRecord`1"))
            && SymbolEqualityComparer.Default.Equals(named.TypeArguments[0], self);

    private static string Generic(INamedTypeSymbol type, string arguments) => $"global::{type.ContainingNamespace.ToDisplayString()}.{type.Name}<{arguments}>";
}
