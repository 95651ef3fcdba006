using Microsoft.Extensions.Logging;
using Runnel.Tests.Hosting;
using Xunit;

namespace Runnel.Hosting;

public sealed class SettingValueTests
{
    [Theory]
    [InlineData("RUNNEL_DEFAULT_PREFETCH_COUNT", "0",
        "default_prefetch_count is '0', from environment (RUNNEL_DEFAULT_PREFETCH_COUNT). Allowed: a whole number from 1 to 100000.")]
    [InlineData("RUNNEL_DEFAULT_PREFETCH_COUNT", "many",
        "default_prefetch_count is 'many', from environment (RUNNEL_DEFAULT_PREFETCH_COUNT). Allowed: a whole number from 1 to 100000.")]
    [InlineData("RUNNEL_DEFAULT_PARTITION_COUNT", "65537",
        "default_partition_count is '65537', from environment (RUNNEL_DEFAULT_PARTITION_COUNT). Allowed: a whole number from 1 to 65536.")]
    [InlineData("RUNNEL_DEFAULT_EXCEPTION_POLICY", "retry",
        "default_exception_policy is 'retry', from environment (RUNNEL_DEFAULT_EXCEPTION_POLICY). Allowed: halt, quarantine, ignore.")]
    [InlineData(
        "RUNNEL_LOG_LEVEL", "loud", "log_level is 'loud', from environment (RUNNEL_LOG_LEVEL). Allowed: trace, debug, info, warning, error, critical, none.")]
    [InlineData("RUNNEL_LOG_FORMAT", "xml", "log_format is 'xml', from environment (RUNNEL_LOG_FORMAT). Allowed: console, json.")]
    [InlineData("RUNNEL_DEFAULT_LOCK_EXPIRY", "NaN",
        "default_lock_expiry_seconds is 'NaN', from environment (RUNNEL_DEFAULT_LOCK_EXPIRY). Allowed: a number of seconds from 0.5 to 3600.")]
    [InlineData("RUNNEL_DEFAULT_READ_TIMEOUT", "1.5",
        "default_read_timeout is '1.5', from environment (RUNNEL_DEFAULT_READ_TIMEOUT). Allowed: a whole number of milliseconds from 10 to 60000.")]
    [InlineData("RUNNEL_PROCESSORS__RING_UP__RETRIES", "-1",
        "processors.ring_up.retries is '-1', from environment (RUNNEL_PROCESSORS__RING_UP__RETRIES). Allowed: a whole number from 0 to 1000.")]
    public void A_value_that_is_not_allowed_is_an_error_that_says_setting_value_origin_and_what_is(string variable, string value, string message)
        => Assert.Equal(message, Assert.Throws<SettingException>(() => SettingNameTests.Resolve((variable, value))).Message);

