namespace Runnel;

/// <summary>A record's name and fields, as the generator saw them at compile time.</summary>
/// <param name="Name">The record's name with its containing types, as written in C#.</param>
/// <param name="IsPrimitive">Whether each property is a native stream field.</param>
/// <param name="Fields">The stored fields in the order they are written.</param>
public sealed record RecordDescriptor(string Name, bool IsPrimitive, IReadOnlyList<RecordField> Fields);

/// <summary>One stored field of a record.</summary>
/// <param name="Name">The stored name.</param>
/// <param name="Type">The property's type, as written in C#.</param>
/// <param name="IsRequired">Whether decoding fails without it.</param>
public sealed record RecordField(string Name, string Type, bool IsRequired);
