namespace Runnel.Generators.Tests.Records.Rules;

/// <summary>RNL0003, RNL0004, RNL0005, RNL0009 to RNL0014, RNL0017: what a record holds.</summary>
public class FieldRuleTests
{
    [Theory]
    [InlineData("decimal")]
    [InlineData("System.DateTime")]
    [InlineData("char?")]
    [InlineData("System.Collections.Generic.List<int>")]
    [InlineData("System.Guid?")]
    [InlineData("System.Half")]
    [InlineData("System.DayOfWeek")]
    [InlineData("nint")]
    [InlineData("Item")]
    public Task A_primitive_record_holds_only_primitives(string type)
        => RecordRule.ReportsAsync(
            $"[Record(Primitive = true)] public partial record Order(int Id, {{|RNL0003:{type}|}} Amount); [Record] public partial record Item(int Id);",
            "'Amount' is '", "allowed are integers, float, double, bool, string, byte[], ReadOnlyMemory<byte> and nullables of these");

    [Fact]
    public async Task The_rule_stands_at_the_property()
        => Assert.Equal(
            2,
            (await RecordRule.ReportsAsync("""
                [Record(Primitive = true)]
                public partial record struct Order
                {
                    public {|RNL0003:decimal|} Amount { get; init; }
                    public {|RNL0003:System.Uri?|} Link { get; set; }
                    public long Fine { get; set; }
                }
                """)).Count);

    [Theory]
    [InlineData("object", "'object'", "make it a [Record]")]
    [InlineData("System.Net.IPAddress", "'IPAddress'", "make it a [Record]")]
    [InlineData("int[,]", "'int[*,*]'", "one dimension")]
    [InlineData("(int, int)", "'(int, int)'", "make it a [Record]")]
    [InlineData("System.Collections.Generic.List<object>", "'List<object>' with 'object'", "make it a [Record]")]
    [InlineData("System.Collections.Generic.Dictionary<byte[], int>", "'Dictionary<byte[], int>'", "the keys of a dictionary are string, char, bool, a number, Guid")]
    [InlineData("System.Collections.Generic.Dictionary<int?, int>", "'Dictionary<int?, int>'", "the keys of a dictionary are")]
    [InlineData("System.Collections.Generic.Dictionary<Order<T>, int>", "'Dictionary<Order<T>, int>'", "the keys of a dictionary are")]
    [InlineData("System.Collections.Generic.Dictionary<string, System.IO.Stream>", "with 'Stream'", "make it a [Record]")]
    [InlineData("System.Collections.Concurrent.ConcurrentQueue<int>", "'ConcurrentQueue<int>'", "a value that nobody changes meanwhile")]
    [InlineData("System.Collections.Generic.List<System.Collections.Concurrent.ConcurrentDictionary<int, int>>", "with 'ConcurrentDictionary<int, int>'", "use List<T>")]
    [InlineData("System.Collections.ArrayList", "'ArrayList'", "its elements have no type")]
    [InlineData("System.Collections.IEnumerable", "'IEnumerable'", "its elements have no type")]
    [InlineData("System.Collections.Specialized.NameValueCollection", "'NameValueCollection'", "its elements have no type")]
    [InlineData("System.Collections.Generic.PriorityQueue<int, int>", "'PriorityQueue<int, int>'", "holds the priority too")]
    [InlineData("System.Collections.Generic.KeyValuePair<string, int>", "'KeyValuePair<string, int>'", "use a Dictionary<K, T>")]
    [InlineData("System.Collections.Generic.IAsyncEnumerable<int>", "'IAsyncEnumerable<int>'", "sent as a whole")]
    [InlineData("System.Linq.ILookup<int, int>", "'ILookup<int, int>'", "use a Dictionary<K, List<T>>")]
    [InlineData("System.Memory<byte>", "'Memory<byte>'", "ReadOnlyMemory<byte>")]
    [InlineData("System.ReadOnlyMemory<int>", "'ReadOnlyMemory<int>'", "use T[]")]
    [InlineData("System.Collections.Generic.SortedSet<System.Uri>", "'SortedSet<Uri>'", "Uri knows no order")]
    [InlineData("System.Collections.Immutable.ImmutableSortedSet<Order<T>>", "'ImmutableSortedSet<Order<T>>'", "Order<T> knows no order: let it implement IComparable<T>")]
    [InlineData("System.Collections.Generic.SortedDictionary<System.Uri, int>", "'SortedDictionary<Uri, int>'", "Uri knows no order")]
    [InlineData("System.Text.Json.Nodes.JsonObject", "'JsonObject'", "use JsonElement")]
    [InlineData("System.Text.Json.JsonDocument", "'JsonDocument'", "use JsonElement")]
    [InlineData("System.Numerics.BigInteger", "'BigInteger'", "use Int128, decimal or string")]
    [InlineData("Twins", "'Twins'", "two of its members have the name 'b' in JSON")]
    [InlineData("nint", "'nint'", "depends on the machine")]
    [InlineData("System.Tuple<int, int>", "'Tuple<int, int>'", "make it a [Record]")]
    [InlineData("Bag", "'Bag'", "use the collection it derives from, List<int>")]
    [InlineData("T", "'T'", "needs 'where T : IRecord<T>'")]
    [InlineData("System.Collections.Generic.List<T?>", "with 'T?'", "needs 'where T : IRecord<T>'")]
    [InlineData("System.Action", "'Action'", "make it a [Record]")]
    [InlineData("dynamic", "'dynamic'", "make it a [Record]")]
    [InlineData("Plain", "'Plain'", "make it a [Record]")]
    public Task A_type_that_no_record_holds_is_refused_with_what_is_allowed(string type, string shown, string advice)
        => RecordRule.RefusesAsync($"[Record] public partial record Order<T>(int Id, {{|RNL0004:{type}|}} Amount); public record Plain(int Id); public enum Twins {{ [System.Text.Json.Serialization.JsonStringEnumMemberName(\"b\")] A, b }} public class Bag : System.Collections.Generic.List<int>;", "'Amount' is", shown.Replace("*,*", ",", StringComparison.Ordinal), advice);

