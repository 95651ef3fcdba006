namespace Runnel.Generators.Tests.Apps.Rules;

/// <summary>RNL0116: settings of what a stream keeps that have no effect beside each other.</summary>
public sealed class RetentionRuleTests
{
    [Theory]
    [InlineData("Retention = Retention.BySize, RetentionAgeSeconds = {|RNL0116:60|}", "RetentionAgeSeconds has no effect on 'Shop.Orders'")]
    [InlineData("Retention = Retention.BySize, WhenFull = {|RNL0116:WhenFull.Fail|}", "WhenFull has no effect on 'Shop.Orders'")]
    [InlineData("Retention = Retention.UntilProcessed, PartitionSize = 0, WhenFull = {|RNL0116:WhenFull.Wait|}", "a partition is never full")]
    [InlineData("PartitionSize = 0, WhenFull = {|RNL0116:WhenFull.Wait|}", "a partition is never full")]
    public Task What_has_no_effect_is_refused(string settings, string reason) => Marked.ReportsAsync(Stream(settings), reason);

    [Theory]
    [InlineData("Retention = Retention.UntilProcessed, RetentionAgeSeconds = 60, WhenFull = WhenFull.Fail")]
    [InlineData("Retention = Retention.UntilProcessed, PartitionSize = 0, RetentionAgeSeconds = 60")]
    [InlineData("RetentionAgeSeconds = 60, WhenFull = WhenFull.Fail")]
    [InlineData("Retention = Retention.BySize, PartitionSize = 10")]
    public async Task What_fits_together_is_taken(string settings) => Assert.Empty(await Marked.ReportsAsync(Stream(settings)));

    [Theory]
    [InlineData("RetentionAgeSeconds = {|RNL0054:-1|}", "expected 0 to 315,360,000")]
    [InlineData("Retention = {|RNL0054:(Retention)7|}", "expected one of BySize, UntilProcessed")]
    public Task A_value_out_of_range_is_refused(string settings, string reason) => Marked.ReportsAsync(Stream(settings), reason);

    private static string Stream(string settings) => $$"""
        [App("shop")]
        public partial class Shop
        {
            [Stream("orders", PartitionBy = "OrderId", {{settings}})] public partial EventStream<Order> Orders { get; }
        }
        """;
}
