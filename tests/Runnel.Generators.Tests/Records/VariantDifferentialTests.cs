using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;

namespace Runnel.Generators.Tests.Records;

/// <summary>Variants and System.Text.Json's [JsonDerivedType], set up to mean the same, agree on generated values.</summary>
public class VariantDifferentialTests
{
    private static readonly JsonSerializerOptions OutOfOrder = new(Json.Reference) { AllowOutOfOrderMetadataProperties = true };

    private static readonly Gen<Payment> Payments = Gen.OneOf<Payment>(
        Gen.Select(Gen.Int, Gen.String.AlphaNumeric, Gen.Bool).Select((id, number, paid) => (Payment)new CardPayment(id, number) { IsPaid = paid }),
        Gen.Select(Gen.Int, Gen.String.AlphaNumeric, Gen.Int[0, 3]).Select((id, number, count) => (Payment)new CreditPayment(id, number, [.. Enumerable.Range(0, count).Select(i => new Item($"i{i}", i))])),
        Gen.Select(Gen.Int, Gen.Decimal, Gen.String.AlphaNumeric).Select((id, amount, note) => (Payment)new CashPayment(id, amount) { Note = note }));

    private static readonly Gen<Animal> Animals = Gen.Select(Gen.String.AlphaNumeric, Gen.Int, Gen.Bool)
        .Select((name, barks, isDog) => isDog ? new Dog(name, barks) : new Animal(name));

    private static readonly Gen<Shape> Shapes = Gen.Select(Gen.Int, Gen.Int[0, 1000], Gen.Int[0, 2]).Select((id, radius, kind) => kind switch
    {
        0 => new Shape { Id = id },
        1 => new Round { Id = id, Radius = radius / 8.0 },
        _ => new Circle { Id = id, Radius = radius / 8.0 },
    });

    [Fact]
    public void An_abstract_base_is_as_System_Text_Json_has_it() => Payments.Sample(Agree, iter: 2000);

    [Fact]
    public void A_base_that_may_be_itself_is_as_System_Text_Json_has_it() => Animals.Sample(Agree, iter: 2000);

    [Fact]
    public void A_base_with_bases_below_it_is_as_System_Text_Json_has_it()
        => Shapes.Sample(
            shape =>
            {
                Agree(shape);
                if (shape is Round round) Agree(round);
            },
            iter: 2000);

    private static void Agree<T>(T record)
        where T : class, IRecord<T>
    {
        var json = Json.Write(record);
        var reference = JsonSerializer.Serialize(record, Json.Reference);

        // The order of inherited properties differs; the discriminator is first in both.
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(json), JsonNode.Parse(reference)), $"{json}\n{reference}");
        Assert.Equal(FirstOf(reference), FirstOf(json));

        Assert.Equal(json, Json.Write(Json.Read<T>(reference)));
        Assert.Equal(json, Json.Write(JsonSerializer.Deserialize<T>(json, Json.Reference)!));

        // The discriminator last.
        var shuffled = new JsonObject(JsonNode.Parse(json)!.AsObject().Reverse().Select(field => KeyValuePair.Create(field.Key, field.Value?.DeepClone()))).ToJsonString();
        Assert.Equal(json, Json.Write(Json.Read<T>(shuffled)));
        Assert.Equal(json, Json.Write(Json.ReadInPieces<T>(shuffled)));
        Assert.Equal(json, Json.Write(JsonSerializer.Deserialize<T>(shuffled, OutOfOrder)!));
    }

    private static string? FirstOf(string json)
    {
        using var document = JsonDocument.Parse(json);
        var first = document.RootElement.EnumerateObject().First();
        return first.Name is "kind" or "$type" ? first.ToString() : null;
    }
}
