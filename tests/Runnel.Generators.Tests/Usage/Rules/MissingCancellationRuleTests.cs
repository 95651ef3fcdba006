using static Runnel.Generators.Tests.Usage.UsageRule;

namespace Runnel.Generators.Tests.Usage.Rules;

/// <summary>RNL0112: methods that could pass a token on, and take none.</summary>
public sealed class MissingCancellationRuleTests
{
    [Theory]
    [InlineData("await Task.Delay(1);", "'Delay' goes on")]
    [InlineData("await CountAsync();", "'CountAsync' goes on")]
    [InlineData("await CountAsync().ConfigureAwait(false);", "'CountAsync' goes on")]
    [InlineData("await Task.Yield(); await Task.Delay(TimeSpan.Zero); await CountAsync();", "'Delay' goes on")]
    public Task A_call_that_would_take_a_token_is_named(string body, string part)
        => ReportsAsync(Shop($$"""[Processor(nameof(Orders))] public async Task {|RNL0112:Print|}(Order order) { {{body}} }"""), "'Shop.Print' takes no CancellationToken", part);

    [Theory]
    [InlineData("[Processor(nameof(Orders))] public async Task Print(Order order, CancellationToken stop) { await Task.Delay(1, stop); }")]
    [InlineData("[Processor(nameof(Orders))] public async Task Print(Order order) { await Task.Yield(); }")]
    [InlineData("[Processor(nameof(Orders))] public async Task Print(Order order) { await Orders.SendAsync(order); }")]
    [InlineData("[Processor(nameof(Orders))] public Task Print(Order order) => Task.Delay(1);")]
    [InlineData("[Processor(nameof(Orders))] public async Task Print(Events<Order> events) { await foreach (var order in events.Records()) await Task.Delay(1); }")]
    [InlineData("[Processor(nameof(Orders))] public async Task Print(Order order) { await CountAsync(CancellationToken.None); }")]
    [InlineData("public async Task Print(Order order) { await Task.Delay(1); }")]
    public Task What_has_a_token_or_needs_none_is_fine(string method) => SilentAsync(Shop(method));
}
