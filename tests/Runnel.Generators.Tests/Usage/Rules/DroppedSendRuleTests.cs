using static Runnel.Generators.Tests.Usage.UsageRule;

namespace Runnel.Generators.Tests.Usage.Rules;

/// <summary>RNL0111: sends that nobody waits for.</summary>
public sealed class DroppedSendRuleTests
{
    [Theory]
    [InlineData("{|RNL0111:Orders.SendAsync(order)|};", "'SendAsync' is not awaited")]
    [InlineData("{|RNL0111:Orders.SendManyAsync([order])|};", "'SendManyAsync' is not awaited")]
    [InlineData("{|RNL0111:Orders.SendAsync(order)|}.ConfigureAwait(false);", "'SendAsync'")]
    [InlineData("{|RNL0111:Orders.SendAsync(order)|}.AsTask();", "'SendAsync'")]
    [InlineData("EventStream<Order>? stream = Orders; stream?{|RNL0111:.SendAsync(order)|};", "'SendAsync'")]
    [InlineData("Action later = () => {|RNL0111:Orders.SendAsync(order)|}; later();", "'SendAsync'")]
    public Task A_send_that_is_a_statement_is_named(string body, string part)
        => ReportsAsync(Shop($$"""public void Give(Order order) { {{body}} }"""), part);

    [Fact]
    public Task A_body_that_returns_nothing_counts() => ReportsAsync(
        Shop("public void Give(Order order) => {|RNL0111:Orders.SendAsync(order)|};"), "'SendAsync'");

    [Theory]
    [InlineData("await Orders.SendAsync(order);")]
    [InlineData("await Orders.SendAsync(order).ConfigureAwait(false);")]
    [InlineData("_ = Orders.SendAsync(order).AsTask();")]
    [InlineData("var sending = Orders.SendManyAsync([order]); await sending;")]
    [InlineData("await new Other().SendAsync(order);")]
    public Task A_send_whose_outcome_is_used_is_fine(string body) => SilentAsync(
        Shop($$"""public async Task Give(Order order) { await Task.Yield(); {{body}} }""")
        + "public class Other { public Task SendAsync(Order order) => Task.CompletedTask; public void Give(Order order) { SendAsync(order); } }");

    [Fact]
    public Task A_send_that_is_returned_is_fine() => SilentAsync(Shop("public ValueTask<EntryId> Give(Order order) => Orders.SendAsync(order);"));
}
