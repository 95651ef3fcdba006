namespace Runnel.Generators.Model;

/// <summary>The type of a field, of an element or of a key.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Name">The type with <c>global::</c>, without the <c>?</c> of a nullable one.</param>
/// <param name="IsValueType">Whether it is a struct (or the struct in a <see cref="Nullable{T}"/>).</param>
/// <param name="IsNullable">Whether null is a value of it: <c>int?</c>, <c>string?</c>, or a reference type where nullability is off.</param>
/// <param name="Element">The element of a sequence, the value of a dictionary.</param>
/// <param name="Key">The key of a dictionary.</param>
/// <param name="Enum">An enum's names.</param>
/// <param name="Form">Which collection it is.</param>
internal sealed record FieldType(
    FieldKind Kind,
    string Name,
    bool IsValueType,
    bool IsNullable,
    FieldType? Element = null,
    FieldType? Key = null,
    EnumModel? Enum = null,
    CollectionForm Form = CollectionForm.None)
{
    /// <summary>The type with its <c>?</c>.</summary>
    public string Declared => IsNullable ? Name + "?" : Name;

    /// <summary>The same with every enum in it, keys too, written by name or by number.</summary>
    public FieldType WithEnums(bool byNumber) => this with
    {
        Element = Element?.WithEnums(byNumber),
        Key = Key?.WithEnums(byNumber),
        Enum = Enum is null ? null : Enum with { IsByNumber = byNumber },
    };

    /// <summary>Whether an enum is in it.</summary>
    public bool HoldsEnum => Enum is not null || Key?.Enum is not null || Element is { HoldsEnum: true };
}

/// <summary>An enum.</summary>
/// <param name="ShortName">Its identifier.</param>
/// <param name="IsFlags">Whether it has <c>[Flags]</c>.</param>
/// <param name="IsSigned">Whether its underlying type is signed.</param>
/// <param name="Members">Its members in the order declared.</param>
/// <param name="IsByNumber">Whether it is written by number, not by name.</param>
internal sealed record EnumModel(string ShortName, bool IsFlags, bool IsSigned, EquatableArray<EnumMember> Members, bool IsByNumber = false);

/// <summary>A member of an enum.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value as a C# literal of the underlying type.</param>
internal sealed record EnumMember(string Name, string Value);
