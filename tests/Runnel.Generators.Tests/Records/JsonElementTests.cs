using System.Text;
using System.Text.Json;

namespace Runnel.Generators.Tests.Records;

/// <summary><see cref="JsonElement"/>: any JSON value, for what has no one type.</summary>
public class JsonElementTests
{
    [Theory]
    [InlineData("1.50")]
    [InlineData("\"ä\"")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{"b":[1,{"a":null}],"a":1e400,"b":2}""")]
    public void Any_value_comes_back_as_it_was(string value)
    {
        var text = $$"""{"any":{{value}},"rest":{"x":{{value}}},"maybe":null}""";
        Assert.Equal(text, Json.Write(Json.Read<Anything>(text)));
        Assert.Equal(text, Json.Write(Json.ReadInPieces<Anything>(text)));
    }

    [Fact]
    public void White_space_between_its_parts_is_not_kept()
        => Assert.Equal("""{"any":{"a":[1,2]},"rest":{},"maybe":true}""", Json.Write(Json.Read<Anything>("""{ "any" : { "a" : [ 1, 2 ] }, "maybe": true, "rest":{} }""")));

    [Fact]
    public void Null_is_a_JSON_value_and_where_the_type_is_nullable_null_itself()
    {
        var read = Json.Read<Anything>("""{"any":null,"maybe":null,"rest":{}}""");
        Assert.Equal(JsonValueKind.Null, read.Any.ValueKind);
        Assert.Null(read.Maybe);
    }

    [Fact]
    public void It_must_be_there() => Assert.Equal("any", Json.Fails<Anything>("""{"rest":{}}""").Path);

    [Fact]
    public void A_default_one_is_refused_when_writing()
        => Assert.Contains("holds no value", Assert.Throws<ArgumentException>(() => Json.Write(new Anything(default, []))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"any":["\ud800"],"rest":{}}""")]
    [InlineData("""{"any":{"\udc00":1},"rest":{}}""")]
    [InlineData("""{"any":"\ud800","rest":{}}""")]
    public void Broken_text_in_it_is_refused_when_reading(string json)
    {
        var error = Json.Fails<Anything>(json);
        Assert.Equal(("Anything", "valid text"), (error.Record, error.Expected));
        Assert.StartsWith("any", error.Path, StringComparison.Ordinal);
    }

    [Fact]
    public void Broken_UTF_8_in_it_is_refused_when_reading()
    {
        byte[] json = [.. "{\"any\":[{\"a\":\""u8, 0xC3, .. "\"}],\"rest\":{}}"u8];
        Assert.Equal("any[0].a", Assert.Throws<RecordFormatException>(() => Runnel.Records.RecordJson.Read<Anything>(json)).Path);
    }

    [Fact]
    public void It_outlives_the_text_it_was_read_from()
    {
        var bytes = Encoding.UTF8.GetBytes("""{"any":["kept"],"rest":{}}""");
        var read = Runnel.Records.RecordJson.Read<Anything>(bytes);
        bytes.AsSpan().Clear();
        Assert.Equal("kept", read.Any[0].GetString());
    }
}

[Record]
internal sealed partial record Anything(JsonElement Any, Dictionary<string, JsonElement> Rest)
{
    public JsonElement? Maybe { get; init; }
}
