namespace Runnel.Generators.Tests.Records.Rules;

/// <summary>RNL0019: two variants of one name or one type.</summary>
public class SameVariantRuleTests
{
    [Fact]
    public Task Two_of_one_name_are_refused()
        => RecordRule.ReportsAsync(Program("""Variant("card", typeof(Card)), Variant({|RNL0019:"card"|}, typeof(Cash))"""), "Two variants of 'Payment' have the name 'card'");

    [Fact]
    public Task Two_of_one_type_are_refused()
        => RecordRule.ReportsAsync(Program("""Variant("card", typeof(Card)), Variant("cash", {|RNL0019:typeof(Card)|})"""), "have the type 'Card'");

    [Fact]
    public async Task Names_that_differ_in_case_are_two()
        => Assert.Empty(await RecordRule.ReportsAsync(Program("""Variant("card", typeof(Card)), Variant("Card", typeof(Cash))""")));

    private static string Program(string variants) => $$"""
        [Record, {{variants}}] public abstract partial record Payment(int Id);
        [Record] public partial record Card(int Id) : Payment(Id);
        [Record] public partial record Cash(int Id) : Payment(Id);
        """;
}
