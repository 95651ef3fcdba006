using static Runnel.Generators.Tests.Usage.UsageRule;

namespace Runnel.Generators.Tests.Usage.Rules;

/// <summary>RNL0105: batches that wait longer than a stop.</summary>
public sealed class LongBatchRuleTests
{
    [Theory]
    [InlineData("", "BatchWithinSeconds = {|RNL0105:8.5|}", "8.5 seconds", "8 seconds of grace")]
    [InlineData("", "GracePeriodSeconds = 1, BatchWithinSeconds = {|RNL0105:2|}", "2 seconds", "1 seconds of grace")]
    [InlineData(", DefaultGracePeriodSeconds = 0.5", "BatchWithinSeconds = {|RNL0105:1|}", "0.5 seconds of grace")]
    public Task A_batch_setting_above_the_grace_period_is_named(string app, string settings, params string[] parts)
        => ReportsAsync(Batch(app, settings), parts);

    [Theory]
    [InlineData("", "BatchWithinSeconds = 8")]
    [InlineData(", DefaultGracePeriodSeconds = 14", "BatchWithinSeconds = 12")]
    [InlineData(", DefaultGracePeriodSeconds = 1", "BatchWithinSeconds = 12, GracePeriodSeconds = 12")]
    [InlineData("", "BatchSize = 10")]
    public Task A_batch_setting_within_the_grace_period_is_fine(string app, string settings) => SilentAsync(Batch(app, settings));

    [Theory]
    [InlineData("{|RNL0105:TimeSpan.FromSeconds(10)|}", "10 seconds to fill")]
    [InlineData("{|RNL0105:TimeSpan.FromMinutes(1.5)|}", "90 seconds to fill")]
    [InlineData("{|RNL0105:TimeSpan.FromHours(1)|}", "3600 seconds to fill")]
    public Task A_loop_counts_as_far_as_the_time_is_constant(string within, string part) => ReportsAsync(Loop(within), part);

    [Theory]
    [InlineData("TimeSpan.FromSeconds(8)")]
    [InlineData("TimeSpan.FromMilliseconds(8000)")]
    [InlineData("TimeSpan.Zero")]
    [InlineData("Long")]
    public Task A_loop_within_the_grace_period_or_with_a_variable_is_fine(string within) => SilentAsync(Loop(within));

    private static string Batch(string app, string settings) => Shop(
        $$"""[Processor(nameof(Orders), {{settings}})] public void Insert(IReadOnlyList<Order> orders) { }""")
        .Replace("[App(\"shop\")]", $"[App(\"shop\"{app})]", StringComparison.Ordinal);

    private static string Loop(string within) => Shop(
        $$"""
        private static readonly TimeSpan Long = TimeSpan.FromHours(1);
        [Processor(nameof(Orders))]
        public async Task Insert(Events<Order> events)
        {
            await foreach (var orders in events.Take(10, within: {{within}})) Console.WriteLine(orders.Count);
        }
        """);
}