    [Theory]
    [InlineData("System.Collections.Generic.SortedSet<System.Version?>")]
    [InlineData("System.Collections.Generic.SortedSet<int?>")]
    [InlineData("System.Collections.Generic.SortedSet<Ranked>")]
    [InlineData("System.Collections.Generic.SortedDictionary<System.DayOfWeek, Ranked>")]
    public async Task What_can_be_compared_can_be_sorted(string type)
        => Assert.Empty(await RecordRule.ReportsAsync($$"""
            [Record] public partial record Order(int Id, {{type}} Amount);
            [Record] public partial record Ranked(int Id) : System.IComparable<Ranked> { public int CompareTo(Ranked? other) => 0; }
            """));

    [Fact]
    public Task A_nullable_type_parameter_must_say_what_its_null_is()
        => RecordRule.RefusesAsync("[Record] public partial record Order<T>({|RNL0004:T?|} Item) where T : IRecord<T>;", "'T?' means null only with");

    [Fact]
    public Task Two_fields_of_one_name_are_refused()
        => RecordRule.RefusesAsync("[Record] public partial record Order(int OrderId, [Field(\"order_id\")] int {|RNL0005:Other|});",
            "'OrderId' and 'Other' are both stored as 'order_id'");

    [Fact]
    public Task Names_that_differ_only_in_how_they_are_written_coincide()
        => RecordRule.RefusesAsync("[Record] public partial record Order(int OrderId) { public int {|RNL0005:Order_Id|} { get; init; } }", "'order_id'");

    [Fact]
    public async Task What_is_left_out_coincides_with_nothing()
        => Assert.Empty(await RecordRule.ReportsAsync("[Record] public partial record Order(int OrderId) { [NotStored] public int Order_Id { get; init; } }"));

    [Theory]
    [InlineData("[Record] public partial record Order(int {|RNL0009:Id|}) { public string Id { get; init; } = \"\"; }")]
    [InlineData("[Record] public partial record Order(string {|RNL0009:Id|}) { private readonly string Id = Id; public override string ToString() => Id; }")]
    public Task A_parameter_needs_a_property_of_its_type(string source) => RecordRule.ReportsAsync(source, "Parameter 'Id' of 'Order'");

