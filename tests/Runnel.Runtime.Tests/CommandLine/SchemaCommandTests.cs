using System.Text.Json;
using Runnel.Records.Schemas;
using Runnel.Tests.Hosting;
using Xunit;

namespace Runnel.CommandLine;

public sealed class SchemaCommandTests : IDisposable
{
    private readonly TillProgram _program = new();

    [Fact]
    public async Task Without_a_stream_there_is_a_line_for_each()
    {
        Assert.Equal(0, await _program.RunAsync("schema"));

        Assert.Matches(@"^stream +record +form +fingerprint\r?\nsales +Sale +structured +[0-9a-f]{16}\r?\nlate-refunds +Sale +structured +[0-9a-f]{16}\r?\n$", _program.Output);
    }

    [Fact]
    public async Task The_json_schema_of_a_stream_is_printed()
    {
        Assert.Equal(0, await _program.RunAsync("schema", "sales"));

        using var schema = JsonDocument.Parse(_program.Output);
        var root = schema.RootElement;
        Assert.Equal("till.sales", root.GetProperty("title").GetString());
        Assert.Equal("#/$defs/Sale", root.GetProperty("$ref").GetString());
        var sale = root.GetProperty("$defs").GetProperty("Sale");
        Assert.Equal("""{"type":"integer","minimum":-2147483648,"maximum":2147483647}""", Compact(sale.GetProperty("properties").GetProperty("sale_id")));
        Assert.Equal("""{"type":"number"}""", Compact(sale.GetProperty("properties").GetProperty("amount")));
        Assert.Equal("""["sale_id","amount"]""", Compact(sale.GetProperty("required")));
    }

    [Fact]
    public async Task An_unknown_stream_is_an_error()
    {
        Assert.Equal(2, await _program.RunAsync("schema", "sails"));

        Assert.Contains("sails", _program.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("uint8", """{"type":"integer","minimum":0,"maximum":255}""")]
    [InlineData("uint128", """{"type":"integer","minimum":0,"maximum":340282366920938463463374607431768211455}""")]
    [InlineData("int128", """{"type":"integer","minimum":-170141183460469231731687303715884105728,"maximum":170141183460469231731687303715884105727}""")]
    [InlineData("char", """{"type":"string","minLength":1,"maxLength":1}""")]
    [InlineData("bytes", """{"type":"string","contentEncoding":"base64"}""")]
    [InlineData("datetime", """{"type":"string","format":"date-time"}""")]
    [InlineData("string?", """{"anyOf":[{"type":"string"},{"type":"null"}]}""")]
    [InlineData("any", "{}")]
    [InlineData("any?", "{}")]
    [InlineData("[boolean]", """{"type":"array","items":{"type":"boolean"}}""")]
    [InlineData("{guid:#0}", """{"type":"object","additionalProperties":{"$ref":"#/$defs/Visit%3CT%3E"}}""")]
    [InlineData("enum(A,B)", """{"anyOf":[{"enum":["A","B"]},{"type":"integer"}]}""")]
    public void Each_shape_has_its_words(string shape, string expected)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
            JsonSchema.Write(writer, "it", SchemaText.TryRead($"Visit<T>\tstructured\n\tit\t{shape}\trequired\n")!);

        using var schema = JsonDocument.Parse(buffer.ToArray());
        Assert.Equal(expected, Compact(schema.RootElement.GetProperty("$defs").GetProperty("Visit<T>").GetProperty("properties").GetProperty("it")));
    }

    [Fact]
    public void Variants_are_told_apart_by_the_discriminator()
    {
        const string Text = "Payment\tstructured\n\tid\tint8\trequired\n\tkind\tstring?\tdiscriminator\n\tcard\t#1\tvariant\n\tpay\t#0\tvariant\nCard\tstructured\n";
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer)) JsonSchema.Write(writer, "it", SchemaText.TryRead(Text)!);

        using var schema = JsonDocument.Parse(buffer.ToArray());
        Assert.Equal(
            """{"Payment itself":{"type":"object","properties":{"id":{"type":"integer","minimum":-128,"maximum":127}},"required":["id"]},"""
            + """ "Payment":{"oneOf":[{"properties":{"kind":{"const":"card"}},"required":["kind"],"$ref":"#/$defs/Card"},""".TrimStart()
            + """{"properties":{"kind":{"const":"pay"}},"required":["kind"],"$ref":"#/$defs/Payment%20itself"},"""
            + """{"$ref":"#/$defs/Payment%20itself","not":{"required":["kind"]}}]},"""
            + """ "Card":{"type":"object","properties":{},"required":[]}}""".TrimStart(),
            Compact(schema.RootElement.GetProperty("$defs")));
    }

    public void Dispose() => _program.Dispose();

    private static string Compact(JsonElement element) => JsonSerializer.Serialize(element, JsonSerializerOptions.Web);
}
