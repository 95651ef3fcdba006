using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;
using CsCheck;

namespace Runnel.Generators.Tests.Records;

/// <summary>Values of every type, edge values among them.</summary>
internal static class Generators
{
    /// <summary>Any text that UTF-8 can hold: no half surrogate pairs.</summary>
    public static readonly Gen<string> Text = Gen.OneOf(
        Gen.String[Gen.Char.AlphaNumeric, 0, 20],
        Gen.String[Gen.Char["\"\\/\b\f\n\r\t\0<>&'+ ÄŻ日本\u2028\uFFFD\u0085"], 0, 12],
        Gen.OneOf("", "null", "😀 ok", "\u001f", new string('x', 5000)));

    public static readonly Gen<DateTime> DateTimes =
        Gen.Select(Gen.Long[DateTime.MinValue.Ticks, DateTime.MaxValue.Ticks], Gen.OneOf(DateTimeKind.Utc, DateTimeKind.Unspecified))
        .Select((ticks, kind) => new DateTime(ticks, kind));

    public static readonly Gen<DateTimeOffset> Offsets =
        Gen.Select(Gen.Long[new DateTime(2, 1, 1).Ticks, new DateTime(9998, 1, 1).Ticks], Gen.Int[-14 * 60, 14 * 60])
        .Select((ticks, minutes) => new DateTimeOffset(ticks, TimeSpan.FromMinutes(minutes)));

    public static readonly Gen<Int128> Int128s = Gen.Select(Gen.ULong, Gen.ULong).Select((upper, lower) => new Int128(upper, lower));

    public static readonly Gen<UInt128> UInt128s = Gen.Select(Gen.ULong, Gen.ULong).Select((upper, lower) => new UInt128(upper, lower));

    public static readonly Gen<Half> Halves = Gen.UShort.Select(BitConverter.UInt16BitsToHalf).Select(half => Half.IsNaN(half) ? Half.NaN : half);

    public static readonly Gen<Uri> Uris =
        Gen.OneOf("https://example.com/a?b=c#d", "/relative/ä", "mailto:a@b.c", "x").Select(text => new Uri(text, UriKind.RelativeOrAbsolute));

    public static readonly Gen<Version> Versions =
        Gen.Select(Gen.Int[0, 99], Gen.Int[0, 99], Gen.Int[-1, 99]).Select((a, b, c) => c < 0 ? new Version(a, b) : new Version(a, b, c));

    public static readonly Gen<Color> Colors = Gen.OneOf(Color.Red, Color.Green, Color.Blue, (Color)77);

    public static readonly Gen<Access> Accesses = Gen.Byte.Select(bits => (Access)bits);

    public static readonly Gen<char> Chars = Gen.Char.Where(character => !char.IsSurrogate(character));

    public static readonly Gen<Item> Items = Gen.Select(Text, Gen.Int).Select((name, quantity) => new Item(name, quantity));

    public static readonly Gen<byte[]> Bytes = Gen.Byte.Array[0, 40];

    public static readonly Gen<Scalars> Scalars =
        from boolean in Gen.Bool
        from character in Chars
        from text in Text
        from small in Gen.Select(Gen.SByte, Gen.Byte, Gen.Short, Gen.UShort)
        from large in Gen.Select(Gen.Int, Gen.UInt, Gen.Long, Gen.ULong)
        from huge in Gen.Select(Int128s, UInt128s)
        from floating in Gen.Select(Halves, Gen.Float, Gen.Double, Gen.Decimal)
        from bytes in Gen.Select(Bytes, Bytes)
        from dates in Gen.Select(DateTimes, Offsets, Gen.DateOnly, Gen.TimeOnly)
        from span in Gen.TimeSpan
        from names in Gen.Select(Gen.Guid, Uris, Versions)
        from enums in Gen.Select(Colors, Accesses)
        from item in Items
        select new Scalars(
            boolean, character, text, small.Item1, small.Item2, small.Item3, small.Item4, large.Item1, large.Item2, large.Item3,
            large.Item4, huge.Item1, huge.Item2, floating.Item1, floating.Item2,
            floating.Item3, floating.Item4, bytes.Item1, bytes.Item2, dates.Item1, dates.Item2, dates.Item3, dates.Item4, span, names.Item1,
            names.Item2, names.Item3, enums.Item1, enums.Item2, item);