    [Theory]
    [InlineData("[Record] public partial record Order { public int {|RNL0010:Id|} { get; } }", "has no 'init'")]
    [InlineData("[Record] public partial record Order(int A) { public int {|RNL0010:Id|} { get; } = A; }", "has no 'init'")]
    [InlineData("public record Base { public int Id { get; private set; } } [Record] public partial record {|RNL0010:Order|} : Base;", "cannot reach")]
    public Task A_property_that_decoding_cannot_set_is_refused(string source, string reason) => RecordRule.RefusesAsync(source, "'Id'", reason);

    [Theory]
    [InlineData("[Record] public partial record Order { public int Id => 1; }")]
    [InlineData("[Record] public partial record Order { public int Id { get; private set; } }")]
    [InlineData("[Record] public partial record Order { [NotStored] public int Id { get; } }")]
    [InlineData("[Record] public partial record Order { internal int Id { get; } public static int Count { get; } public int this[int i] => i; }")]
    [InlineData("[Record] public partial record Order(int Id) { public int Id { get; } = Id; }")]
    public async Task A_computed_a_private_and_a_left_out_one_are_fine(string source) => Assert.Empty(await RecordRule.ReportsAsync(source));

    [Theory]
    [InlineData("[Record] public partial record Order { public int {|RNL0011:Id|}; }")]
    [InlineData("[Record] internal partial record Order { internal required int {|RNL0011:Id|}; }")]
    public Task A_field_would_be_lost(string source) => RecordRule.RefusesAsync(source, "'Id' is a field");

    [Theory]
    [InlineData("[Record] public partial record Order([NotStored] int {|RNL0012:Id|});", "no default value")]
    [InlineData("[Record] public partial record Order { [NotStored] public required int {|RNL0012:Id|} { get; init; } }", "'required'")]
    public Task What_is_left_out_needs_a_value(string source, string reason) => RecordRule.RefusesAsync(source, "'Id' is left out", reason);

    [Theory]
    [InlineData("[Record] public partial record Order { [Field(\"id\")] public int {|RNL0013:Id|} => 1; }", "computed")]
    [InlineData("[Record] public partial record Order { [Field(\"id\")] internal int {|RNL0013:Id|} { get; init; } }", "only public")]
    [InlineData("[Record] public partial record Order { [Field(\"id\"), NotStored] public int {|RNL0013:Id|} { get; init; } }", "[NotStored] leaves it out")]
    [InlineData("[Record] public partial record Order([Field] int {|RNL0013:Id|});", "neither a name nor Enums")]
    [InlineData("[Record] public partial record Order([Field(\"a\", Enums = EnumForm.Number)] int {|RNL0013:Id|});", "for fields that hold one")]
    [InlineData("[Record] public partial record Order([Field(\"\")] int {|RNL0013:Id|});", "one or more Unicode characters")]
    [InlineData("[Record] public partial record Order([Field(\"\\ud800\")] int {|RNL0013:Id|});", "one or more Unicode characters")]
    public Task An_attribute_without_effect_is_refused(string source, string reason) => RecordRule.RefusesAsync(source, "[Field] on 'Id'", reason);

    [Theory]
    [InlineData("[Record(Primitive = true)] public partial record Order(int? {|RNL0014:Id|} = 1);")]
    [InlineData("[Record(Primitive = true)] public partial record Order { public string? {|RNL0014:Id|} { get; init; } = \"x\"; }")]
    public Task In_a_primitive_record_a_missing_nullable_field_is_null(string source) => RecordRule.RefusesAsync(source, "'Id' is nullable");

    [Theory]
    [InlineData("[Record(Primitive = true)] public partial record Order(int? Id = null, string? Name = default, int Count = 3);")]
    [InlineData(
        "[Record(Primitive = true)] public partial record Order { public string? Id { get; init; } = null; public required int? Count { get; init; } }")]
    public async Task Null_as_a_default_is_fine(string source) => Assert.Empty(await RecordRule.ReportsAsync(source));

    [Fact]
    public Task What_is_obsolete_as_an_error_cannot_be_stored()
        => RecordRule.RefusesAsync(
            "[Record] public partial record Order { [System.Obsolete(\"gone\", true)] public int {|RNL0017:Id|} { get; init; } }", "'Id' is obsolete");

    [Fact]
    public async Task What_is_merely_obsolete_can()
        => Assert.Empty(await RecordRule.ReportsAsync("[Record] public partial record Order { [System.Obsolete(\"gone\")] public int Id { get; init; } }"));
}
