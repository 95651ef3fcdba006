using Xunit;

namespace Runnel.Records.Schemas;

public sealed class RecordSchemaTests
{
    [Fact]
    public void A_schema_is_written_as_lines_and_read_back()
    {
        var node = Node();

        var text = RecordSchema.Of(node).ToString();

        Assert.Equal(
            "Node\tstructured\n\tname\tstring\trequired\n\tnext\t#0?\toptional\n\ta\\tb\\\\\\n\t{guid:[#1?]}\trequired\nLeaf<T>\tprimitive\n\tkind\tflags(A,B)\trequired\n",
            text);
        Assert.Equal(text, SchemaText.TryRead(text)!.ToString());
        Assert.Equal("a\tb\\\n", SchemaText.TryRead(text)!.Root.Fields[2].Name);
    }

    [Fact]
    public void The_fingerprint_follows_names_fields_and_types()
    {
        string[] fingerprints =
        [
            Of("Order", new("id", "int", true, "int32")),
            Of("Sale", new("id", "int", true, "int32")),
            Of("Order", new("number", "int", true, "int32")),
            Of("Order", new("id", "long", true, "int64")),
            Of("Order", new("id", "int", false, "int32")),
            Of("Order", new("id", "int?", true, "int32?")),
        ];

        Assert.Equal(6, fingerprints.Distinct().Count());
        Assert.All(fingerprints, fingerprint => Assert.Matches("^[0-9a-f]{16}$", fingerprint));
        Assert.Equal(Of("Order", new("ids", "List<int>", true, "[int32]")), Of("Order", new("ids", "int[]", true, "[int32]")));

        // A golden value: what is recorded must stay comparable.
        Assert.Equal("dc3ae4fd67102931", fingerprints[0]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Order")]
    [InlineData("Order\tnewer\n")]
    [InlineData("\tid\tint32\trequired\n")]
    [InlineData("Order\tstructured\n\tid\tint32\n")]
    [InlineData("Order\tstructured\n\tid\t[int32\trequired\n")]
    [InlineData("Order\tstructured\n\tid\tint32??\trequired\n")]
    [InlineData("Order\tstructured\n\tid\t\trequired\n")]
    [InlineData("Order\tstructured\n\tid\t[#1]\trequired\n")]
    [InlineData("Order\tstructured\n\tid\t#99999999999\trequired\n")]
    public void What_is_no_schema_is_not_read(string text) => Assert.Null(SchemaText.TryRead(text));

    [Fact]
    public void Damage_does_not_overflow_the_stack()
        => Assert.Null(SchemaText.TryRead($"Order\tstructured\n\tid\t{new string('[', 100_000)}\trequired\n"));

    private static string Of(string name, RecordField field) => new RecordDescriptor(name, false, [field]).Fingerprint;

    private static RecordDescriptor Node()
    {
        RecordDescriptor[] records = new RecordDescriptor[2];
        records[1] = new RecordDescriptor("Leaf<T>", true, [new("kind", "Kind", true, "flags(A,B)")]);
        records[0] = new RecordDescriptor(
            "Node",
            false,
            [new("name", "string", true, "string"), new("next", "Node?", false, "#1?"), new("a\tb\\\n", "Leaves", true, "{guid:[#0?]}")])
        { Records = () => [records[1], records[0]] };
        return records[0];
    }
}
