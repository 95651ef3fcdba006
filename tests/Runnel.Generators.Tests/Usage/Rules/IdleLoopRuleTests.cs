using static Runnel.Generators.Tests.Usage.UsageRule;

namespace Runnel.Generators.Tests.Usage.Rules;

/// <summary>RNL0102: a loop that asks for nothing.</summary>
public sealed class IdleLoopRuleTests
{
    [Theory]
    [InlineData("await Task.Yield();")]
    [InlineData("Console.WriteLine(events.Partition); await Task.Yield();")]
    [InlineData("await Task.Delay(1, events.CancellationToken);")]
    public Task A_loop_that_never_uses_its_events_is_an_error(string body) => ReportsAsync(
        Shop($$"""[Processor(nameof(Orders))] public async Task Print(Events<Order> {|RNL0102:events|}) { {{body}} }"""),
        "'Shop.Print' never uses 'events'");

    [Fact]
    public Task A_method_without_a_block_and_a_processor_outside_the_app_count() => ReportsAsync(
        Shop("") + """
        public class Printer
        {
            [Processor<Shop>(nameof(Shop.Orders))] public Task Print(Events<Order> {|RNL0102:events|}) => Task.CompletedTask;
        }
        """,
        "'Printer.Print' never uses 'events'");

    [Theory]
    [InlineData("await foreach (var order in events.Records()) Console.WriteLine(order);")]
    [InlineData("await foreach (var raw in events) Console.WriteLine(raw.Id);")]
    [InlineData("await Print(events);")]
    [InlineData("async Task Inner() { await foreach (var raw in events) Console.WriteLine(raw.Id); } await Inner();")]
    [InlineData("var batches = events.Take(3, within: TimeSpan.FromSeconds(1)); await foreach (var batch in batches) Console.WriteLine(batch.Count);")]
    public Task A_loop_that_uses_its_events_is_fine(string body)
        => SilentAsync(Shop($$"""[Processor(nameof(Orders))] public async Task Loop(Events<Order> events) { {{body}} } private static Task Print(Events<Order> events) => Task.CompletedTask;"""));
}
