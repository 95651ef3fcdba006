namespace Runnel.Generators.Tests.Apps.Rules;

/// <summary>RNL0050 to RNL0054: the app itself and its settings.</summary>
public sealed class AppRuleTests
{
    [Fact]
    public Task A_class_that_is_not_partial_is_named() => Marked.ReportsAsync(
        """[App("shop")] public class {|RNL0050:Shop|};""", "'Shop' must be declared partial");

    [Fact]
    public Task A_class_around_the_app_that_is_not_partial_is_named() => Marked.ReportsAsync(
        """
        public class {|RNL0050:Outer|}
        {
            [App("shop")] public partial class Shop;
        }
        """,
        "'Outer' must be declared partial", "the app 'Outer.Shop'");

    [Theory]
    [InlineData("public abstract partial class {|RNL0051:Shop|};", "abstract")]
    [InlineData("public static partial class {|RNL0051:Shop|};", "static")]
    [InlineData("public partial class {|RNL0051:Shop|}<T>;", "generic")]
    [InlineData("file partial class {|RNL0051:Shop|};", "file-local")]
    public Task A_class_that_cannot_be_made_is_no_app(string declaration, string reason) => Marked.ReportsAsync("[App(\"shop\")] " + declaration, reason);

    [Fact]
    public Task A_class_in_a_generic_one_is_no_app() => Marked.ReportsAsync(
        """
        public partial class Outer<T>
        {
            [App("shop")] public partial class {|RNL0051:Shop|};
        }
        """,
        "inside a generic type");

    [Fact]
    public Task Several_constructors_need_a_mark() => Marked.ReportsAsync(
        """
        [App("shop")]
        public partial class {|RNL0052:Shop|}
        {
            public Shop(TimeProvider time) => _ = time;

            public Shop(IServiceProvider services) => _ = services;
        }
        """,
        "[ActivatorUtilitiesConstructor]");

    [Theory]
    [InlineData("in {|RNL0052:int|} size", "'size' is passed by reference")]
    [InlineData("{|RNL0052:ReadOnlySpan<char>|} text", "'text' is of a type that no service can have")]
    public Task A_constructor_parameter_must_be_one_that_a_service_fits(string parameter, string reason) => Marked.ReportsAsync(
        $$"""
        [App("shop")]
        public partial class Shop
        {
            public Shop({{parameter}}) { }
        }
        """,
        reason);

    [Fact]
    public Task Required_members_need_a_constructor_that_sets_them() => Marked.ReportsAsync(
        """
        [App("shop")]
        public partial class {|RNL0052:Shop|}
        {
            public required string City { get; init; }
        }
        """,
        "[SetsRequiredMembers]");

    [Fact]
    public Task A_constructor_may_be_private_or_chosen_by_mark_or_set_required_members() => Silent(
        """
        [App("a")]
        public partial class Closed
        {
            private Closed(TimeProvider time) => _ = time;
        }

        [App("b")]
        public partial class Chosen
        {
            public Chosen(TimeProvider time) => _ = time;

            [ActivatorUtilitiesConstructor]
            internal Chosen(IServiceProvider services) => _ = services;
        }

        [App("c")]
        public partial class Setting
        {
            [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
            public Setting() => City = "Oslo";

            public required string City { get; init; }
        }

        [App("d")]
        public partial record Copied(TimeProvider Time);
        """);

    [Theory]
    [InlineData("\"\"", "it is empty")]
    [InlineData("\"a.b\"", "'.'")]
    [InlineData("\"a:b\"", "':'")]
    [InlineData("\"a{b\"", "'{'")]
    [InlineData("\"a}b\"", "'}'")]
    [InlineData("\"a b\"", "white space")]
    [InlineData("\"a\\u0001b\"", "control character")]
    [InlineData("name: \"a b\"", "white space", "\"a b\"")]
    public Task The_apps_name_is_checked(string argument, string reason, string? place = null)
    {
        place ??= argument;
        return Marked.ReportsAsync($"[App({argument.Replace(place, $"{{|RNL0053:{place}|}}", StringComparison.Ordinal)})] public partial class Shop;", reason);
    }

    [Fact]
    public async Task The_apps_name_has_at_most_100_characters()
    {
        await Marked.ReportsAsync($$"""[App({|RNL0053:"{{new string('a', 101)}}"|})] public partial class Shop;""", "it has 101 characters");
        await Silent($$"""[App("{{new string('a', 100)}}")] public partial class Shop;""");
    }

    [Theory]
    [InlineData("DefaultPrefetchCount", "0", "DefaultPrefetchCount = 0 is not allowed: expected 1 to 100,000")]
    [InlineData("DefaultPartitionCount", "65537", "1 to 65,536")]
    [InlineData("DefaultPartitionSize", "-1", "0 to 1,000,000,000,000")]
    [InlineData("DefaultLockExpirySeconds", "0.25", "0.5 to 3,600")]
    [InlineData("SendTimeoutSeconds", "double.NaN", "0.1 to 3,600")]
    [InlineData("LeadershipPollInterval", "99", "100 to 600,000")]
    [InlineData("DefaultExceptionPolicy", "(ExceptionPolicy)7", "one of Halt, Quarantine, Ignore")]
    public Task A_setting_out_of_range_says_the_range(string setting, string value, string reason)
        => Marked.ReportsAsync($"[App(\"shop\", {setting} = {{|RNL0054:{value}|}})] public partial class Shop;", reason);

    [Fact]
    public async Task Settings_of_streams_sinks_and_processors_are_checked_too() => Assert.Equal(6, (await Marked.ReportsAsync(
        """
        [App("shop")]
        public partial class Shop
        {
            [Stream("orders", PartitionBy = nameof(Order.OrderId), PartitionCount = {|RNL0054:0|}, PartitionSize = {|RNL0054:-5|})]
            public partial EventStream<Order> Orders { get; }

            [DeadLetters(nameof(Orders), PartitionSize = {|RNL0054:-5|})]
            public partial EventStream<Dead> DeadOrders { get; }

            [Processor(nameof(Orders), Retries = {|RNL0054:-1|}, ReadTimeout = {|RNL0054:5|}, AckMode = {|RNL0054:(AckMode)2|})]
            public void Print(Order order) { }
        }
        """)).Count);

    private static async Task Silent(string source) => Assert.Empty(await Marked.ReportsAsync(source));
}
