using static Runnel.Generators.Tests.Usage.UsageRule;

namespace Runnel.Generators.Tests.Usage.Rules;

/// <summary>RNL0110: passwords in Redis URLs.</summary>
public sealed class SecretRuleTests
{
    [Theory]
    [InlineData("redis://user:pass@host")]
    [InlineData("rediss://:pass@host:6380/2")]
    [InlineData("redis://host?password=pass")]
    [InlineData("redis://host/1?name=x&Password=pass")]
    [InlineData("host:6379,user=me,password=pass")]
    public async Task A_password_is_found_and_not_repeated(string url)
    {
        var message = Assert.Single(await ReportsAsync(App($$"""{|RNL0110:"{{url}}"|}""")));
        Assert.DoesNotContain("pass@", message, StringComparison.Ordinal);
        Assert.Contains("RUNNEL_REDIS_URL", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("memory://")]
    [InlineData("redis://host:6379")]
    [InlineData("redis://[::1]:6379/1?name=x")]
    [InlineData("redis://user:@host")]
    [InlineData("host:6379,password=")]
    public Task A_url_without_a_password_is_fine(string url) => SilentAsync(App($"\"{url}\""));

    [Fact]
    public Task A_constant_counts_where_it_is_used() => ReportsAsync(
        App("{|RNL0110:Urls.Production|}") + """public static class Urls { public const string Production = "redis://:pass@host"; }""", "has a password");

    [Theory]
    [InlineData("options.RedisUrl = {|RNL0110:\"redis://:pass@host\"|};")]
    [InlineData("settings[\"Runnel:RedisUrl\"] = {|RNL0110:\"redis://:pass@host\"|};")]
    [InlineData("_ = new Dictionary<string, string?> { [\"runnel:redisurl\"] = {|RNL0110:\"redis://:pass@host\"|} };")]
    public Task Options_and_configuration_count(string statement) => ReportsAsync(Code(statement), "has a password");

    [Theory]
    [InlineData("options.RedisUrl = \"redis://host\";")]
    [InlineData("options.RedisUrl = $\"redis://:{Environment.GetEnvironmentVariable(\"SECRET\")}@host\";")]
    [InlineData("settings[\"Other\"] = \"redis://:pass@host\";")]
    public Task What_is_no_secret_or_no_redis_url_is_fine(string statement) => SilentAsync(Code(statement));

    private static string App(string url) => $$"""
        [App("shop", RedisUrl = {{url}})]
        public partial class Shop;

        """;

    private static string Code(string statement) => $$"""
        public static class Setup
        {
            public static void Configure(RunnelOptions options, Dictionary<string, string?> settings) { {{statement}} }
        }
        """;
}
