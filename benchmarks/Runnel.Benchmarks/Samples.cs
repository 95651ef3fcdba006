using System.Text.Json.Serialization;

namespace Runnel.Benchmarks;

/// <summary>A structured record as programs have them: nested, with a list, text that needs no escaping and some that does.</summary>
[Record]
public partial record Order(int OrderId, DateTime CreatedAt, double Amount, string Customer, List<Item> Items, string? Comment)
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
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(Order))]
[JsonSerializable(typeof(Reading))]
internal sealed partial class SampleJson : JsonSerializerContext;
