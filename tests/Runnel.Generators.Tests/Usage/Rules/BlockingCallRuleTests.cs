using static Runnel.Generators.Tests.Usage.UsageRule;

namespace Runnel.Generators.Tests.Usage.Rules;

/// <summary>RNL0104: threads that wait.</summary>
public sealed class BlockingCallRuleTests
{
    [Theory]
    [InlineData("Thread.{|RNL0104:Sleep|}(10);", "'Sleep' blocks", "Task.Delay")]
    [InlineData("Thread.{|RNL0104:Sleep|}(TimeSpan.FromSeconds(1));", "'Sleep' blocks")]
    [InlineData("_ = CountAsync().{|RNL0104:Result|};", "'Result' blocks", "await it instead")]
    [InlineData("_ = Orders.SendAsync(order).{|RNL0104:Result|};", "'Result' blocks")]
    [InlineData("CountAsync().{|RNL0104:Wait|}();", "'Wait' blocks")]
    [InlineData("CountAsync().{|RNL0104:Wait|}(1000);", "'Wait' blocks")]
    [InlineData("CountAsync().GetAwaiter().{|RNL0104:GetResult|}();", "'GetResult' blocks")]
    [InlineData("CountAsync().ConfigureAwait(false).GetAwaiter().{|RNL0104:GetResult|}();", "'GetResult' blocks")]
    [InlineData("Orders.SendAsync(order).ConfigureAwait(false).GetAwaiter().{|RNL0104:GetResult|}();", "'GetResult' blocks")]
    [InlineData("Task.{|RNL0104:WaitAll|}(CountAsync(), CountAsync());", "Task.WhenAll")]
    [InlineData("Task.{|RNL0104:WaitAny|}(CountAsync());", "Task.WhenAny")]
    [InlineData("Task? task = CountAsync(); task?.{|RNL0104:Wait|}();", "'Wait' blocks")]
    [InlineData("Action later = () => Thread.{|RNL0104:Sleep|}(1); later();", "'Sleep' blocks")]
    [InlineData("void Inner() => CountAsync().{|RNL0104:Wait|}(); Inner();", "'Wait' blocks")]
    public Task A_call_that_blocks_is_named(string body, params string[] parts)
        => ReportsAsync(Shop($$"""[Processor(nameof(Orders))] public void Print(Order order) { {{body}} }"""), parts);

    [Theory]
    [InlineData("[Timer(1)]")]
    [InlineData("[Crontab(\"* * * * *\")]")]
    [InlineData("[Startup]")]
    public Task Background_tasks_count(string attribute)
        => ReportsAsync(Shop($$"""{{attribute}} public void Tick() => Thread.{|RNL0104:Sleep|}(1);"""), "'Sleep'");

    [Theory]
    [InlineData("await CountAsync(stop);")]
    [InlineData("var task = CountAsync(); await task; Console.WriteLine(task.Result);")]
    [InlineData("Task<int> one = CountAsync(), two = CountAsync(); await Task.WhenAll(one, two); Console.WriteLine(one.Result + two.Result);")]
    [InlineData("var task = CountAsync(); if (task.IsCompletedSuccessfully) Console.WriteLine(task.Result);")]
    [InlineData("var box = new { Result = 1 }; Console.WriteLine(box.Result);")]
    public Task What_awaits_or_knows_the_task_done_is_fine(string body)
        => SilentAsync(Shop($$"""[Processor(nameof(Orders))] public async Task Print(Order order, CancellationToken stop) { await Task.Yield(); {{body}} }"""));

    [Fact]
    public Task To_read_a_result_before_it_is_awaited_blocks() => ReportsAsync(
        Shop("""[Processor(nameof(Orders))] public async Task Print(Order order) { var task = CountAsync(); Console.WriteLine(task.{|RNL0104:Result|}); await task; }"""),
        "'Result'");

    [Fact]
    public Task Methods_that_Runnel_does_not_call_are_left_alone() => SilentAsync(Shop("public void Print(Order order) => Thread.Sleep(1);"));
}
