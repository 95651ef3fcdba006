namespace Runnel.Generators.Tests.Records;

// The shapes of declarations: where fields come from, and what they are when an event lacks them.

[Record]
internal sealed partial record Order(
    int OrderId, double Amount, string? Note = "none", Color Color = Color.Green, decimal Fee = 1.50m, DateTime At = default, char Sign = '\'');

[Record]
internal sealed partial record Initialized(int A)
{
    public int B { get; init; } = A * 2;

    public List<int> List { get; init; } = [7];

    public required string Needed { get; init; }

    public string? Optional { get; set; }

    public string Silenced { get; init; } = null!;

    public int Computed => A + B;

    [NotStored]
    public int Private { get; init; } = 42;
}

[Record]
internal sealed partial record NotPositional
{
    public int Count { get; init; } = 3;

    public required string Name { get; init; }

    public IReadOnlyList<string> Tags { get; init; } = ["new"];
}

[Record]
internal sealed partial record OwnConstructor
{
    public OwnConstructor() => Log = ["constructed"];

    [NotStored]
    public List<string> Log { get; }

    public int Count { get; init; } = 3;
}

[Record]
internal partial record struct Mutable
{
    public Mutable()
    {
    }

    public int X { get; set; } = 5;

    public int? Y { get; set; }
}

[Record]
internal readonly partial record struct Point(int X, int Y = 2)
{
    public string Label { get; init; } = "p";
}

internal record Plain(string Source)
{
    public int Priority { get; init; } = 1;
}

[Record]
internal partial record Placed(string Source, int Id) : Plain(Source);

[Record]
internal sealed partial record PlacedTwice(string Source, int Id, string By) : Placed(Source, Id);

[Record]
internal sealed partial record Page<T>(IReadOnlyList<T> Items, T? First = null)
    where T : class, IRecord<T>;

[Record]
internal sealed partial record ValuePage<T>(T[] Items, T? First)
    where T : struct, IRecord<T>;

[Record]
internal sealed partial record AnyPage<T>(T Only)
    where T : IRecord<T>;

[Record]
internal sealed partial record Tree(string Name, List<Tree> Children);

[Record]
internal readonly partial record struct Label(string Text)
{
    public static implicit operator Label(string? text) => new(text ?? "none");
}

[Record]
internal sealed partial record Convertible(Label? Label, ReadOnlyMemory<byte>? Memory, List<Label?> Labels);

[Record]
internal sealed partial record Sets(IReadOnlySet<Color> Colors);

[Record]
internal sealed partial record @event(int @class, string? @record, int[] reader, int Value, Dictionary<string, int> items)
{
    public required int field { get; init; }

    public List<int[]> @return { get; init; } = [];
}

[Record(Naming = FieldNaming.CamelCase)]
internal sealed partial record Named(int OrderId, [Field("amount €")] int Amount, [property: Field("z\"z")] int Other, [NotStored] int Skipped = 9)
{
    [Field("b")]
    public int A { get; init; }
}

[Record(Primitive = true)]
internal sealed partial record Flight(string Origin, int Delay = 15, string? Gate = null)
{
    public double Distance { get; init; } = 100.5;

    public required long Number { get; init; }
}

internal static partial class Container<TOuter>
    where TOuter : notnull
{
    internal static Type Of<T>()
        where T : IRecord<T> => typeof(T);

    internal static string RoundTrip(int id) => Json.Write(Json.Read<Hidden>(Json.Write(new Hidden(id, [new Inner.Deep("x")]))));

    private partial interface Inner
    {
        [Record]
        internal sealed partial record Deep(string Name);
    }

    private enum Kind
    {
        First,
    }

    [Record]
    private sealed partial record Hidden(int Id, List<Inner.Deep> Deep, Kind Kind = Kind.First);
}
