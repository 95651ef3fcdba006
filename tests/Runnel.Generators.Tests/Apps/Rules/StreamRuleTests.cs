namespace Runnel.Generators.Tests.Apps.Rules;

/// <summary>RNL0055 to RNL0063 and RNL0089: streams, their names and partition keys.</summary>
public sealed class StreamRuleTests
{
    [Theory]
    [InlineData("public EventStream<Order> {|RNL0055:Orders|} => null!;", "it is not partial")]
    [InlineData("public static partial EventStream<Order> {|RNL0055:Orders|} { get; }", "it is static")]
    [InlineData("public partial EventStream<Order> {|RNL0055:Orders|} { get; set; }", "it has a setter")]
    [InlineData("public partial EventStream<Order> {|RNL0055:Orders|} { get; init; }", "it has a setter")]
    [InlineData("public partial EventStream<Order> {|RNL0055:Orders|} { set; }", "it has a setter")]
    public Task A_stream_is_a_partial_property_with_only_a_getter(string property, string reason)
        => Marked.ReportsAsync(Shop($"""[Stream("orders", PartitionBy = "OrderId")] {property}"""), reason, "'Shop.Orders'");

    [Theory]
    [InlineData("List<Order>")]
    [InlineData("EventStream")]
    [InlineData("Order")]
    public Task A_stream_is_an_event_stream(string type)
        => Marked.ReportsAsync(
            Shop($$"""[Stream("orders", PartitionBy = "OrderId")] public partial {|RNL0056:{{type}}|} Orders { get; }"""), $"of type '{type}'");

    [Theory]
    [InlineData("string")]
    [InlineData("Plain")]
    public Task A_streams_record_is_marked(string type) => Marked.ReportsAsync(
        Shop($$"""[Stream("orders", PartitionBy = "Length")] public partial {|RNL0057:EventStream<{{type}}>|} Orders { get; }""") + "public record Plain(int Length);",
        $"'{type}' is no record");

    [Theory]
    [InlineData("", "it is empty")]
    [InlineData("a:b", "':'")]
    [InlineData("{a}", "'{'")]
    [InlineData("a\\tb", "white space")]
    public Task A_streams_name_is_checked(string name, string reason)
        => Marked.ReportsAsync(
            Shop($$"""[Stream({|RNL0058:"{{name}}"|}, PartitionBy = "OrderId")] public partial EventStream<Order> Orders { get; }"""), reason);

    [Fact]
    public async Task A_streams_name_may_hold_dots_and_has_at_most_200_characters()
    {
        await Silent(Stream($"\"dotted.{new string('a', 193)}\", PartitionBy = \"OrderId\""));
        await Marked.ReportsAsync(Stream($"{{|RNL0058:\"{new string('a', 201)}\"|}}, PartitionBy = \"OrderId\""), "it has 201 characters");
    }

    [Fact]
    public async Task A_stream_without_a_key_is_asked_for_one()
    {
        await Marked.ReportsAsync(
            Shop("""[{|RNL0059:Stream("orders")|}] public partial EventStream<Order> Orders { get; }"""), "a property of 'Order'", "a static method of 'Shop'");
        await Marked.ReportsAsync(Stream("\"orders\", PartitionBy = {|RNL0059:\"\"|}"));
    }

    [Theory]
    [InlineData("\"Missing\"")]
    [InlineData("\"orderid\"")]
    [InlineData("nameof(NotStatic)")]
    [InlineData("nameof(TwoArguments)")]
    [InlineData("nameof(Generic)")]
    [InlineData("nameof(OtherArgument)")]
    [InlineData("nameof(Nothing)")]
    [InlineData("nameof(Orders)")]
    [InlineData("\"WriteOnly\"")]
    [InlineData("\"Shared\"")]
    [InlineData("\"Field\"")]
    public Task A_key_that_names_nothing_usable_is_refused(string name) => Marked.ReportsAsync(
        Shop($$"""
            [Stream("orders", PartitionBy = {|RNL0060:{{name}}|})] public partial EventStream<Parcel> Orders { get; }
            private int NotStatic(Parcel parcel) => 1;
            private static int TwoArguments(Parcel parcel, int other) => 1;
            private static int Generic<T>(Parcel parcel) => 1;
            private static int OtherArgument(Order order) => 1;
            private static void Nothing(Parcel parcel) { }
            """) + """
            [Record]
            public partial record Parcel(int Id)
            {
                [NotStored] public int WriteOnly { set { } }
                [NotStored] public static int Shared => 1;
            }
            """,
        "is neither a readable property of the record 'Parcel' nor a static method of 'Shop'");

    [Theory]
    [InlineData("float")]
    [InlineData("double")]
    [InlineData("decimal")]
    [InlineData("DateTime")]
    [InlineData("DateTimeOffset")]
    [InlineData("TimeSpan")]
    [InlineData("List<int>")]
    [InlineData("int[]")]
    [InlineData("Memory<byte>")]
    [InlineData("Uri")]
    [InlineData("double?")]
    [InlineData("nint")]
    [InlineData("object")]
    public Task A_key_of_another_type_is_refused(string type) => Marked.ReportsAsync(
        Keyed(type).Replace("nameof(Key)", "{|RNL0061:nameof(Key)|}", StringComparison.Ordinal),
        $"'Shop.Key' is of type '{type}'", "Allowed are integers (Int128 and UInt128 too), string, char, bool, Guid, enums, byte[] and ReadOnlyMemory<byte>.");

