namespace Runnel.Generators.Tests.Records.Rules;

/// <summary>RNL0018: what a variant cannot be.</summary>
public class VariantRuleTests
{
    [Theory]
    [InlineData("typeof(Other)", "it does not derive from 'Payment'")]
    [InlineData("typeof(Point)", "it does not derive from 'Payment'")]
    [InlineData("typeof(string)", "it does not derive from 'Payment'")]
    [InlineData("typeof(int[])", "it is no record")]
    [InlineData("null!", "it is no record")]
    [InlineData("typeof(Flat)", "it is primitive")]
    [InlineData("typeof(Page<>)", "it is generic without type arguments")]
    [InlineData("typeof(Payment)", "it is abstract, so there are none of just that type")]
    [InlineData("typeof(Repeating)", "its own variants are told apart by a field '$type' too")]
    public Task What_a_variant_cannot_be_is_refused(string type, string reason)
        => RecordRule.ReportsAsync($$"""
            [Record, Variant("card", typeof(Card)), Variant("other", {|RNL0018:{{type}}|})] public abstract partial record Payment(int Id);
            [Record] public partial record Card(int Id) : Payment(Id);
            [Record] public partial record Other(int Id);
            [Record] public readonly partial record struct Point(int Id);
            [Record(Primitive = true)] public partial record Flat(int Id) : Payment(Id);
            [Record] public partial record Page<T>(int Id) : Payment(Id);
            [Record, Variant("leaf", typeof(Leaf))] public abstract partial record Repeating(int Id) : Payment(Id);
            [Record] public partial record Leaf(int Id) : Repeating(Id);
            """, "cannot be a variant of 'Payment'", reason);

    [Fact]
    public async Task A_variant_must_be_a_record_of_its_own()
        => Assert.Contains(
            "'Card' cannot be a variant of 'Payment': it is no [Record]",
            await RecordRule.ReportsAsync("""
                [Record, Variant("card", {|RNL0018:typeof(Card)|})] public abstract partial record Payment(int Id);
                public partial record {|RNL0006:Card|}(int Id) : Payment(Id);
                """));

    [Fact]
    public async Task An_abstract_one_must_have_variants()
        => Assert.Contains(
            "it names no variants itself",
            (await RecordRule.ReportsAsync("""
                [Record, Variant("card", {|RNL0018:typeof(Card)|})] public abstract partial record Payment(int Id);
                [Record] public abstract partial record {|RNL0007:Card|}(int Id) : Payment(Id);
                """))[0], StringComparison.Ordinal);

    [Fact]
    public Task A_generic_base_has_no_variants()
        => RecordRule.ReportsAsync("""
            [Record, Variant("a", {|RNL0018:typeof(A)|})] public partial record Base<T>(int Id);
            [Record] public partial record A(int Id) : Base<int>(Id);
            """, "it does not derive from 'Base'");

    [Fact]
    public Task A_discriminator_may_not_come_twice_further_down_either()
        => RecordRule.ReportsAsync("""
            [Record, Variant("b", {|RNL0018:typeof(B)|})] public abstract partial record A;
            [Record(Discriminator = "what"), Variant("c", typeof(C))] public abstract partial record B : A;
            [Record, Variant("d", typeof(D))] public abstract partial record C : B;
            [Record] public partial record D : C;
            """, "'B' cannot be a variant of 'A'", "'$type'");

    [Fact]
    public async Task A_variant_that_cannot_be_written_is_complained_of_where_it_stands()
        => Assert.Single(await RecordRule.ReportsAsync("""
            [Record, Variant("card", typeof(Card))] public abstract partial record Payment(int Id);
            [Record] public record {|RNL0002:Card|}(int Id) : Payment(Id);
            """));

    [Fact]
    public async Task A_variant_that_breaks_another_rule_is_complained_of_for_that_alone()
        => Assert.Single(await RecordRule.ReportsAsync("""
            [Record, Variant("card", typeof(Card))] public abstract partial record Payment(int Id);
            [Record] public partial record Card(int Id, {|RNL0004:object|} What) : Payment(Id);
            """));

    [Fact]
    public async Task Circles_of_names_end()
        => Assert.Equal(
            2,
            (await RecordRule.ReportsAsync("""
                [Record, Variant("b", {|RNL0018:typeof(B)|})] public partial record A(int Id);
                [Record(Discriminator = "x"), Variant("a", {|RNL0018:typeof(A)|})] public partial record B(int Id);
                """)).Count);

    [Theory]
    [InlineData("Card")]
    [InlineData("Payment")]
    [InlineData("Between")]
    public async Task A_variant_may_be_sent_as_its_base(string type)
        => Assert.Empty(await RecordRule.ReportsAsync($$"""
            [Record, Variant("card", typeof(Card))] public abstract partial record Payment(int Id);
            public abstract record Between(int Id) : Payment(Id);
            [Record] public partial record Card(int Id) : Between(Id);
            public static class Sender { public static object Send(EventStream<Payment> payments, {{type}} record) => payments.SendAsync(record); }
            """));

    [Fact]
    public Task One_that_is_not_named_may_not()
        => RecordRule.ReportsAsync("""
            [Record, Variant("card", typeof(Card))] public abstract partial record Payment(int Id);
            [Record] public partial record Card(int Id) : Payment(Id);
            [Record] public partial record Cash(int Id) : Payment(Id);
            public static class Sender { public static object Send(EventStream<Payment> payments) => payments.SendAsync({|RNL0016:new Cash(1)|}); }
            """, "name it in a [Variant] of 'Payment'");
}
