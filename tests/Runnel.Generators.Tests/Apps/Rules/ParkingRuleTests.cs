namespace Runnel.Generators.Tests.Apps.Rules;

/// <summary>RNL0118: parking without dead letters.</summary>
public sealed class ParkingRuleTests
{
    private const string Sink = "[DeadLetters(nameof(Orders))] public partial EventStream<Dead> DeadOrders { get; }";

    [Theory]
    [InlineData("DeadLetterMode = {|RNL0118:DeadLetterMode.ParkKey|}", "DeadLetterMode has no effect on 'Shop.Print'")]
    [InlineData("MaxParkedKeys = {|RNL0118:5|}", "MaxParkedKeys has no effect on 'Shop.Print'")]
    [InlineData("MaxParkedEvents = {|RNL0118:5|}", "MaxParkedEvents has no effect on 'Shop.Print'")]
    public Task Parking_without_the_middleware_is_refused(string setting, string message) => Marked.ReportsAsync(Print(setting), message);

    [Theory]
    [InlineData("DeadLetterMode = DeadLetterMode.Forward")]
    [InlineData("DeadLetterMode = DeadLetterMode.ParkKey, MaxParkedKeys = 5, MaxParkedEvents = 50, Middleware = [typeof(DeadLetterMiddleware)]")]
    public async Task What_has_an_effect_or_needs_none_is_fine(string settings) => Assert.Empty(await Marked.ReportsAsync(Print(settings)));

    [Theory]
    [InlineData("MaxParkedKeys = {|RNL0054:0|}", "expected 1 to 100,000")]
    [InlineData("MaxParkedEvents = {|RNL0054:1000001|}", "expected 1 to 1,000,000")]
    [InlineData("DeadLetterMode = {|RNL0054:(DeadLetterMode)9|}", "expected one of Forward, ParkKey")]
    public Task A_value_out_of_range_is_refused(string setting, string reason)
        => Marked.ReportsAsync(Print($"Middleware = [typeof(DeadLetterMiddleware)], {setting}"), reason);

    private static string Print(string settings) => $$"""
        [App("shop")]
        public partial class Shop
        {
            [Stream("orders", PartitionBy = nameof(Order.OrderId))] public partial EventStream<Order> Orders { get; }
            {{Sink}}
            [Processor(nameof(Orders), {{settings}})] public void Print(Order order) { }
        }
        """;
}
