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

    [Theory]
    [InlineData("kind\tstring\tdiscriminator", "kind\tstring\tdiscriminator", "#1", "'<card>.number' was int32 and is string")]
    [InlineData("kind\tstring?\tdiscriminator", "kind\tstring\tdiscriminator", "#0", "the record must be one of its variants now")]
    [InlineData("kind\tstring\tdiscriminator", "type\tstring\tdiscriminator", "#0", "the record no longer tells its variants apart by 'kind' but by 'type'")]
    public void Variants_are_compared(string old, string now, string card, string expected)
    {
        const string Card = "Card\tstructured\n\tnumber\tint32\trequired\n";
        var before = Schema($"Payment\tstructured\n\t{old}\n\tcard\t#1\tvariant\n" + Card);
        var after = Schema($"Payment\tstructured\n\t{now}\n\tcard\t#1\tvariant\n" + (card == "#1" ? Card.Replace("int32", "string", StringComparison.Ordinal) : Card));

        var difference = Assert.Single(SchemaComparison.Compare(before, after));

        Assert.Equal((expected, false), (difference.ToString(), difference.IsCompatible));
    }

    [Fact]
    public void Variants_come_and_go()
    {
        var old = Schema("Payment\tstructured\n\tid\tint32\trequired\n\tkind\tstring?\tdiscriminator\n\tcard\t#1\tvariant\n\tcash\t#0\tvariant\nCard\tstructured\n");
        var now = Schema("Payment\tstructured\n\tid\tint32\trequired\n\tkind\tstring?\tdiscriminator\n\tcash\t#0\tvariant\n\tcoupon\t#1\tvariant\nCoupon\tstructured\n");

        Assert.Equal(
            [("the record no longer has the variant 'card'", false), ("the record has the new variant 'coupon'", true)],
            SchemaComparison.Compare(old, now).Select(difference => (difference.ToString(), difference.IsCompatible)));
    }

    private static IReadOnlyList<SchemaDifference> Compare(string old, string now)
        => SchemaComparison.Compare(Schema($"Order\tstructured\n\tit\t{old}\trequired\n"), Schema($"Order\tstructured\n\tit\t{now}\trequired\n"));

    private static RecordSchema Schema(string text) => SchemaText.TryRead(text) ?? throw new ArgumentException("no schema", nameof(text));
}
