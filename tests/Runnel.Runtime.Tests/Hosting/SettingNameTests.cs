using Microsoft.Extensions.Configuration;
using Runnel.Contracts;
using Runnel.Tests.Hosting;
using Xunit;

namespace Runnel.Hosting;

public sealed class SettingNameTests
{
    [Theory]
    [InlineData("RUNNEL_DEFAULT_PREFETCH_COUNT")]
    [InlineData("runnel_defaultprefetchcount")]
    [InlineData("Runnel__DefaultPrefetchCount")]
    [InlineData("RUNNEL_DefaultPrefetch_Count")]
    public void Underscores_and_case_of_a_variable_do_not_matter(string name)
        => Assert.Equal(5, Resolve((name, "5")).Get(SettingTable.PrefetchCount));

    [Theory]
    [InlineData("RUNNEL_PROCESSORS__RING_UP__RETRIES")]
    [InlineData("RUNNEL_processors__ringup__retries")]
    [InlineData("RUNNEL_PROCESSORS__Ring-Up__RETRIES")]
    [InlineData("RUNNEL__PROCESSORS__RING_UP__RETRIES")]
    public void A_processor_is_found_however_its_name_is_spelt(string name)
        => Assert.Equal(9, Resolve((name, "9")).Get(SettingTable.Retries, "ring_up"));

    [Theory]
    [InlineData("LATE_REFUNDS")]
    [InlineData("late-refunds")]
    [InlineData("late.refunds")]
    [InlineData("LateRefunds")]
    public void A_stream_is_found_however_its_name_is_spelt(string name)
        => Assert.Equal(3, Resolve(($"RUNNEL_STREAMS__{name}__PARTITION_COUNT", "3")).Get(SettingTable.PartitionCount, "late-refunds"));

    [Theory]
    [InlineData("RUNNEL_REDIS_URL", "redis_url")]
    [InlineData("RUNNEL_LOG_FORMAT", "log_format")]
    [InlineData("RUNNEL_LOG_LEVEL", "log_level")]
    [InlineData("RUNNEL_TIMEZONE", "time_zone")]
    [InlineData("RUNNEL_LEADERSHIP_POLL_INTERVAL", "leadership_poll_interval")]
    [InlineData("RUNNEL_DEFAULT_SERIALIZER", "default_serializer")]
    [InlineData("RUNNEL_DEFAULT_PARTITION_COUNT", "default_partition_count")]
    [InlineData("RUNNEL_DEFAULT_PARTITION_SIZE", "default_partition_size")]
    [InlineData("RUNNEL_DEFAULT_HASHER", "default_hasher")]
    [InlineData("RUNNEL_DEFAULT_EXCEPTION_POLICY", "default_exception_policy")]
    [InlineData("RUNNEL_DEFAULT_LOCK_EXPIRY", "default_lock_expiry_seconds")]
    [InlineData("RUNNEL_DEFAULT_READ_TIMEOUT", "default_read_timeout")]
    [InlineData("RUNNEL_DEFAULT_PREFETCH_COUNT", "default_prefetch_count")]
    [InlineData("RUNNEL_DEFAULT_ASSIGNMENT_ATTEMPTS", "default_assignment_attempts")]
    [InlineData("RUNNEL_DEFAULT_ASSIGNMENT_SLEEP", "default_assignment_sleep_seconds")]
    [InlineData("RUNNEL_DEFAULT_GRACE_PERIOD", "default_grace_period_seconds")]
    [InlineData("RUNNEL_DEFAULT_POOL_SIZE", "default_pool_size")]
    [InlineData("RUNNEL_DEFAULT_JOIN_DELAY", "default_join_delay_seconds")]
    [InlineData("RUNNEL_TESTING", "testing")]
    public void Every_setting_of_the_guide_goes_by_its_name_there(string variable, string setting)
    {
        var definition = Assert.Single(SettingTable.All, definition => new SettingPath(definition).ToString() == setting);

        var settings = Resolve((variable, definition.Write(definition.BuiltIn)));

        Assert.Equal($"environment ({variable})", settings[new SettingPath(definition)].Origin);
    }