    [Fact]
    public void An_unknown_time_zone_is_an_error()
    {
        var error = Assert.Throws<SettingException>(() => SettingNameTests.Resolve(("RUNNEL_TIMEZONE", "Europe/Atlantis")));

        Assert.StartsWith(
            "time_zone is 'Europe/Atlantis', from environment (RUNNEL_TIMEZONE). Allowed: an IANA time zone", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_set_in_code_is_checked_too()
    {
        var registration = new AppRegistration<Till> { Environment = () => new Dictionary<string, string>() };
        registration.Options.Processors["ring_up"].LockExpiry = TimeSpan.FromMilliseconds(1);

        var error = Assert.Throws<SettingException>(() => AppSettings.Resolve(registration, null, []));

        Assert.Equal(
            "processors.ring_up.lock_expiry_seconds is '0.001', from code (processors.ring_up.lock_expiry_seconds). "
            + "Allowed: a number of seconds from 0.5 to 3600.",
            error.Message);
    }

    [Fact]
    public void A_program_without_the_compressors_that_settings_choose_allows_none_and_says_how_to_have_them()
    {
        var kind = SettingKinds.CompressorName(areChosenBySettings: false);

        Assert.True(kind.Read("none", out _));
        Assert.False(kind.Read("gzip", out _));
        Assert.StartsWith("none, since this program is built without the others: take RunnelCompressors=false out", kind.Allowed, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("trace", LogLevel.Trace)]
    [InlineData("DEBUG", LogLevel.Debug)]
    [InlineData("info", LogLevel.Information)]
    [InlineData("Information", LogLevel.Information)]
    [InlineData("warning", LogLevel.Warning)]
    [InlineData("warn", LogLevel.Warning)]
    [InlineData("error", LogLevel.Error)]
    [InlineData("critical", LogLevel.Critical)]
    [InlineData("none", LogLevel.None)]
    public void Log_levels_go_by_the_guides_names_and_by_those_of_dotnet(string name, LogLevel level)
        => Assert.Equal(level, SettingNameTests.Resolve(("RUNNEL_LOG_LEVEL", name)).Get(SettingTable.LogLevel));

    [Theory]
    [InlineData("before_next", AckMode.BeforeNext)]
    [InlineData("BeforeNext", AckMode.BeforeNext)]
    [InlineData("BACKGROUND", AckMode.Background)]
    public void Choices_are_read_as_environment_and_attributes_spell_them(string text, AckMode mode)
        => Assert.Equal(mode, SettingNameTests.Resolve(("RUNNEL_DEFAULT_ACK_MODE", text)).Get(SettingTable.AckMode));

    [Fact]
    public void Every_definition_reads_what_it_writes_and_allows_its_own_default()
        => Assert.All(SettingTable.All, definition =>
        {
            Assert.True(definition.TryRead(definition.Write(definition.BuiltIn), out var value));
            Assert.Equal(definition.BuiltIn, value);
        });

    [Fact]
    public void Every_definition_can_be_set_in_code()
    {
        var names = typeof(RunnelOptions).GetProperties().Select(property => property.Name).ToHashSet();

        // In code a TimeSpan carries its unit itself.
        Assert.All(SettingTable.All, definition => Assert.Contains(definition.AppName.Replace("Seconds", "", StringComparison.Ordinal), names));
    }

    [Fact]
    public void Every_setting_of_the_attributes_is_in_the_table()
    {
        string[] parts = ["Name", "Stream", "TypeId", "Middleware", "PartitionBy", "Serializer", "Hasher"];
        Check(typeof(AppAttribute), SettingTable.All.Select(definition => definition.AppName));
        Check(typeof(StreamAttribute), SettingTable.Of(SettingScope.PerStream).Select(definition => definition.Name));
        Check(typeof(ProcessorAttribute), SettingTable.Of(SettingScope.PerProcessor).Select(definition => definition.Name));

        void Check(Type attribute, IEnumerable<string> known)
            => Assert.Empty(attribute.GetProperties().Select(property => property.Name).Except(parts).Except(known));
    }

    [Theory]
    [InlineData("redis://user:secret@host:6379/1", "redis://user:***@host:6379/1")]
    [InlineData("redis://secret@host", "redis://***@host")]
    [InlineData("redis://:se@cret@host", "redis://:***@host")]
    [InlineData("redis://host:6379", "redis://host:6379")]
    [InlineData("host:6379,password=secret,ssl=true", "host:6379,password=***,ssl=true")]
    [InlineData("host:6379,Password = secret", "host:6379,Password = ***")]
    [InlineData("redis://host?password=secret&x=1", "redis://host?password=***&x=1")]
    [InlineData("memory://", "memory://")]
    public void Secrets_are_masked(string url, string shown)
        => Assert.Equal(shown, new EffectiveSetting(new SettingPath(SettingTable.RedisUrl), url, "").Shown);

    [Theory]
    [InlineData("", "abc", 3)]
    [InlineData("abc", "abc", 0)]
    [InlineData("abc", "acb", 1)]
    [InlineData("kitten", "sitting", 3)]
    public void The_distance_counts_letters_changed_added_removed_or_swapped(string left, string right, int distance)
        => Assert.Equal(distance, Suggestion.Distance(left, right));
}
