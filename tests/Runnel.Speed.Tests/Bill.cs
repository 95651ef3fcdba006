using System.Text.Json.Serialization;

namespace Runnel.Speed.Tests;

/// <summary>A structured record as programs have them.</summary>
[Record]
public sealed partial record Bill(int BillId, DateTime CreatedAt, double Amount, string Customer, List<Position> Positions, string? Comment)
{
    public static Bill Example { get; } = new(
        4711, new DateTime(2020, 7, 21, 22, 9, 37, DateTimeKind.Utc), 99.95, "Ada Lovelace",
        [new Position(1, "Bolt", 0.25m), new Position(2, "Nut \"M8\"", 0.15m), new Position(3, "Wäscher", 0.05m)], null);
}

[Record]
public sealed partial record Position(int Id, string Name, decimal Price);

/// <summary>The same for System.Text.Json's own source generator.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(Bill))]
internal sealed partial class BillJson : JsonSerializerContext;
