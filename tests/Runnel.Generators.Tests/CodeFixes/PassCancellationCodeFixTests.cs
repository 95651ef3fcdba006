using Runnel.CodeFixes;

namespace Runnel.Generators.Tests.CodeFixes;

/// <summary>Methods take a token and pass it on.</summary>
public sealed class PassCancellationCodeFixTests
{
    [Fact]
    public Task Every_call_that_takes_one_gets_it() => FixHarness.MendsAsync(
        new PassCancellationCodeFix(),
        Program(
            "Order order",
            "await Task.Delay(1); await CountAsync(); await CountAsync(2).ConfigureAwait(false); await Orders.SendAsync(order);"),
        Program(
            "Order order, CancellationToken cancellationToken",
            "await Task.Delay(1, cancellationToken); await CountAsync(stop: cancellationToken); await CountAsync(2, cancellationToken).ConfigureAwait(false); await Orders.SendAsync(order);"));

    [Fact]
    public Task It_stands_before_what_may_be_missing() => FixHarness.MendsAsync(
        new PassCancellationCodeFix(),
        Program("Order order, TimeProvider? time = null", "await Task.Delay(1);"),
        Program("Order order, CancellationToken cancellationToken, TimeProvider? time = null", "await Task.Delay(1, cancellationToken);"));

    [Fact]
    public Task A_name_that_is_taken_is_left()
        => FixHarness.LeavesAsync(new PassCancellationCodeFix(), Program("Order cancellationToken", "await Task.Delay(1);"));

    private static string Program(string parameters, string body) => $$"""
        [App("shop")]
        public partial class Shop
        {
            [Stream("orders", PartitionBy = nameof(Order.OrderId))]
            public partial EventStream<Order> Orders { get; }

            [Processor(nameof(Orders))]
            public async Task Print({{parameters}})
            {
                {{body}}
            }

            private static Task<int> CountAsync(int factor = 1, CancellationToken stop = default) => Task.FromResult(factor);
        }
        """;
}
