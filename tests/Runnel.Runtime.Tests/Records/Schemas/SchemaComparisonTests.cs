using Xunit;

namespace Runnel.Records.Schemas;

public sealed class SchemaComparisonTests
{
    [Theory]
    [InlineData("int32", "int64")]
    [InlineData("uint8", "int16")]
    [InlineData("uint32", "int64")]
    [InlineData("int64", "int128")]
    [InlineData("int32", "float64")]
    [InlineData("int16", "float32")]
    [InlineData("float32", "float64")]
    [InlineData("int64", "decimal")]
    [InlineData("char", "string")]
    [InlineData("guid", "string")]
    [InlineData("datetime", "string")]
    [InlineData("enum(A)", "string")]
    [InlineData("string", "any")]
    [InlineData("string?", "any")]
    [InlineData("int32", "int32?")]
    [InlineData("[int32]", "[int64]")]
    [InlineData("[int32]", "[int32?]?")]
    [InlineData("{string:int32}", "{string:int64}")]
    [InlineData("{int32:int32}", "{string:int32}", false)]
    [InlineData("enum(A)", "enum(B,A)")]
    public void Types_that_read_all_that_was_stored_are_compatible(string old, string now, bool isCompatible = true)
        => Assert.All(Compare(old, now), difference => Assert.Equal(isCompatible, difference.IsCompatible));

    [Theory]
    [InlineData("int64", "int32", "'it' was int64 and is int32")]
    [InlineData("int8", "uint8", "'it' was int8 and is uint8")]
    [InlineData("uint32", "int32", "'it' was uint32 and is int32")]
    [InlineData("int64", "float64", "'it' was int64 and is float64")]
    [InlineData("int128", "decimal", "'it' was int128 and is decimal")]
    [InlineData("string", "guid", "'it' was string and is guid")]
    [InlineData("any", "string", "'it' was any and is string")]
    [InlineData("int32?", "int32", "'it' may no longer be null")]
    [InlineData("[string?]", "[string]", "'it[]' may no longer be null")]
    [InlineData("[string]", "string", "'it' was a list and is string")]
    [InlineData("[string]", "{string:string}", "'it' was a list and is a dictionary")]
    [InlineData("{guid:int32}", "{guid:int8}", "'it{}' was int32 and is int8")]
    [InlineData("{string:int32}", "{guid:int32}", "'it{key}' was string and is guid")]
    [InlineData("enum(A,B)", "enum(A)", "'it' no longer knows 'B'")]
    [InlineData("flags(A,B)", "enum(A,B)", "'it' no longer takes several names at once")]
    public void Types_that_do_not_are_named(string old, string now, string expected)
        => Assert.Equal(expected, Assert.Single(Compare(old, now), difference => !difference.IsCompatible).ToString());

    [Fact]
    public void Fields_come_and_go()
    {
        var old = Schema("Order\tstructured\n\tid\tint32\trequired\n\tgone\tint32\trequired\n\tmaybe\tint32\toptional\n\tsure\tint32\trequired\n");
        var now = Schema("Order\tstructured\n\tid\tint32\trequired\n\tnote\tstring?\toptional\n\tsum\tdecimal\trequired\n\tmaybe\tint32\trequired\n\tsure\tint32\toptional\n");

        var differences = SchemaComparison.Compare(old, now);

        Assert.Equal(
            ["'note' was added", "'sure' is no longer required", "'gone' was left out"],
            differences.Where(difference => difference.IsCompatible).Select(difference => difference.ToString()));
        Assert.Equal(
            ["'sum' was added and is required", "'maybe' has become required"],
            differences.Where(difference => !difference.IsCompatible).Select(difference => difference.ToString()));
    }

    [Fact]
    public void Records_inside_are_compared_with_their_path_each_pair_once()
    {
        var old = Schema("Node\tstructured\n\tnext\t#0?\toptional\n\tlines\t[#1]\trequired\nLine\tstructured\n\tprice\tdecimal\trequired\n");
        var now = Schema("Node\tstructured\n\tlines\t[#1]\trequired\n\tnext\t#0?\toptional\nRenamed\tstructured\n\tprice\tstring\trequired\n");

        Assert.Equal("'lines[].price' was decimal and is string", Assert.Single(SchemaComparison.Compare(old, now)).ToString());
    }

    [Fact]
    public void Another_order_of_fields_is_no_difference()
    {
        var old = Schema("Order\tstructured\n\ta\tint32\trequired\n\tb\tint32\trequired\n");
        var now = Schema("Order\tstructured\n\tb\tint32\trequired\n\ta\tint32\trequired\n");

        Assert.Empty(SchemaComparison.Compare(old, now));
    }

    [Fact]
    public void A_record_that_has_become_primitive_reads_nothing_that_was_stored()
    {
        var difference = Assert.Single(SchemaComparison.Compare(Schema("Order\tstructured\n"), Schema("Order\tprimitive\n")));

        Assert.Equal(("the record has become primitive", false), (difference.ToString(), difference.IsCompatible));
    }

    private static IReadOnlyList<SchemaDifference> Compare(string old, string now)
        => SchemaComparison.Compare(Schema($"Order\tstructured\n\tit\t{old}\trequired\n"), Schema($"Order\tstructured\n\tit\t{now}\trequired\n"));

    private static RecordSchema Schema(string text) => RecordSchema.TryRead(text) ?? throw new ArgumentException("no schema", nameof(text));
}
