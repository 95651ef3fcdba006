namespace Runnel.Generators.Model;

/// <summary>What a field's type is, as far as reading and writing goes. The scalars' names are those of the run-time methods that read and write them.</summary>
internal enum FieldKind
{
    Boolean,
    Char,
    String,
    SByte,
    Byte,
    Int16,
    UInt16,
    Int32,
    UInt32,
    Int64,
    UInt64,
    Int128,
    UInt128,
    Half,
    Single,
    Double,
    Decimal,
    Bytes,
    ByteMemory,
    DateTime,
    DateTimeOffset,
    DateOnly,
    TimeOnly,
    TimeSpan,
    Guid,
    Uri,
    Version,

    /// <summary>Any JSON value, kept as it is.</summary>
    JsonElement,
    Enum,
    Record,

    /// <summary>A type that only the record's <c>JsonContext</c> knows.</summary>
    Foreign,

    /// <summary>Elements in a row: a JSON array. Which collection it is: <see cref="CollectionForm"/>.</summary>
    Sequence,

    /// <summary>Values by keys: a JSON object. Which collection it is: <see cref="CollectionForm"/>.</summary>
    Dictionary,
}

internal static class FieldKinds
{
    public static bool IsCollection(this FieldKind kind) => kind is FieldKind.Sequence or FieldKind.Dictionary;

    public static bool IsInteger(this FieldKind kind) => kind is >= FieldKind.SByte and <= FieldKind.UInt128;

    /// <summary>Whether it can be a dictionary's key: JSON has keys as property names, so whatever is one short text can.</summary>
    public static bool IsKey(this FieldKind kind)
        => kind is <= FieldKind.Decimal or (>= FieldKind.DateTime and <= FieldKind.Version) or FieldKind.Enum;

    /// <summary>Whether a primitive record can hold it.</summary>
    public static bool IsPrimitive(this FieldKind kind)
        => kind.IsInteger() || kind is FieldKind.Boolean or FieldKind.String or FieldKind.Single or FieldKind.Double or FieldKind.Bytes or FieldKind.ByteMemory;
}
