namespace Runnel.Generators.Tests.Apps.Rules;

/// <summary>RNL0113 to RNL0115: a processor's rules for types of exceptions.</summary>
public sealed class ExceptionRuleTests
{
    private const string Types = """

        public class Away : Exception;
        public class FarAway : Away;
        """;

    [Fact]
    public Task Two_rules_for_one_type_are_refused_at_the_second() => Marked.ReportsAsync(
        Print("[OnException<Away>(Retries = 1), {|RNL0113:OnException<Away>(ExceptionPolicy = ExceptionPolicy.Ignore)|}]"), "'Shop.Print' has another rule for 'Away'");

    [Theory]
    [InlineData("[{|RNL0114:OnException<Away>|}]", "it says neither")]
    [InlineData("[{|RNL0114:OnException<Away>(IncludeInner = true)|}]", "it says neither")]
    [InlineData("[{|RNL0114:OnException<Away>(Retries = 0, RetryDelaySeconds = 1)|}]", "RetryDelaySeconds is the wait before no retry")]
    [InlineData("[{|RNL0114:OnException<Away>(Retries = 0, RetryMaxDelaySeconds = 1)|}]", "RetryMaxDelaySeconds is the wait before no retry")]
    public Task A_rule_without_effect_is_named(string rule, string reason)
        => Marked.ReportsAsync(Print(rule), "[OnException<Away>] has no effect on 'Shop.Print'", reason);

    [Theory]
    [InlineData("[{|RNL0114:OnException<Away>(Retries = 1)|}] public void Other() { }")]
    [InlineData("[Timer(1), {|RNL0114:OnException<Away>(Retries = 1)|}] public void Other() { }")]
    public Task A_rule_of_no_processor_is_named(string member) => Marked.ReportsAsync(Shop(member), "has no effect on 'Shop.Other'", "no processor");

    [Fact]
    public Task A_private_exception_cannot_be_named_from_outside() => Marked.ReportsAsync(
        Shop("") + """
            public class Printing
            {
                [Processor<Shop>(nameof(Shop.Orders)), {|RNL0115:OnException<Jam>(Retries = 1)|}] public void Print(Order order) { }
                private class Jam : Exception;
            }
            """,
        "'Printing.Jam' cannot be reached");

    [Theory]
    [InlineData("Retries = {|RNL0054:1001|}", "expected 0 to 1,000")]
    [InlineData("RetryDelaySeconds = {|RNL0054:3601|}", "expected 0 to 3,600")]
    [InlineData("RetryMaxDelaySeconds = {|RNL0054:-1.0|}", "expected 0 to 86,400")]
    [InlineData("ExceptionPolicy = {|RNL0054:(ExceptionPolicy)9|}", "expected one of Halt, Quarantine, Ignore")]
    public Task A_value_out_of_range_is_refused(string setting, string reason) => Marked.ReportsAsync(Print($"[OnException<Away>({setting})]"), reason);

    [Fact]
    public async Task Rules_for_a_base_and_a_derived_type_are_emitted_as_written()
    {
        var program = Print(
            """
            [OnException<Away>(Retries = 10, RetryDelaySeconds = 0.5, RetryMaxDelaySeconds = 60)]
            [OnException<FarAway>(Retries = 0, ExceptionPolicy = ExceptionPolicy.Quarantine)]
            [OnException<System.IO.IOException>(RetryMaxDelaySeconds = 1, IncludeInner = true)]
            """);
        Assert.Empty(await Marked.ReportsAsync(program));
        var run = GeneratorHarness.Run(Prelude.Program(program));
        run.AssertClean();
        var emitted = run.Source("Shop.App");
        Assert.Contains(
            "new global::Runnel.ExceptionRule<global::Away> { Retries = 10, RetryDelay = global::System.TimeSpan.FromSeconds(0.5d), "
            + "RetryMaxDelay = global::System.TimeSpan.FromSeconds(60d) },",
            emitted, StringComparison.Ordinal);
        Assert.Contains(
            "new global::Runnel.ExceptionRule<global::FarAway> { Retries = 0, ExceptionPolicy = global::Runnel.ExceptionPolicy.Quarantine },",
            emitted, StringComparison.Ordinal);
        Assert.Contains(
            "new global::Runnel.ExceptionRule<global::System.IO.IOException> { RetryMaxDelay = global::System.TimeSpan.FromSeconds(1d), IncludeInner = true },",
            emitted, StringComparison.Ordinal);
    }

    private static string Print(string rules) => Shop($$"""[Processor(nameof(Orders))] {{rules}} public void Print(Order order) { }""");

    private static string Shop(string members) => $$"""
        [App("shop")]
        public partial class Shop
        {
            [Stream("orders", PartitionBy = "OrderId")] public partial EventStream<Order> Orders { get; }
            {{members}}
        }
        """ + Types;
}