    public static readonly Gen<Nullables> Nullables =
        from scalars in Scalars
        from items in Items.List[0, 3]
        from present in Gen.UInt
        select new Nullables
        {
            Boolean = Has(present, 0) ? scalars.Boolean : null,
            Char = Has(present, 1) ? scalars.Char : null,
            String = Has(present, 2) ? scalars.String : null,
            SByte = Has(present, 3) ? scalars.SByte : null,
            Byte = Has(present, 4) ? scalars.Byte : null,
            Int16 = Has(present, 5) ? scalars.Int16 : null,
            UInt16 = Has(present, 6) ? scalars.UInt16 : null,
            Int32 = Has(present, 7) ? scalars.Int32 : null,
            UInt32 = Has(present, 8) ? scalars.UInt32 : null,
            Int64 = Has(present, 9) ? scalars.Int64 : null,
            UInt64 = Has(present, 10) ? scalars.UInt64 : null,
            Int128 = Has(present, 11) ? scalars.Int128 : null,
            UInt128 = Has(present, 12) ? scalars.UInt128 : null,
            Half = Has(present, 13) ? scalars.Half : null,
            Single = Has(present, 14) ? scalars.Single : null,
            Double = Has(present, 15) ? scalars.Double : null,
            Decimal = Has(present, 16) ? scalars.Decimal : null,
            Bytes = Has(present, 17) ? scalars.Bytes : null,
            Memory = Has(present, 18) ? scalars.Memory : default(ReadOnlyMemory<byte>?), // 'null' would be an empty one
            DateTime = Has(present, 19) ? scalars.DateTime : null,
            DateTimeOffset = Has(present, 20) ? scalars.DateTimeOffset : null,
            DateOnly = Has(present, 21) ? scalars.DateOnly : null,
            TimeOnly = Has(present, 22) ? scalars.TimeOnly : null,
            TimeSpan = Has(present, 23) ? scalars.TimeSpan : null,
            Guid = Has(present, 24) ? scalars.Guid : null,
            Uri = Has(present, 25) ? scalars.Uri : null,
            Version = Has(present, 26) ? scalars.Version : null,
            Color = Has(present, 27) ? scalars.Color : null,
            Access = Has(present, 28) ? scalars.Access : null,
            Item = Has(present, 29) ? scalars.Item : null,
            Items = Has(present, 30) ? items : null,
        };

    public static readonly Gen<Collections> Collections =
        from integers in Gen.Int.Array[0, 5]
        from maybe in Gen.Int.Nullable().Array[0, 5]
        from texts in Text.Array[0, 5]
        from maybeTexts in Text.Null().Array[0, 5]
        from items in Items.Array[0, 3]
        from doubles in Gen.Double.Array[0, 5]
        from guids in Gen.Guid.Array[0, 3]
        from longs in Gen.Long.Array[0, 5]
        from colors in Colors.Array[0, 4]
        from jagged in Gen.Int.Array[0, 3].Array[0, 3]
        from nested in Gen.Dictionary(Text, Bytes.Null())[0, 3].Null().List[0, 3]
        select new Collections
        {
            List = [.. integers],
            Array = texts,
            ReadOnlyList = items,
            IList = [.. maybeTexts],
            Enumerable = doubles,
            ICollection = guids,
            ReadOnlyCollection = maybe,
            ImmutableArray = [.. longs],
            HashSet = [.. texts],
            ISet = integers.ToHashSet(),
            ByString = items.DistinctBy(item => item.Name).ToDictionary(item => item.Name),
            ByInteger = integers.Distinct().ToDictionary(key => key, key => key % 2 == 0 ? null : $"{key}"),
            ByGuid = guids.ToDictionary(key => key, _ => 1),
            ByEnum = colors.Distinct().ToDictionary(key => key, _ => integers.ToList()),
            Jagged = jagged,
            Nested = nested,
        };

    public static readonly Gen<JsonElement> Elements =
        Gen.OneOf(
            "null", "true", "-1.50", "1e5", "\"ä\\u0000\"", "{}", "[]", """{"b":[1,{"a":null},"x"],"a":{"b":[]}}""", "123456789012345678901234567890")
        .Select(text => JsonElement.Parse(text));

    public static readonly Gen<MoreCollections> MoreCollections =
        from integers in Gen.Int.Array[0, 5]
        from maybe in Gen.Int.Nullable().Array[0, 5]
        from texts in Text.Array[0, 5]
        from maybeTexts in Text.Null().Array[0, 5]
        from items in Items.Array[0, 3]
        from guids in Gen.Guid.Array[0, 3]
        from elements in Elements.Array[3]
        select new MoreCollections
        {
            Linked = new(integers),
            Queue = new(maybeTexts),
            Collection = [.. integers],
            Observable = [.. items],
            SortedSet = [.. texts],
            ImmutableList = [.. maybe],
            IImmutableList = ImmutableList.Create(items),
            ImmutableQueue = [.. integers],
            IImmutableQueue = ImmutableQueue.Create(texts),
            ImmutableHashSet = [.. integers],
            IImmutableSet = ImmutableHashSet.Create(guids),
            ImmutableSortedSet = [.. texts],
            SortedDictionary = new(texts.Distinct().ToDictionary(key => key, key => items.Length == 0 ? (Item?)null : items[0])),
            SortedList = new(integers.Distinct().ToDictionary(key => key, key => $"{key}")),
            Ordered = new(texts.Distinct().Select((key, i) => KeyValuePair.Create(key, i))),
            ImmutableDictionary = integers.Distinct().ToImmutableDictionary(key => key, key => key % 2 == 0 ? null : "odd"),
            IImmutableDictionary = texts.Distinct().ToImmutableDictionary(key => key, _ => integers),
            ImmutableSortedDictionary = texts.Distinct().ToImmutableSortedDictionary(key => key, key => (long)key.Length),
            MaybeArray = texts.Length == 0 ? null : [.. texts],
            Any = elements[0],
            MaybeAny = elements[1].ValueKind == JsonValueKind.Null ? null : elements[1],
            Anything = [.. elements.Select(element => element.ValueKind == JsonValueKind.Null ? (JsonElement?)null : element)],
        };

