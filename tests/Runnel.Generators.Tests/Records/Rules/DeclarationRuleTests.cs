namespace Runnel.Generators.Tests.Records.Rules;

/// <summary>RNL0001, RNL0002, RNL0006, RNL0007, RNL0008, RNL0015: how a record is declared.</summary>
public class DeclarationRuleTests
{
    [Theory]
    [InlineData("[Record] public partial class {|RNL0001:Order|} { public int Id { get; init; } }", "class")]
    [InlineData("[Record] public partial struct {|RNL0001:Order|};", "struct")]
    public Task A_type_that_is_no_record_is_refused(string source, string kind) => RecordRule.RefusesAsync(source, "'Order'", kind, "'record struct'");

    [Fact]
    public Task A_record_must_be_partial()
        => RecordRule.RefusesAsync("[Record] public record {|RNL0002:Order|}(int Id);", "'Order' must be declared 'partial'");

    [Fact]
    public Task So_must_every_type_around_it()
        => RecordRule.RefusesAsync(
            "public static class {|RNL0002:Shop|} { public partial class Inner { [Record] public partial record Order(int Id); } }", "'Shop'", "'Order'");

    [Fact]
    public Task The_declaration_with_the_attribute_is_named()
        => RecordRule.RefusesAsync("public abstract partial record Order; [Record] partial record {|RNL0007:Order|};", "'Order' is abstract");

    [Fact]
    public Task A_record_that_derives_from_a_record_needs_the_attribute()
        => RecordRule.ReportsAsync(
            "[Record] public partial record Order(int Id); public record {|RNL0006:Paid|}(int Id, int By) : Order(Id);",
            "'Paid' derives from the [Record] 'Order'");

    [Fact]
    public async Task One_with_the_attribute_is_fine()
        => Assert.Empty(
            await RecordRule.ReportsAsync("[Record] public partial record Order(int Id); [Record] public partial record Paid(int Id, int By) : Order(Id);"));

    [Fact]
    public async Task An_abstract_one_without_it_is_fine_between_records()
        => Assert.Empty(await RecordRule.ReportsAsync("""
            [Record] public partial record Order(int Id);
            public abstract record Between(int Id) : Order(Id);
            [Record] public partial record Paid(int Id) : Between(Id);
            """));

    [Fact]
    public async Task An_abstract_base_without_the_attribute_is_fine()
        => Assert.Empty(await RecordRule.ReportsAsync("public abstract record Base(int Id); [Record] public partial record Paid(int Id, int By) : Base(Id);"));

    [Fact]
    public Task An_abstract_record_is_refused()
        => RecordRule.RefusesAsync("[Record] public abstract partial record {|RNL0007:Order|}(int Id);", "'Order' is abstract");

    [Fact]
    public Task A_constructor_that_decoding_can_call_is_needed()
        => RecordRule.RefusesAsync(
            "[Record] public partial record {|RNL0008:Order|} { public Order(int id) => Id = id; public int Id { get; init; } }", "'Order' has neither");

    [Fact]
    public async Task A_private_one_without_parameters_will_do()
        => Assert.Empty(await RecordRule.ReportsAsync("[Record] public partial record Order { private Order() { } public int Id { get; init; } }"));

    [Fact]
    public Task A_file_local_record_is_refused()
        => RecordRule.RefusesAsync("[Record] file partial record {|RNL0015:Order|}(int Id);", "'Order' is local to its file");

    [Fact]
    public async Task A_pragma_silences_a_rule()
        => Assert.Empty(await RecordRule.ReportsAsync("""
            #pragma warning disable RNL0002
            [Record] public record Order(int Id);
            """));
}