    [Theory]
    [InlineData("RUNNEL_DEFAULT_PREFECH_COUNT", "RUNNEL_DEFAULT_PREFETCH_COUNT")]
    [InlineData("RUNNEL_PREFETCH_COUNT", "RUNNEL_DEFAULT_PREFETCH_COUNT")]
    [InlineData("RUNNEL_PREFECH_COUNT", "RUNNEL_DEFAULT_PREFETCH_COUNT")]
    [InlineData("RUNNEL_REDISURI", "RUNNEL_REDIS_URL")]
    [InlineData("RUNNEL_PROCESSORS_RING_UP_RETRIES", "RUNNEL_PROCESSORS__RING_UP__RETRIES")]
    [InlineData("RUNNEL_PROCESSORS__RING_UP__RETRYS", "RUNNEL_PROCESSORS__RING_UP__RETRIES")]
    [InlineData("RUNNEL_PROCESSOR__RING_UP__RETRIES", "RUNNEL_PROCESSORS__RING_UP__RETRIES")]
    public void An_unknown_variable_is_an_error_that_guesses_what_was_meant(string written, string meant)
    {
        var error = Assert.Throws<SettingException>(() => Resolve((written, "1")));

        Assert.StartsWith($"environment ({written}) is no setting of Runnel. Did you mean {meant}?", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_variable_that_resembles_nothing_is_an_error_without_a_guess()
    {
        var error = Assert.Throws<SettingException>(() => Resolve(("RUNNEL_TEAPOT", "1")));

        Assert.Equal("environment (RUNNEL_TEAPOT) is no setting of Runnel. The command 'config' lists all settings.", error.Message);
    }

    [Fact]
    public void Autodiscover_is_told_what_took_its_place()
    {
        var error = Assert.Throws<SettingException>(() => Resolve(("RUNNEL_AUTODISCOVER", "myproj/**/streams.py")));

        Assert.Contains("found at compile time", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("RUNNEL_PROCESSORS__RINGUPP__RETRIES", "till has no processor 'RINGUPP'. Did you mean 'ring_up'? It has: ring_up, pay_out.")]
    [InlineData("RUNNEL_STREAMS__ORDERS__PARTITION_COUNT", "till has no stream 'ORDERS'. It has: sales, late-refunds.")]
    public void An_unknown_stream_or_processor_is_an_error_that_names_the_known_ones(string variable, string message)
    {
        var error = Assert.Throws<SettingException>(() => Resolve((variable, "1")));

        Assert.Equal($"environment ({variable}): {message}", error.Message);
    }

    [Fact]
    public void Streams_and_processors_of_other_apps_in_the_process_are_left_to_them()
    {
        var other = new AppDescriptor
        {
            Name = "other",
            Streams = [new StreamDescriptor<Sale> { Name = "orders", Source = "Other.Orders", Codec = static _ => throw new NotSupportedException() }],
            Processors = [],
            Tasks = [],
        };

        var settings = new SettingResolver(new AppRegistration<Till>().App, [other])
            .Resolve(EnvironmentSource.Read(new Dictionary<string, string> { ["RUNNEL_STREAMS__ORDERS__PARTITION_COUNT"] = "12345" }));

        Assert.DoesNotContain(settings.All, setting => setting.Value.Equals(12345));
    }

    [Theory]
    [InlineData("RUNNEL_SERVICE_HOST", "10.0.0.1")]
    [InlineData("RUNNEL_REDIS_SERVICE_PORT", "6379")]
    [InlineData("RUNNEL_REDIS_SERVICE_PORT_CLIENT", "6379")]
    [InlineData("RUNNEL_REDIS_PORT", "tcp://10.0.0.1:6379")]
    [InlineData("RUNNEL_REDIS_PORT_6379_TCP_ADDR", "10.0.0.1")]
    public void What_Kubernetes_says_of_a_service_named_runnel_is_not_meant_for_us(string variable, string value)
        => Assert.All(Resolve((variable, value)).All, setting => Assert.DoesNotContain("environment", setting.Origin, StringComparison.Ordinal));

    [Fact]
    public void An_empty_variable_is_one_that_is_not_set() => Assert.Equal("memory://", Resolve(("RUNNEL_REDIS_URL", "")).Get(SettingTable.RedisUrl));

    [Fact]
    public void Two_names_of_one_setting_with_two_values_are_an_error()
    {
        var error = Assert.Throws<SettingException>(() => Resolve(("RUNNEL_DEFAULT_LOCK_EXPIRY", "5"), ("RUNNEL_DEFAULT_LOCK_EXPIRY_SECONDS", "6")));

        Assert.Contains("default_lock_expiry_seconds is set twice", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_streams_whose_names_differ_in_punctuation_only_cannot_be_told_apart_in_a_variable()
    {
        var app = new AppDescriptor { Name = "twins", Streams = [Stream("a-b"), Stream("a_b")], Processors = [], Tasks = [] };

        var error = Assert.Throws<SettingException>(() => new SettingResolver(app, []).Resolve(
            EnvironmentSource.Read(new Dictionary<string, string> { ["RUNNEL_STREAMS__AB__PARTITION_COUNT"] = "3" })));
        Assert.Contains("may mean stream a-b or a_b", error.Message, StringComparison.Ordinal);

        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["Runnel:Streams:a_b:PartitionCount"] = "3" }).Build();
        var settings = new SettingResolver(app, []).Resolve(ConfigurationSource.Read(configuration));
        Assert.Equal((16, 3), (settings.Get(SettingTable.PartitionCount, "a-b"), settings.Get(SettingTable.PartitionCount, "a_b")));
    }

    [Fact]
    public void A_sink_has_one_partition_whatever_the_default_says_and_nothing_else_may_be_said()
    {
        var sink = new StreamDescriptor<Sale>
        {
            Name = "dead.sales",
            Source = "Till.Dead",
            DeadLettersOf = "sales",
            Codec = static _ => throw new NotSupportedException(),
        };
        var app = new AppDescriptor { Name = "till", Streams = [Stream("sales"), sink], Processors = [], Tasks = [] };

        var settings = new SettingResolver(app, []).Resolve(EnvironmentSource.Read(new Dictionary<string, string>
        {
            ["RUNNEL_DEFAULT_PARTITION_COUNT"] = "8",
            ["RUNNEL_STREAMS__DEAD_SALES__PARTITION_SIZE"] = "77",
        }));

        Assert.Equal((1, 77L), (settings.ForStream(sink).PartitionCount, settings.ForStream(sink).PartitionSize));
        var error = Assert.Throws<SettingException>(() => new SettingResolver(app, []).Resolve(
            EnvironmentSource.Read(new Dictionary<string, string> { ["RUNNEL_STREAMS__DEAD_SALES__PARTITION_COUNT"] = "2" })));
        Assert.Contains("always has one partition", error.Message, StringComparison.Ordinal);
    }

    internal static EffectiveSettings Resolve(params (string Name, string Value)[] variables)
        => AppSettings.Resolve(new AppRegistration<Till> { Environment = () => variables.ToDictionary(pair => pair.Name, pair => pair.Value) }, null, []);

    private static StreamDescriptor<Sale> Stream(string name) => new() { Name = name, Source = name, Codec = static _ => throw new NotSupportedException() };
}
