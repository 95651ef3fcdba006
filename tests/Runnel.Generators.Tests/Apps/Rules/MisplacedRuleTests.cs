namespace Runnel.Generators.Tests.Apps.Rules;

/// <summary>RNL0084: attributes where nobody looks for them.</summary>
public sealed class MisplacedRuleTests
{
    [Theory]
    [InlineData(
        """[{|RNL0084:Stream("orders", PartitionBy = "OrderId")|}] public EventStream<Order>? Orders => null;""", "[Stream] has no effect on 'Plain.Orders'")]
    [InlineData("""[{|RNL0084:DeadLetters("Orders")|}] public EventStream<Dead>? Orders => null;""", "[DeadLetters] has no effect")]
    [InlineData("""[{|RNL0084:Processor("Orders")|}] public void Print(Order order) { }""", "write [Processor<TheApp>(…)]")]
    [InlineData("""[{|RNL0084:Startup|}] public void Begin() { }""", "[Startup] has no effect on 'Plain.Begin'")]
    [InlineData("""[{|RNL0084:Timer(1)|}] public void Tick() { }""", "its class is not marked [App]")]
    [InlineData("""[{|RNL0084:Crontab("* * * * *")|}] public void Tick() { }""", "its class is not marked [App]")]
    public Task An_attribute_outside_an_app_is_named(string member, string reason) => Marked.ReportsAsync("public class Plain { " + member + " }", reason);

    [Fact]
    public async Task An_attribute_on_a_local_function_or_lambda_is_named() => Assert.All(await Marked.ReportsAsync(
        """
        [App("shop")]
        public partial class Shop
        {
            public void Method()
            {
                [{|RNL0084:Timer(1)|}] void Local() { }
                Action lambda = [{|RNL0084:Startup|}] () => { };
                Local();
                lambda();
            }
        }
        """), message => Assert.Contains("it is no method of a class", message, StringComparison.Ordinal));

    [Fact]
    public Task A_property_is_a_stream_or_a_sink() => Marked.ReportsAsync(
        """
        [App("shop")]
        public partial class Shop
        {
            [Stream("orders", PartitionBy = "OrderId"), {|RNL0084:DeadLetters("Orders")|}] public partial EventStream<Order> Orders { get; }
        }
        """,
        "it is marked [Stream]");

    [Fact]
    public Task An_attribute_derived_from_processor_is_named() => Marked.ReportsAsync(
        """
        public sealed class QuickAttribute(string stream) : ProcessorAttribute(stream);

        [App("shop")]
        public partial class Shop
        {
            [Stream("orders", PartitionBy = "OrderId")] public partial EventStream<Order> Orders { get; }
            [{|RNL0084:Quick(nameof(Orders))|}] public void Print(Order order) { }
        }
        """,
        "[Quick] has no effect on 'Shop.Print'");
}
