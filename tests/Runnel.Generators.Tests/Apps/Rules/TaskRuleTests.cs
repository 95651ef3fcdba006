namespace Runnel.Generators.Tests.Apps.Rules;

/// <summary>RNL0085 to RNL0088 and RNL0090: startup tasks, timers and crontabs.</summary>
public sealed class TaskRuleTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("45 25 * * *", "hours")]
    [InlineData("* * * *", "")]
    [InlineData("* * * * * * *", "")]
    [InlineData("61 * * * * *", "seconds")]
    [InlineData("every day", "")]
    [InlineData("0 0 30 2 *", "no date ever matches it.")]
    public async Task A_bad_cron_expression_is_refused_in_the_librarys_own_words(string expression, string reason)
    {
        var message = Assert.Single(await Marked.ReportsAsync(Shop($$"""[Crontab({|RNL0085:"{{expression}}"|}, OnLeader = true)] public void Tick() { }""")));
        Assert.StartsWith($"The cron expression \"{expression}\" cannot be used: ", message, StringComparison.Ordinal);
        Assert.Contains(reason, message, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("45 17 * * *")]
    [InlineData("*/5 * * * * *")]
    [InlineData("0 0 29 2 MON")]
    [InlineData("0 9 * * MON-FRI")]
    [InlineData("0 0 L * ?")]
    [InlineData("@daily")]
    public async Task A_cron_expression_of_five_or_six_fields_is_taken(string expression)
        => Assert.Empty(await Marked.ReportsAsync(Shop($$"""[Crontab("{{expression}}", TimeZone = "Europe/London")] public void Tick() { }""")));

    [Theory]
    [InlineData("0", "0 seconds")]
    [InlineData("-1", "-1 seconds")]
    [InlineData("0.0001", "0.0001 seconds")]
    [InlineData("double.NaN", "NaN seconds")]
    [InlineData("double.PositiveInfinity", "seconds")]
    [InlineData("49.5 * 24 * 3600", "4276800 seconds")]
    public Task An_interval_out_of_range_says_the_range(string seconds, string reason)
        => Marked.ReportsAsync(Shop($$"""[Timer({|RNL0086:{{seconds}}|})] public void Tick() { }"""), reason, "allowed are 0.001 to 4,233,600");

    [Theory]
    [InlineData("{|RNL0087:int|} count", "it cannot be a service")]
    [InlineData("{|RNL0087:string|} text", "it cannot be a service")]
    [InlineData("{|RNL0087:Order|} order", "a background task has no events")]
    [InlineData("{|RNL0087:Events<Order>|} events", "a background task has no events")]
    [InlineData("{|RNL0087:Span<int>|} numbers", "it is of a type that no service can have")]
    [InlineData("{|RNL0087:EventContext|} context", "it cannot be a service")]
    public Task A_parameter_that_is_no_service_is_refused(string parameter, string reason)
        => Marked.ReportsAsync(Shop($$"""[Startup] public void Begin({{parameter}}) { }"""), reason);

    [Fact]
    public async Task The_rules_of_methods_hold_for_tasks_too()
    {
        await Marked.ReportsAsync(Shop("[Startup] public {|RNL0077:int|} Begin() => 1;"), "returns 'int'");
        await Marked.ReportsAsync(Shop("[Timer(1)] public {|RNL0078:async|} void Tick() => await Task.Yield();"), "async void");
        await Marked.ReportsAsync(Shop("""[Crontab("* * * * *")] public void {|RNL0080:Tick|}<T>() { }"""), "it is generic");
    }

    [Fact]
    public Task Two_tasks_of_one_name_are_refused_at_the_second() => Marked.ReportsAsync(
        Shop("""
            [Timer(1)] public void Tick() { }
            [Startup] public void {|RNL0088:Tick|}(CancellationToken cancellationToken) { }
            """),
        "'tick' is taken by 'Shop.Tick'");

    [Fact]
    public async Task One_method_may_have_an_attribute_of_each_kind() => Assert.Empty(await Marked.ReportsAsync(
        Shop("""[Startup(OnLeader = true), Timer(60), Crontab("0 0 * * *")] private static Task<int> Tick(IServiceProvider services) => Task.FromResult(1);""")));

    [Theory]
    [InlineData("Misfire = {|RNL0090:Misfire.RunOnce|}")]
    [InlineData("Misfire = {|RNL0090:Misfire.Skip|}, OnLeader = false")]
    public Task Misfire_without_a_leader_is_refused(string setting) => Marked.ReportsAsync(
        Shop($$"""[Crontab("0 0 * * *", {{setting}})] public void Tick() { }"""), "Misfire has no effect on 'Shop.Tick'", "OnLeader = true");

    [Fact]
    public Task A_misfire_that_is_none_is_refused() => Marked.ReportsAsync(
        Shop("""[Crontab("0 0 * * *", OnLeader = true, Misfire = {|RNL0054:(Misfire)7|})] public void Tick() { }"""), "Misfire = 7", "one of Skip, RunOnce");

    [Theory]
    [InlineData("Skip")]
    [InlineData("RunOnce")]
    public async Task Misfire_on_the_leader_is_taken(string misfire) => Assert.Empty(await Marked.ReportsAsync(
        Shop($$"""[Crontab("0 0 * * *", OnLeader = true, Misfire = Misfire.{{misfire}})] public void Tick() { }""")));

    private static string Shop(string members) => $$"""
        [App("shop")]
        public partial class Shop
        {
            {{members}}
        }

        """;
}
