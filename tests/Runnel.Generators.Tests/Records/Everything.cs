using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Runnel.Generators.Tests.Records;

internal enum Color
{
    Red,
    Green = 5,
    Blue = -1,
}

[Flags]
internal enum Access : byte
{
    None = 0,
    Read = 1,
    Write = 2,
    ReadWrite = 3,
    Delete = 128,
}

[Record]
[method: JsonConstructor] // for System.Text.Json, which would take the one without parameters
internal readonly partial record struct Item(string Name, int Quantity = 1);

/// <summary>Every scalar a structured record holds.</summary>
[Record]
internal sealed partial record Scalars(
    bool Boolean,
    char Char,
    string String,
    sbyte SByte,
    byte Byte,
    short Int16,
    ushort UInt16,
    int Int32,
    uint UInt32,
    long Int64,
    ulong UInt64,
    Int128 Int128,
    UInt128 UInt128,
    Half Half,
    float Single,
    double Double,
    decimal Decimal,
    byte[] Bytes,
    ReadOnlyMemory<byte> Memory,
    DateTime DateTime,
    DateTimeOffset DateTimeOffset,
    DateOnly DateOnly,
    TimeOnly TimeOnly,
    TimeSpan TimeSpan,
    Guid Guid,
    Uri Uri,
    Version Version,
    Color Color,
    Access Access,
    Item Item);

/// <summary>The same, each nullable.</summary>
[Record]
internal sealed partial record Nullables
{
    public bool? Boolean { get; init; }

    public char? Char { get; init; }

    public string? String { get; init; }

    public sbyte? SByte { get; init; }

    public byte? Byte { get; init; }

    public short? Int16 { get; init; }

    public ushort? UInt16 { get; init; }

    public int? Int32 { get; init; }

    public uint? UInt32 { get; init; }

    public long? Int64 { get; init; }

    public ulong? UInt64 { get; init; }

    public Int128? Int128 { get; init; }

    public UInt128? UInt128 { get; init; }

    public Half? Half { get; init; }

    public float? Single { get; init; }

    public double? Double { get; init; }

    public decimal? Decimal { get; init; }

    public byte[]? Bytes { get; init; }

    public ReadOnlyMemory<byte>? Memory { get; init; }

    public DateTime? DateTime { get; init; }

    public DateTimeOffset? DateTimeOffset { get; init; }

    public DateOnly? DateOnly { get; init; }

    public TimeOnly? TimeOnly { get; init; }

    public TimeSpan? TimeSpan { get; init; }

    public Guid? Guid { get; init; }

    public Uri? Uri { get; init; }

    public Version? Version { get; init; }

    public Color? Color { get; init; }

    public Access? Access { get; init; }

    public Item? Item { get; init; }

    public List<Item>? Items { get; init; }
}

/// <summary>Every collection, and some inside others.</summary>
[Record]
internal sealed partial record Collections
{
    public required List<int> List { get; init; }

    public required string[] Array { get; init; }

    public required IReadOnlyList<Item> ReadOnlyList { get; init; }

    public required IList<string?> IList { get; init; }

    public required IEnumerable<double> Enumerable { get; init; }

    public required ICollection<Guid> ICollection { get; init; }

    public required IReadOnlyCollection<int?> ReadOnlyCollection { get; init; }

    public required ImmutableArray<long> ImmutableArray { get; init; }

    public required HashSet<string> HashSet { get; init; }

    public required ISet<int> ISet { get; init; }

    public required Dictionary<string, Item> ByString { get; init; }

    public required Dictionary<int, string?> ByInteger { get; init; }

    public required IDictionary<Guid, int> ByGuid { get; init; }

    public required IReadOnlyDictionary<Color, List<int>> ByEnum { get; init; }

    public required int[][] Jagged { get; init; }

    public required List<Dictionary<string, byte[]?>?> Nested { get; init; }
}

[Record(Primitive = true)]
internal sealed partial record Flat(
    sbyte SByte,
    byte Byte,
    short Int16,
    ushort UInt16,
    int Int32,
    uint UInt32,
    long Int64,
    ulong UInt64,
    Int128 Int128,
    UInt128 UInt128,
    float Single,
    double Double,
    bool Boolean,
    string String,
    byte[] Bytes,
    ReadOnlyMemory<byte> Memory,
    int? MaybeInt32,
    double? MaybeDouble,
    bool? MaybeBoolean,
    string? MaybeString,
    byte[]? MaybeBytes,
    ReadOnlyMemory<byte>? MaybeMemory);
