using Runnel.CodeFixes;

namespace Runnel.Generators.Tests.CodeFixes;

/// <summary>Records, apps and streams become partial.</summary>
public sealed class MakePartialCodeFixTests
{
    [Theory]
    [InlineData("[Record] public record Parcel(int Id);", "[Record] public partial record Parcel(int Id);")]
    [InlineData("[Record]\npublic sealed record Parcel(int Id);", "[Record]\npublic sealed partial record Parcel(int Id);")]
    [InlineData("[Record]\n// Why it is there.\nrecord struct Parcel(int Id);", "[Record]\n// Why it is there.\npartial record struct Parcel(int Id);")]
    [InlineData("[App(\"shop\")] public class Shop;", "[App(\"shop\")] public partial class Shop;")]
    public Task A_type_gets_the_word(string source, string mended) => FixHarness.MendsAsync(new MakePartialCodeFix(), source, mended);

    [Fact]
    public Task All_at_once_the_types_around_included() => FixHarness.MendsAsync(
        new MakePartialCodeFix(),
        """
        public class Outer
        {
            [Record] public record Parcel(int Id);
        }

        [App("shop")] public class Shop;
        """,
        """
        public partial class Outer
        {
            [Record] public partial record Parcel(int Id);
        }

        [App("shop")] public partial class Shop;
        """);

    [Theory]
    [InlineData("public EventStream<Order> Orders { get; }")]
    [InlineData("public EventStream<Order> Orders { get; set; } = null!;")]
    [InlineData("public EventStream<Order> Orders => null!;")]
    public Task A_stream_becomes_a_partial_property_without_a_body(string property) => FixHarness.MendsAsync(
        new MakePartialCodeFix(), Stream(property), Stream("public partial EventStream<Order> Orders { get; }"));

    [Theory]
    [InlineData("public static EventStream<Order> Orders => null!;")]
    [InlineData("public partial EventStream<Order> Orders { get; set; }")]
    public Task A_stream_that_is_wrong_in_another_way_is_left(string property) => FixHarness.LeavesAsync(new MakePartialCodeFix(), Stream(property));

    private static string Stream(string property) => $$"""
        [App("shop")]
        public partial class Shop
        {
            // The orders.
            [Stream("orders", PartitionBy = nameof(Order.OrderId))]
            {{property}}
        }
        """;
}
