using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Collections.ObjectModel;
using System.Text.Json;

namespace Runnel.Generators.Tests.Records;

/// <summary>The less common collections, as far as System.Text.Json both writes and reads them.</summary>
[Record]
internal sealed partial record MoreCollections
{
    public required LinkedList<int> Linked { get; init; }

    public required Queue<string?> Queue { get; init; }

    public required Collection<int> Collection { get; init; }

    public required ObservableCollection<Item> Observable { get; init; }

    public required SortedSet<string> SortedSet { get; init; }

    public required ImmutableList<int?> ImmutableList { get; init; }

    public required IImmutableList<Item> IImmutableList { get; init; }

    public required ImmutableQueue<int> ImmutableQueue { get; init; }

    public required IImmutableQueue<string> IImmutableQueue { get; init; }

    public required ImmutableHashSet<int> ImmutableHashSet { get; init; }

    public required IImmutableSet<Guid> IImmutableSet { get; init; }

    public required ImmutableSortedSet<string> ImmutableSortedSet { get; init; }

    public required SortedDictionary<string, Item?> SortedDictionary { get; init; }

    public required SortedList<int, string> SortedList { get; init; }

    public required OrderedDictionary<string, int> Ordered { get; init; }

    public required ImmutableDictionary<int, string?> ImmutableDictionary { get; init; }

    public required IImmutableDictionary<string, int[]> IImmutableDictionary { get; init; }

    public required ImmutableSortedDictionary<string, long> ImmutableSortedDictionary { get; init; }

    public ImmutableArray<string>? MaybeArray { get; init; }

    public required JsonElement Any { get; init; }

    public JsonElement? MaybeAny { get; init; }

    public List<JsonElement?>? Anything { get; init; }
}

/// <summary>Those that System.Text.Json only writes, or does not give back as they were.</summary>
[Record]
internal sealed partial record HeldCollections
{
    public required Stack<int> Stack { get; init; }

    public required ImmutableStack<string> ImmutableStack { get; init; }

    public required IImmutableStack<int?> IImmutableStack { get; init; }

    public required ReadOnlyCollection<int> ReadOnlyCollection { get; init; }

    public required ReadOnlySet<string> ReadOnlySet { get; init; }

    public required ReadOnlyDictionary<string, int> ReadOnlyDictionary { get; init; }

    public required FrozenSet<int> FrozenSet { get; init; }

    public required FrozenDictionary<string, Item> FrozenDictionary { get; init; }
}

/// <summary>Every type of key.</summary>
[Record]
internal sealed partial record Keys
{
    public required Dictionary<bool, int> Boolean { get; init; }

    public required Dictionary<char, int> Char { get; init; }

    public required Dictionary<sbyte, int> SByte { get; init; }

    public required Dictionary<byte, int> Byte { get; init; }

    public required Dictionary<short, int> Int16 { get; init; }

    public required Dictionary<ushort, int> UInt16 { get; init; }

    public required Dictionary<uint, int> UInt32 { get; init; }

    public required Dictionary<long, int> Int64 { get; init; }

    public required Dictionary<ulong, int> UInt64 { get; init; }

    public required Dictionary<Int128, int> Int128 { get; init; }

    public required Dictionary<UInt128, int> UInt128 { get; init; }

    public required Dictionary<Half, int> Half { get; init; }

    public required Dictionary<float, int> Single { get; init; }

    public required Dictionary<double, int> Double { get; init; }

    public required Dictionary<decimal, int> Decimal { get; init; }

    public required Dictionary<DateTime, int> DateTime { get; init; }

    public required Dictionary<DateTimeOffset, int> DateTimeOffset { get; init; }

    public required Dictionary<DateOnly, int> DateOnly { get; init; }

    public required Dictionary<TimeOnly, int> TimeOnly { get; init; }

    public required Dictionary<TimeSpan, int> TimeSpan { get; init; }

    public required Dictionary<Uri, int> Uri { get; init; }

    public required Dictionary<Version, int> Version { get; init; }

    public required SortedDictionary<Color, int> Color { get; init; }

    public required Dictionary<Access, int> Access { get; init; }
}

/// <summary>Enums by number, but for one field.</summary>
[Record(Enums = EnumForm.Number)]
internal sealed partial record Numbered(
    Color Color, Access? Access, List<Color> Colors, Dictionary<Color, Access> ByColor, [Field(Enums = EnumForm.Name)] Color Named = Color.Red);

/// <summary>Enums by name, but for two fields.</summary>
[Record]
internal sealed partial record PartlyNumbered(
    Color Color, [Field(Enums = EnumForm.Number)] Color[] Codes, [property: Field("access_code", Enums = EnumForm.Number)] Access Access);
