namespace Runnel.Generators.Model;

/// <summary>The type of a field, of an element or of a key.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Name">The type with <c>global::</c>, without the <c>?</c> of a nullable one.</param>
/// <param name="IsValueType">Whether it is a struct (or the struct in a <see cref="Nullable{T}"/>).</param>
/// <param name="IsNullable">Whether null is a value of it: <c>int?</c>, <c>string?</c>, or a reference type where nullability is off.</param>
/// <param name="Element">The element of a sequence, the value of a dictionary.</param>
/// <param name="Key">The key of a dictionary.</param>
/// <param name="Enum">An enum's names.</param>
internal sealed record FieldType(
    FieldKind Kind,
    string Name,
    bool IsValueType,
    bool IsNullable,
    FieldType? Element = null,
    FieldType? Key = null,
    EnumModel? Enum = null)
{
    /// <summary>The type with its <c>?</c>.</summary>
    public string Declared => IsNullable ? Name + "?" : Name;
}

/// <summary>An enum.</summary>
/// <param name="ShortName">Its identifier.</param>
/// <param name="IsFlags">Whether it has <c>[Flags]</c>.</param>
/// <param name="IsSigned">Whether its underlying type is signed.</param>
/// <param name="Members">Its members in the order declared.</param>
internal sealed record EnumModel(string ShortName, bool IsFlags, bool IsSigned, EquatableArray<EnumMember> Members);

/// <summary>A member of an enum.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value as a C# literal of the underlying type.</param>
internal sealed record EnumMember(string Name, string Value);
