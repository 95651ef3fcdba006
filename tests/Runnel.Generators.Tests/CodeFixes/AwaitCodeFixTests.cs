using Runnel.CodeFixes;

namespace Runnel.Generators.Tests.CodeFixes;

/// <summary>What blocks is awaited, and so is a send.</summary>
public sealed class AwaitCodeFixTests
{
    [Theory]
    [InlineData("Console.WriteLine(CountAsync().Result);", "Console.WriteLine(await CountAsync());")]
    [InlineData("Console.WriteLine(CountAsync().Result.ToString());", "Console.WriteLine((await CountAsync()).ToString());")]
    [InlineData("CountAsync().Wait();", "await CountAsync();")]
    [InlineData("var count = CountAsync().GetAwaiter().GetResult();", "var count = await CountAsync();")]
    [InlineData("CountAsync().ConfigureAwait(false).GetAwaiter().GetResult();", "await CountAsync().ConfigureAwait(false);")]
    [InlineData("Task.WaitAll(CountAsync(), CountAsync());", "await Task.WhenAll(CountAsync(), CountAsync());")]
    [InlineData("Thread.Sleep(100); // Enough.", "await Task.Delay(100, stop); // Enough.")]
    [InlineData("Thread.Sleep(TimeSpan.FromSeconds(1));", "await Task.Delay(TimeSpan.FromSeconds(1), stop);")]
    [InlineData("Orders.SendAsync(order);", "await Orders.SendAsync(order);")]
    [InlineData("Orders.SendAsync(order).ConfigureAwait(false);", "await Orders.SendAsync(order).ConfigureAwait(false);")]
    [InlineData("if (order.OrderId > 1)\n                Orders.SendAsync(order);", "if (order.OrderId > 1)\n                await Orders.SendAsync(order);")]
    public async Task In_an_async_method_and_in_one_that_becomes_async(string body, string mended)
    {
        await FixHarness.MendsAsync(new AwaitCodeFix(), Program("public async Task Print(Order order, CancellationToken stop)", "await Task.Yield(); " + body),
            Program("public async Task Print(Order order, CancellationToken stop)", "await Task.Yield(); " + mended));
        await FixHarness.MendsAsync(new AwaitCodeFix(), Program("public void Print(Order order, CancellationToken stop)", body),
            Program("public async Task Print(Order order, CancellationToken stop)", mended));
    }

    [Fact]
    public Task All_at_once_and_one_in_another() => FixHarness.MendsAsync(
        new AwaitCodeFix(),
        Program("public void Print(Order order)", "Thread.Sleep(CountAsync().Result); CountAsync().Wait(); Orders.SendAsync(order);"),
        Program("public async Task Print(Order order)", "await Task.Delay(await CountAsync()); await CountAsync(); await Orders.SendAsync(order);"));

    [Fact]
    public Task A_loop_sleeps_with_the_token_of_its_events() => FixHarness.MendsAsync(
        new AwaitCodeFix(),
        Program("public async Task Print(Events<Order> events)", "await foreach (var order in events.Records()) Thread.Sleep(order.OrderId);"),
        Program("public async Task Print(Events<Order> events)", "await foreach (var order in events.Records()) await Task.Delay(order.OrderId, events.CancellationToken);"));

    [Fact]
    public Task A_body_without_a_block() => FixHarness.MendsAsync(
        new AwaitCodeFix(),
        """[App("shop")] public partial class Shop { [Timer(1)] public void Tick() => Thread.Sleep(1); }""",
        """[App("shop")] public partial class Shop { [Timer(1)] public async Task Tick() => await Task.Delay(1); }""");

    [Theory]
    [InlineData("public Task<int> Print(Order order)", "CountAsync().Wait(); return CountAsync();")]
    [InlineData("public void Print(Order order)", "lock (this) { CountAsync().Wait(); }")]
    [InlineData("public void Print(Order order)", "Action later = () => CountAsync().Wait(); later();")]
    [InlineData("public void Print(Order order)", "Task.WaitAll([CountAsync()], 100);")]
    [InlineData("public void Print(Order order)", "CountAsync().Wait(100);")]
    public Task Where_nothing_can_await_it_is_left(string signature, string body) => FixHarness.LeavesAsync(new AwaitCodeFix(), Program(signature, body));

    private static string Program(string signature, string body) => $$"""
        [App("shop")]
        public partial class Shop
        {
            [Stream("orders", PartitionBy = nameof(Order.OrderId))]
            public partial EventStream<Order> Orders { get; }

            [Processor(nameof(Orders))]
            {{signature}}
            {
                {{body}}
            }

            private static Task<int> CountAsync() => Task.FromResult(1);
        }
        """;
}
