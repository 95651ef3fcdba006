using System.Net;
using System.Text.Json;

namespace Runnel.Generators.Tests.Records;

/// <summary>Fields of types that only a JsonSerializerContext knows.</summary>
public class ForeignTests
{
    private static readonly JsonSerializerOptions Spaced = new() { WriteIndented = true };

    private const string Text =
        """{"price":{"amount":1.5,"currency-code":"EUR","parts":null},"discount":null,"heat":{"value":31},"cold":null,"""
        + """
        "fees":[{"amount":1,"currency-code":"€","parts":[{"amount":2,"currency-code":"EUR","parts":null}]}],"by_name":{"a":null},
        """
        + """
        "row":[{"value":1},null],"from":"::1","anything":[null,{"A":1}],"extra":{"b":[1]},"queue":[1,null],"by_number":{"1.5":"x"}}
        """;

    private static readonly string Whole = Text.Replace("\n", "", StringComparison.Ordinal);

    [Fact]
    public void They_are_written_and_read_by_the_context_and_its_naming()
    {
        var record = Json.Read<Foreign>(Whole);
        Assert.Equal((1.5m, true, null), (record.Price.Amount, record.Heat.IsHot, record.Cold?.Value));
        Assert.Equal(2, record.Fees[0].Parts![0].Amount);
        Assert.Equal(IPAddress.IPv6Loopback, record.From);
        Assert.Equal(JsonValueKind.Array, record.Anything.ValueKind);
        Assert.Equal(Whole, Json.Write(record));
        Assert.Equal(Whole, Json.Write(Json.ReadInPieces<Foreign>(Whole)));
        var spaced = System.Text.Json.Nodes.JsonNode.Parse(Whole)!.ToJsonString(Spaced);
        Assert.Equal(Whole, Json.Write(Json.ReadInPieces<Foreign>(spaced, 7)));
    }

    [Fact]
    public void Null_is_a_value_only_where_it_may_be()
    {
        var record = Json.Read<Foreign>("""{"price":{"amount":1},"discount":{"amount":2},"heat":{},"cold":null,"fees":[],"by_name":{},"row":[],"from":"::1","anything":null}""");
        Assert.Equal((2m, JsonValueKind.Null, null), (record.Discount?.Amount, record.Anything.ValueKind, record.Extra));
        Assert.Equal([1], record.Queue);
        Assert.Contains("'fees[]' is null", Assert.Throws<ArgumentException>(() => Json.Write(record with { Fees = [null!] })).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"price\":{\"amount\":1.5", "\"price\":{\"amount\":\"x\"", "price.amount", "what ForeignJson reads as Money", "the string \"x\" (The JSON value could not be converted to ", 19)]
    [InlineData("\"price\":{\"amount\":1.5", "\"price\":{\"amo\":1.5", "price", "what ForeignJson reads as Money", "an object (JSON deserialization for type", 9)]
    [InlineData("\"price\":{", "\"price\":null,\"x\":{", "price", "what ForeignJson reads as Money", "null", 9)]
    [InlineData("[{\"amount\":2", "[\n{\n\"amount\":{}", "fees[0].parts[0].amount", "what ForeignJson reads as Money", "an object", 170)]
    [InlineData("\"::1\"", "\":::1\"", "from", "what ForeignJson reads as IPAddress", "the string \":::1\" (FormatException:", -1)]
    [InlineData("\"::1\"", "\"\"", "from", "what ForeignJson reads as IPAddress", "the string \"\"", -1)]
    [InlineData("\"::1\"", "\"\\ud800\"", "from", "what ForeignJson reads as IPAddress", "the string \"\\ud800\" (", -1)]
    [InlineData("\"heat\":{\"value\":31}", "\"heat\":null", "heat", "what ForeignJson reads as Degrees", "null", -1)]
    [InlineData("{\"value\":1}", "{\"value\":[]}", "row[0].value", "what ForeignJson reads as Degrees", "an array", -1)]
    [InlineData("\"by_number\":{\"1.5\"", "\"by_number\":{\"one\"", "by_number.one", "what ForeignJson reads as Dictionary`2", "", -1)]
    [InlineData("\"extra\":{", "\"extra\":{,", "extra", "well-formed JSON", "text that is none", -1)]
    [InlineData("[null,{\"A\":1}]", "[null,{\"A\":,}]", "anything[1].A", "well-formed JSON", "text that is none", -1)]
    public void What_cannot_be_read_says_where_and_why(string from, string to, string path, string expected, string found, long position)
    {
        Assert.Contains(from, Whole, StringComparison.Ordinal);
        var error = Json.Fails<Foreign>(Whole.Replace(from, to, StringComparison.Ordinal));
        Assert.Equal(("Foreign", path, expected), (error.Record, error.Path, error.Expected));
        Assert.StartsWith(found, error.Found, StringComparison.Ordinal);
        Assert.DoesNotContain("LineNumber", error.Message, StringComparison.Ordinal);
        if (position >= 0) Assert.Equal(position, error.Position);
    }

    [Fact]
    public void What_cannot_be_written_says_so()
    {
        var loop = new Money { Amount = 1 };
        loop.Parts = [loop];
        var record = Json.Read<Foreign>(Whole) with { Fees = [loop] };
        var error = Assert.Throws<ArgumentException>(() => Json.Write(record));
        Assert.StartsWith("Foreign, field 'fees[]': ForeignJson cannot write this Money (JsonException: A possible object cycle", error.Message, StringComparison.Ordinal);

        // The next record is written as ever.
        Assert.Equal(Whole, Json.Write(Json.Read<Foreign>(Whole)));
    }

    [Fact]
    public void A_derived_record_takes_its_bases_context()
    {
        const string Sale = """{"$type":"sale","price":{"amount":1,"currency-code":"EUR","parts":null},"paid":{"amount":2,"currency-code":"EUR","parts":null}}""";
        Assert.Equal(Sale, Json.Write(Json.Read<Priced>(Sale)));
        Assert.Equal("paid.amount", Json.Fails<Priced>(Sale.Replace("2", "true", StringComparison.Ordinal)).Path);
    }

    [Fact]
    public void Broken_text_is_refused_at_every_byte()
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(Whole);
        for (var i = 0; i < bytes.Length; i++)
        {
            foreach (var with in "{}[]\",:0-\\x"u8.ToArray().Append((byte)0xFF))
            {
                var broken = (byte[])bytes.Clone();
                broken[i] = with;
                Survives(broken);
            }
        }
    }

    private static void Survives(byte[] json)
    {
        foreach (var sequence in new[] { new System.Buffers.ReadOnlySequence<byte>(json), Json.Pieces(json, 5) })
        {
            try
            {
                Json.Write(Runnel.Records.RecordJson.Read<Foreign>(sequence));
            }
            catch (RecordFormatException error)
            {
                Assert.InRange(error.Position, 0, json.Length);
            }
        }
    }
}
