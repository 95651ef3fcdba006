namespace Runnel.Generators.Tests.Records;

/// <summary>Default values of every kind: what a record is when an event has none of its fields is what C# itself makes of it.</summary>
public class DefaultValueTests
{
    [Fact]
    public void Parameters_defaults_are_those_of_the_compiler() => Assert.Equal(new Defaults(), Json.Read<Defaults>("{}"));

    [Fact]
    public void A_zero_below_zero_stays_below() => Assert.True(double.IsNegative(Json.Read<Defaults>("{}").Minus));

    [Fact]
    public void Primitive_ones_too() => Assert.Equal(new FlatDefaults(), FieldsOf.Read<FlatDefaults>(new RawFields()));

    [Fact]
    public void Initializers_of_every_kind_are_kept()
    {
        var read = Json.Read<Initializers>("{}");
        var made = new Initializers();
        Assert.Equal(Json.Write(made), Json.Write(read));
        Assert.Equal((made.Constant, made.Static, made.Computed, made.Text, made.Half, made.Absent), (read.Constant, read.Static, read.Computed, read.Text, read.Half, read.Absent));
        Assert.NotSame(read.Empty, Json.Read<Initializers>("{}").Empty);
        Assert.Equal([1, 2], read.Spread);
    }

    [Fact]
    public void A_null_that_is_there_is_no_missing_field()
    {
        Assert.Null(Json.Read<Defaults>("""{"text":null}""").Text);
        Assert.Equal("half", Json.Fails<Initializers>("""{"half":null}""").Path);
        Assert.Equal(1, Json.Read<Initializers>("""{"absent":1}""").Absent);
    }

    [Fact]
    public void A_property_that_is_required_must_be_there_though_it_has_an_initializer()
        => Assert.Equal("id", Json.Fails<Demanding>("""{"note":"n"}""").Path);
}

[Record]
internal sealed partial record Defaults(
    bool Boolean = true,
    char Char = '\n',
    char Quote = '\'',
    char High = '\uFFFF',
    string? Text = "\"\\\t\0\u2028 ä 😀 {x}",
    string Empty = "",
    string? Null = null,
    string Constant = Initializers.Name + "!",
    sbyte SByte = sbyte.MinValue,
    byte Byte = byte.MaxValue,
    short Int16 = -1,
    ushort UInt16 = 65_535,
    int Int32 = int.MinValue,
    uint UInt32 = uint.MaxValue,
    long Int64 = long.MinValue,
    ulong UInt64 = ulong.MaxValue,
    float Single = float.Epsilon,
    float Unlimited = float.NegativeInfinity,
    double Double = double.MaxValue,
    double Undefined = double.NaN,
    double Minus = -0.0,
    decimal Decimal = -79_228_162_514_264_337_593_543_950_335m,
    decimal Scaled = 1.500m,
    Int128 Int128 = default,
    Half Half = default,
    DateTime DateTime = default,
    Guid Guid = default,
    TimeSpan? Span = null,
    int? Maybe = -5,
    decimal? MaybeDecimal = 0.1m,
    char? MaybeChar = '\\',
    Color Color = Color.Blue,
    Color Unnamed = (Color)(-77),
    Color? MaybeColor = Color.Green,
    Access Access = Access.Read | Access.Delete,
    Item Item = default,
    List<int>? Items = null);

[Record(Primitive = true)]
internal sealed partial record FlatDefaults(
    string Text = "\"\\", long Int64 = long.MinValue, float Single = float.NaN, double Double = double.NegativeInfinity, bool Boolean = true, int? Maybe = null, string? None = null);

[Record]
internal sealed partial record Initializers
{
    public const string Name = "initial";

    private static readonly int Start = 40;

    public List<int> Empty { get; init; } = [];

    public Dictionary<string, int> New { get; init; } = new();

    public Dictionary<Color, int[]> Filled { get; init; } = new() { [Color.Red] = [1] };

    public int[] Spread { get; init; } = [.. Enumerable.Range(1, 2)];

    public string Constant { get; init; } = Name;

    public int Static { get; init; } = Start + 2;

    public double Computed { get; init; } = Math.Sqrt(2);

    public string Text { get; init; } = $"{Start}";

    public Half Half { get; init; } = Half.NaN;

    public Item Item { get; set; } = new("x");

    public Guid Guid { get; init; } = Guid.Empty;

    public Uri Uri { get; init; } = new("https://example.com");

    public Color Color { get; init; } = Color.Blue;

    public int? Absent { get; init; }
}

[Record]
internal sealed partial record Demanding
{
    public required int Id { get; init; } = 7;

    public string? Note { get; init; } = "none";
}
