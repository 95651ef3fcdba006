using Runnel.CodeFixes;

namespace Runnel.Generators.Tests.CodeFixes;

/// <summary>Misspelt names become the nearest ones, by nameof.</summary>
public sealed class CorrectNameCodeFixTests
{
    [Theory]
    [InlineData("\"OrderID\"", "nameof(Order.OrderId)")]
    [InlineData("\"Costumer\"", "nameof(Order.Customer)")]
    [InlineData("\"order_id\"", "nameof(Order.OrderId)")]
    [InlineData("nameof(Order.OrderIdd)", "nameof(Order.OrderId)")]
    [InlineData("\"RegionOff\"", "nameof(RegionOf)")]
    public Task A_partition_key(string written, string correct) => FixHarness.MendsAsync(
        new CorrectNameCodeFix(), Program(key: written), Program(key: correct));

    [Theory]
    [InlineData("\"Order\"", "nameof(Orders)")]
    [InlineData("\"orders\"", "nameof(Orders)")]
    [InlineData("nameof(Ordres)", "nameof(Orders)")]
    [InlineData("\"DeadOrder\"", "nameof(DeadOrders)")]
    public Task A_processors_stream(string written, string correct) => FixHarness.MendsAsync(
        new CorrectNameCodeFix(), Program(stream: written), Program(stream: correct));

    [Fact]
    public Task A_stream_of_another_class_is_named_with_it() => FixHarness.MendsAsync(
        new CorrectNameCodeFix(),
        Program() + "public class Other { [Processor<Shop>(\"orders\")] public void Print(RawEvent order) { } }",
        Program() + "public class Other { [Processor<Shop>(nameof(Shop.Orders))] public void Print(RawEvent order) { } }");

    [Fact]
    public Task A_sinks_source_is_never_a_sink() => FixHarness.MendsAsync(
        new CorrectNameCodeFix(), Program(source: "\"Order\""), Program(source: "nameof(Orders)"));

    [Theory]
    [InlineData("\"Nothing\"")]
    [InlineData("\"\" + \"Ordr\"")]
    public Task What_is_near_to_nothing_is_left(string written) => FixHarness.LeavesAsync(new CorrectNameCodeFix(), Program(stream: written));

    [Fact]
    public async Task The_title_says_what_becomes_what()
        => Assert.Equal("Change 'orders' to 'Orders'", await FixHarness.TitleAsync(new CorrectNameCodeFix(), Program(stream: "\"orders\"")));

    [Fact]
    public Task Names_elsewhere_are_the_compilers_own_matter() => FixHarness.LeavesAsync(
        new CorrectNameCodeFix(), Program() + "public static class Other { public static string Name => nameof(Shop.Ordres) + nameof(Ordres); }");

    [Theory]
    [InlineData("Orders", new[] { "Orderz", "Ordera" }, null)]
    [InlineData("Ordesr", new[] { "Orders", "Parcels" }, "Orders")]
    [InlineData("Flights", new[] { "Orders" }, null)]
    [InlineData("Orders", new[] { "Orders" }, null)]
    [InlineData("x", new string[0], null)]
    public void The_nearest_name_is_near_and_alone(string written, string[] names, string? nearest)
        => Assert.Equal(nearest, NearestName.Of(written, names));

    private static string Program(string key = "nameof(Order.OrderId)", string stream = "nameof(Orders)", string source = "nameof(Orders)") => $$"""
        [App("shop")]
        public partial class Shop
        {
            [Stream("orders", PartitionBy = {{key}})]
            public partial EventStream<Order> Orders { get; }

            [DeadLetters({{source}})]
            public partial EventStream<Dead> DeadOrders { get; }

            [Processor({{stream}}, Retries = 1)]
            public void Print(RawEvent order) { }

            private static int RegionOf(Order order) => order.OrderId % 4;
        }

        """;
}
