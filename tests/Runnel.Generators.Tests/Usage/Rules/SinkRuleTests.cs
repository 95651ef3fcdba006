using Microsoft.CodeAnalysis;
using static Runnel.Generators.Tests.Usage.UsageRule;

namespace Runnel.Generators.Tests.Usage.Rules;

/// <summary>RNL0107, RNL0108 and RNL0117: sinks that nothing is sent to, and sinks and streams that nothing reads.</summary>
public sealed class SinkRuleTests
{
    private const string Read = "[Processor(nameof(DeadOrders))] public void Bury(Dead dead) { }";

    private const string Fed = "[Processor(nameof(Orders), Middleware = [typeof(DeadLetterMiddleware)])] public void Print(Order order) { }";

    [Theory]
    [InlineData("")]
    [InlineData("[Processor(nameof(Orders))] public void Print(Order order) { }")]
    public Task A_sink_without_the_middleware_is_named(string processor)
        => ReportsAsync(Sink("RNL0107", processor + Read), "Nothing is ever sent to 'Shop.DeadOrders'", "no processor of 'Shop.Orders'");

    [Fact]
    public Task A_sink_that_nothing_reads_is_named() => ReportsAsync(Sink("RNL0108", Fed), "No processor takes what is sent to 'Shop.DeadOrders'");

    [Fact]
    public Task A_sink_that_is_fed_and_read_is_fine() => SilentAsync(Sink(null, Fed + Read));

    [Fact]
    public Task Processors_outside_the_app_count() => SilentAsync(
        Sink(null, "") + """
        public class Others
        {
            [Processor<Shop>(nameof(Shop.Orders), Middleware = [typeof(DeadLetterMiddleware)])] public void Print(Order order) { }
            [Processor<Shop>(nameof(Shop.DeadOrders))] public void Bury(Dead dead) { }
        }
        """);

    [Fact]
    public Task What_the_program_sends_itself_counts() => SilentAsync(
        Sink(null, Read + "public async Task Give(Dead dead) => await DeadOrders.SendAsync(dead);"));

    [Fact]
    public Task A_librarys_processors_may_be_elsewhere() => SilentAsync(Sink(null, ""), OutputKind.DynamicallyLinkedLibrary);

    [Fact]
    public Task A_kept_stream_that_nothing_processes_is_named()
        => ReportsAsync(Kept("{|RNL0117:Returns|}", ""), "'Shop.Returns' keeps events until they are processed, and no processor takes them");

    [Fact]
    public Task A_kept_stream_with_a_processor_is_fine() => SilentAsync(Kept("Returns", "[Processor(nameof(Returns))] public void Take(Order order) { }"));

    private static string Kept(string name, string members) => Shop(
        $$"""
        [Stream("returns", PartitionBy = "OrderId", Retention = Retention.UntilProcessed)] public partial EventStream<Order> {{name}} { get; }
        {{members}}
        """);

    private static string Sink(string? rule, string members) => Shop(
        $$"""
        [DeadLetters(nameof(Orders))] public partial EventStream<Dead> {{(rule is null ? "DeadOrders" : $"{{|{rule}:DeadOrders|}}")}} { get; }
        {{members}}
        """);
}
