using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Runnel.Generators.Tests.Records;

// Types that Runnel does not know, and the context by which System.Text.Json does.

internal sealed class Money
{
    public required decimal Amount { get; init; }

    public string CurrencyCode { get; init; } = "EUR";

    public List<Money>? Parts { get; set; }
}

[method: JsonConstructor]
internal readonly struct Degrees(double value)
{
    public double Value { get; } = value;

    [JsonIgnore]
    public bool IsHot => Value > 30;
}

/// <summary>Refuses in its own way what it does not like.</summary>
internal sealed class AddressConverter : JsonConverter<IPAddress>
{
    public override IPAddress? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        => reader.GetString() is { Length: > 0 } text ? IPAddress.Parse(text) : null;

    public override void Write(Utf8JsonWriter writer, IPAddress value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.KebabCaseLower, Converters = [typeof(AddressConverter)])]
[JsonSerializable(typeof(Money))]
[JsonSerializable(typeof(Degrees))]
[JsonSerializable(typeof(IPAddress))]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(JsonObject))]
[JsonSerializable(typeof(Queue<int?>))]
[JsonSerializable(typeof(Dictionary<double, string>))]
internal sealed partial class ForeignJson : JsonSerializerContext;

[Record(JsonContext = typeof(ForeignJson))]
internal sealed partial record Foreign(
    Money Price,
    Money? Discount,
    Degrees Heat,
    Degrees? Cold,
    List<Money> Fees,
    Dictionary<string, Money?> ByName,
    Degrees?[] Row,
    IPAddress From,
    JsonElement Anything,
    JsonObject? Extra = null)
{
    public Queue<int?> Queue { get; init; } = new([1]);

    public Dictionary<double, string> ByNumber { get; init; } = [];
}

[Record(JsonContext = typeof(ForeignJson))]
[Variant("sale", typeof(PricedSale))]
internal abstract partial record Priced(Money Price);

/// <summary>Takes the context of its base.</summary>
[Record]
internal sealed partial record PricedSale(Money Price, Money Paid) : Priced(Price);
