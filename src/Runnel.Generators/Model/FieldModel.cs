namespace Runnel.Generators.Model;

/// <summary>One stored field.</summary>
/// <param name="Property">The property's identifier, without <c>@</c>.</param>
/// <param name="StoredName">The field's name in the stream.</param>
/// <param name="Type">Its type.</param>
/// <param name="ShownType">The type as written in C#, for the descriptor.</param>
/// <param name="Place">Where decoding puts it.</param>
/// <param name="Absence">What decoding does without it.</param>
/// <param name="Default">C# for the value of a missing field, where <paramref name="Absence"/> is <see cref="Absence.Default"/>.</param>
internal sealed record FieldModel(string Property, string StoredName, FieldType Type, string ShownType, Place Place, Absence Absence, string Default);

/// <summary>Where decoding puts a field.</summary>
internal enum Place
{
    /// <summary>An argument of the primary constructor.</summary>
    Argument,

    /// <summary>A property with <c>init</c> or <c>set</c>.</summary>
    Property,
}

/// <summary>What decoding does when a field is missing.</summary>
internal enum Absence
{
    /// <summary>It fails.</summary>
    Refused,

    /// <summary>It takes a constant: a parameter's default, or null.</summary>
    Default,

    /// <summary>It leaves the property to its initializer.</summary>
    Initializer,
}
