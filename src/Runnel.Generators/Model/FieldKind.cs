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
    Enum,
    Record,

    /// <summary>A type that only the record's <c>JsonContext</c> knows.</summary>
    Foreign,

    /// <summary><c>List&lt;T&gt;</c>.</summary>
    List,

    /// <summary><c>IList&lt;T&gt;</c>, <c>IReadOnlyList&lt;T&gt;</c>: held as a list, written by index.</summary>
    ListInterface,

    /// <summary><c>IEnumerable&lt;T&gt;</c>, <c>ICollection&lt;T&gt;</c>, <c>IReadOnlyCollection&lt;T&gt;</c>: held as a list.</summary>
    Enumerable,

    Array,
    ImmutableArray,

    /// <summary><c>HashSet&lt;T&gt;</c>, <c>ISet&lt;T&gt;</c>, <c>IReadOnlySet&lt;T&gt;</c>: held as a hash set.</summary>
    Set,

    /// <summary><c>Dictionary&lt;K, V&gt;</c>, <c>IDictionary&lt;K, V&gt;</c>, <c>IReadOnlyDictionary&lt;K, V&gt;</c>: held as a dictionary.</summary>
    Dictionary,
}

internal static class FieldKinds
{
    public static bool IsSequence(this FieldKind kind) => kind is >= FieldKind.List and <= FieldKind.Set;

    public static bool IsCollection(this FieldKind kind) => kind is >= FieldKind.List and <= FieldKind.Dictionary;

    public static bool IsInteger(this FieldKind kind) => kind is >= FieldKind.SByte and <= FieldKind.UInt128;

    /// <summary>Whether a primitive record can hold it.</summary>
    public static bool IsPrimitive(this FieldKind kind)
        => kind.IsInteger() || kind is FieldKind.Boolean or FieldKind.String or FieldKind.Single or FieldKind.Double or FieldKind.Bytes or FieldKind.ByteMemory;
}
