using static Runnel.Generators.Tests.Usage.UsageRule;

namespace Runnel.Generators.Tests.Usage.Rules;

/// <summary>RNL0106: leases that end before the grace does.</summary>
public sealed class ShortLeaseRuleTests
{
    [Theory]
    [InlineData(", DefaultLockExpirySeconds = {|RNL0106:5|}", "", "of 'Shop' is 5", "GracePeriodSeconds of 8")]
    [InlineData(", DefaultGracePeriodSeconds = {|RNL0106:20|}", "", "of 'Shop' is 15", "GracePeriodSeconds of 20")]
    [InlineData("", ", LockExpirySeconds = {|RNL0106:7.5|}", "of 'Shop.Print' is 7.5", "GracePeriodSeconds of 8")]
    [InlineData("", ", GracePeriodSeconds = {|RNL0106:16|}", "of 'Shop.Print' is 15", "GracePeriodSeconds of 16")]
    [InlineData(", DefaultGracePeriodSeconds = 2", ", GracePeriodSeconds = 8, LockExpirySeconds = {|RNL0106:4|}", "is 4", "of 8")]
    public Task A_lease_below_the_grace_period_is_named(string app, string processor, params string[] parts)
        => ReportsAsync(Program(app, processor), parts);

    [Theory]
    [InlineData("", "")]
    [InlineData("", ", LockExpirySeconds = 8")]
    [InlineData(", DefaultLockExpirySeconds = 30", ", GracePeriodSeconds = 20")]
    [InlineData(", DefaultGracePeriodSeconds = 2, DefaultLockExpirySeconds = 3", ", LockExpirySeconds = 2")]
    public Task A_lease_as_long_as_the_grace_period_is_fine(string app, string processor) => SilentAsync(Program(app, processor));

    [Fact]
    public Task A_processor_outside_the_app_has_its_apps_defaults() => ReportsAsync(
        Program(", DefaultGracePeriodSeconds = 10", "") + """
        public class Printer
        {
            [Processor<Shop>(nameof(Shop.Orders), LockExpirySeconds = {|RNL0106:9|})] public void Other(Order order) { }
        }
        """,
        "of 'Printer.Other' is 9", "GracePeriodSeconds of 10");

    private static string Program(string app, string processor) => Shop(
        $$"""[Processor(nameof(Orders){{processor}})] public void Print(Order order) { }""")
        .Replace("[App(\"shop\")]", $"[App(\"shop\"{app})]", StringComparison.Ordinal);
}
