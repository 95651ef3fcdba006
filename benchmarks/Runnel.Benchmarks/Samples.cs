using System.Text.Json.Serialization;

namespace Runnel.Benchmarks;

/// <summary>A record with an example of it.</summary>
public interface ISample<T>
{
    static abstract T Sample { get; }
}

/// <summary>A small structured record: three fields.</summary>
[Record]
public partial record Tap(int Card, DateTime At, bool Entry) : ISample<Tap>
{
    public static Tap Sample { get; } = new(4711, new DateTime(2020, 7, 21, 22, 9, 37, DateTimeKind.Utc), true);
}

/// <summary>A large one: a hundred lines, each with a record inside, a dictionary and an enum.</summary>
[Record]
public partial record Invoice(Guid Id, Order Order, IReadOnlyList<Line> Lines) : ISample<Invoice>
{
    public static Invoice Sample { get; } = new(
        new Guid("6f9619ff-8b86-d011-b42d-00c04fc964ff"),
        Order.Sample,
        [.. Enumerable.Range(1, 100).Select(static i => new Line(
            i, new Item(i, $"Item number {i}", i / 4m), i % 3 == 0 ? null : i * 1.5, new Dictionary<string, int> { ["boxes"] = i, ["pallets"] = i / 10 }, (Urgency)(i % 3)))]);
}

[Record]
public partial record Line(int Number, Item Item, double? Discount, Dictionary<string, int> Packing, Urgency Urgency);

public enum Urgency
{
    Low,
    Normal,
    High,
}

/// <summary>A structured record as programs have them: nested, with a list, text that needs no escaping and some that does.</summary>
[Record]
public partial record Order(int OrderId, DateTime CreatedAt, double Amount, string Customer, List<Item> Items, string? Comment) : ISample<Order>
{
    public static Order Sample { get; } = new(
        4711,
        new DateTime(2020, 7, 21, 22, 9, 37, DateTimeKind.Utc),
        99.95,
        "Ada Lovelace",
        [new Item(1, "Bolt", 0.25m), new Item(2, "Nut \"M8\"", 0.15m), new Item(3, "Wäscher", 0.05m)],
        null);
}

[Record]
public partial record Item(int Id, string Name, decimal Price);

/// <summary>A flat record, each property one stream field.</summary>
[Record(Primitive = true)]
public partial record Reading(int Sensor, long Number, double Value, string Unit, bool Valid)
{
    public static Reading Sample { get; } = new(42, 1_000_000, 21.5, "celsius", true);
}

/// <summary>The same records for System.Text.Json's own source generator.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UseStringEnumConverter = true)]
[JsonSerializable(typeof(Tap))]
[JsonSerializable(typeof(Invoice))]
[JsonSerializable(typeof(Order))]
[JsonSerializable(typeof(Reading))]
internal sealed partial class SampleJson : JsonSerializerContext;