    [Theory]
    [InlineData("sbyte")]
    [InlineData("byte?")]
    [InlineData("short")]
    [InlineData("ushort")]
    [InlineData("int")]
    [InlineData("uint")]
    [InlineData("long?")]
    [InlineData("ulong")]
    [InlineData("Int128")]
    [InlineData("UInt128?")]
    [InlineData("string")]
    [InlineData("string?")]
    [InlineData("char")]
    [InlineData("bool?")]
    [InlineData("Guid")]
    [InlineData("Guid?")]
    [InlineData("DayOfWeek")]
    [InlineData("DayOfWeek?")]
    [InlineData("byte[]")]
    [InlineData("byte[]?")]
    [InlineData("ReadOnlyMemory<byte>")]
    [InlineData("ReadOnlyMemory<byte>?")]
    public async Task A_key_of_an_allowed_type_compiles(string type)
    {
        await Silent(Keyed(type));
        GeneratorHarness.Run(Prelude.Program(Keyed(type))).AssertClean();
    }

    [Theory]
    [InlineData("\"Computed\"")]
    [InlineData("\"Inherited\"")]
    [InlineData("nameof(ByBase)")]
    [InlineData("nameof(ByReference)")]
    public async Task A_key_may_be_computed_inherited_or_taken_from_a_base(string name)
    {
        var source = Shop($$"""
            [Stream("parcels", PartitionBy = {{name}})] public partial EventStream<Parcel> Parcels { get; }
            private static int ByBase(object record) => record.GetHashCode();
            private static long ByReference(in Parcel parcel) => parcel.Inherited;
            """) + """
            [Record] public partial record Thing(long Inherited);
            [Record] public partial record Parcel(long Inherited, string To) : Thing(Inherited)
            {
                [NotStored] internal string Computed => To + Inherited;
            }
            """;
        await Silent(source);
        GeneratorHarness.Run(Prelude.Program(source)).AssertClean();
    }

    [Fact]
    public Task Two_streams_of_one_name_are_refused_at_the_second() => Marked.ReportsAsync(
        Shop("""
            [Stream("orders", PartitionBy = "OrderId")] public partial EventStream<Order> A { get; }
            [Stream({|RNL0062:"orders"|}, PartitionBy = "Customer")] public partial EventStream<Order> B { get; }
            """),
        "'orders' is taken by 'Shop.A'");

    [Fact]
    public Task Two_sinks_of_one_source_have_one_name() => Marked.ReportsAsync(
        Shop("""
            [Stream("orders", PartitionBy = "OrderId")] public partial EventStream<Order> Orders { get; }
            [DeadLetters(nameof(Orders))] public partial EventStream<Dead> A { get; }
            [DeadLetters({|RNL0062:nameof(Orders)|})] public partial EventStream<Dead> B { get; }
            """),
        "'dead.orders' is taken by 'Shop.A'");

    [Fact]
    public Task One_name_with_two_records_is_refused_at_the_second() => Marked.ReportsAsync(
        Shop("""
            [Stream("orders", PartitionBy = "OrderId")] public partial EventStream<Order> A { get; }
            [Stream({|RNL0063:"orders"|}, PartitionBy = "Id")] public partial EventStream<Refund> B { get; }
            """) + "[Record] public partial record Refund(int Id);",
        "'orders' is that of 'Shop.A', whose record is 'Order', not 'Refund'");

    [Fact]
    public async Task Two_classes_of_one_app_name_share_their_streams_records()
    {
        const string One = """
            [App("shop")] public partial class Shop { [Stream("orders", PartitionBy = "OrderId")] public partial EventStream<Order> Orders { get; } }
            [Record] public partial record Refund(int Id);

            """;
        await Marked.ReportsAsync(
            One + """[App("shop")] public partial class Web { [Stream({|RNL0089:"orders"|}, PartitionBy = "Id")] public partial EventStream<Refund> Orders { get; } }""",
            "'orders' is that of 'Shop.Orders'", "'Order', not 'Refund'");
        await Silent(One + """[App("shop")] public partial class Web { [Stream("orders", PartitionBy = "OrderId")] public partial EventStream<Order> Orders { get; } }""");
        await Silent(
            One + """[App("web")] public partial class Web { [Stream("orders", PartitionBy = "Id")] public partial EventStream<Refund> Orders { get; } }""");
    }

    private static string Shop(string members) => $$"""
        [App("shop")]
        public partial class Shop
        {
            {{members}}
        }

        """;

    private static string Stream(string arguments) => Shop($$"""[Stream({{arguments}})] public partial EventStream<Order> Orders { get; }""");

    private static string Keyed(string type) => Shop($$"""
        [Stream("orders", PartitionBy = nameof(Key))] public partial EventStream<Order> Orders { get; }
        private static {{type}} Key(Order order) => throw new InvalidOperationException(order.Customer);
        """);

    private static async Task Silent(string source) => Assert.Empty(await Marked.ReportsAsync(source));
}