    public static readonly Gen<HeldCollections> HeldCollections =
        from integers in Gen.Int.Array[0, 5]
        from maybe in Gen.Int.Nullable().Array[0, 5]
        from texts in Text.Array[0, 5]
        from items in Items.Array[0, 3]
        select new HeldCollections
        {
            Stack = new(integers),
            ImmutableStack = [.. texts],
            IImmutableStack = ImmutableStack.Create(maybe),
            ReadOnlyCollection = integers.AsReadOnly(),
            ReadOnlySet = new(texts.ToHashSet()),
            ReadOnlyDictionary = new(texts.Distinct().ToDictionary(key => key, key => key.Length)),
            FrozenSet = integers.ToFrozenSet(),
            FrozenDictionary = items.DistinctBy(item => item.Name).ToFrozenDictionary(item => item.Name),
        };

    public static readonly Gen<Keys> Keys =
        from scalars in Scalars.Array[0, 3]
        select new Keys
        {
            Boolean = By(scalars, scalar => scalar.Boolean),
            Char = By(scalars, scalar => scalar.Char),
            SByte = By(scalars, scalar => scalar.SByte),
            Byte = By(scalars, scalar => scalar.Byte),
            Int16 = By(scalars, scalar => scalar.Int16),
            UInt16 = By(scalars, scalar => scalar.UInt16),
            UInt32 = By(scalars, scalar => scalar.UInt32),
            Int64 = By(scalars, scalar => scalar.Int64),
            UInt64 = By(scalars, scalar => scalar.UInt64),
            Int128 = By(scalars, scalar => scalar.Int128),
            UInt128 = By(scalars, scalar => scalar.UInt128),
            Half = By(scalars.Where(scalar => Half.IsFinite(scalar.Half)), scalar => scalar.Half),
            Single = By(scalars.Where(scalar => float.IsFinite(scalar.Single)), scalar => scalar.Single),
            Double = By(scalars.Where(scalar => double.IsFinite(scalar.Double)), scalar => scalar.Double),
            Decimal = By(scalars, scalar => scalar.Decimal),
            DateTime = By(scalars, scalar => scalar.DateTime),
            DateTimeOffset = By(scalars, scalar => scalar.DateTimeOffset),
            DateOnly = By(scalars, scalar => scalar.DateOnly),
            TimeOnly = By(scalars, scalar => scalar.TimeOnly),
            TimeSpan = By(scalars, scalar => scalar.TimeSpan),
            Uri = By(scalars, scalar => scalar.Uri),
            Version = By(scalars, scalar => scalar.Version),
            Color = new(By(scalars, scalar => scalar.Color)),
            Access = By(scalars, scalar => scalar.Access),
        };

    public static readonly Gen<Numbered> Numbered =
        from colors in Colors.Array[0, 4]
        from access in Accesses
        from color in Colors
        select new Numbered(color, colors.Length == 0 ? null : access, [.. colors], colors.Distinct().ToDictionary(key => key, _ => access), color);

    public static readonly Gen<Flat> Flats =
        from scalars in Scalars
        from maybe in Gen.Select(Gen.Int.Nullable(), Gen.Double.Nullable(), Gen.Bool.Nullable(), Text.Null())
        from bytes in Gen.Select(Bytes.Null(), Bytes.Null())
        select new Flat(
            scalars.SByte, scalars.Byte, scalars.Int16, scalars.UInt16, scalars.Int32, scalars.UInt32, scalars.Int64, scalars.UInt64,
            scalars.Int128, scalars.UInt128, scalars.Single, scalars.Double,
            scalars.Boolean, scalars.String, scalars.Bytes, scalars.Memory, maybe.Item1, maybe.Item2, maybe.Item3, maybe.Item4, bytes.Item1,
            bytes.Item2 is { } memory ? memory : default(ReadOnlyMemory<byte>?));

    private static Dictionary<T, int> By<T>(IEnumerable<Scalars> scalars, Func<Scalars, T> key)
        where T : notnull => scalars.DistinctBy(key).ToDictionary(key, scalar => scalar.Int32);

    private static bool Has(uint present, int bit) => (present >> bit & 1) == 1;
}
