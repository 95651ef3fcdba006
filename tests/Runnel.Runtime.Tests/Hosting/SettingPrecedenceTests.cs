using Microsoft.Extensions.Configuration;
using Runnel.Contracts;
using Runnel.Pipeline;
using Runnel.Tests.Hosting;
using Xunit;

namespace Runnel.Hosting;

public sealed class SettingPrecedenceTests
{
    private static readonly string[] Levels =
    [
        "environment, naming", "appsettings, naming", "code, naming", "attribute", "environment, default", "appsettings, default", "code, default", "[App]",
    ];

    public static TheoryData<string> Winners => [.. Levels, "built-in"];

    [Theory]
    [MemberData(nameof(Winners))]
    public void A_processors_setting_comes_from_the_highest_level_that_says_it(string winner)
    {
        // Everything from the winner down speaks; each level with its own value.
        var from = winner == "built-in" ? Levels.Length : Array.IndexOf(Levels, winner);
        var speaking = Levels[from..];
        var settings = Resolve(speaking);

        var effective = settings[new SettingPath(SettingTable.PrefetchCount, "ring_up")];

        Assert.Equal(winner == "built-in" ? 64 : 101 + from, effective.Value);
        Assert.Contains(Origin(winner), effective.Origin, StringComparison.Ordinal);
    }

    [Fact]
    public void What_names_one_processor_does_not_touch_another()
    {
        var settings = Resolve(Levels);

        // No attribute there, and nobody names it: the highest default setting counts.
        Assert.Equal(105, settings.Get(SettingTable.PrefetchCount, "pay_out"));
        Assert.Equal(105, settings.Get(SettingTable.PrefetchCount));
    }

    [Fact]
    public void The_command_line_outranks_all()
    {
        var registration = new AppRegistration<Till>
        {
            CommandLine = [new SettingEntry(["RedisUrl"], "redis://one", "command line (--redis-url)", EnvironmentSource.Spell)],
            Environment = () => new Dictionary<string, string> { ["RUNNEL_REDIS_URL"] = "redis://two" },
        };
        registration.Options.RedisUrl = "redis://three";

        var settings = AppSettings.Resolve(registration, null, []);

        Assert.Equal("redis://one", settings.Get(SettingTable.RedisUrl));
        Assert.Equal("command line (--redis-url)", settings[new SettingPath(SettingTable.RedisUrl)].Origin);
    }

    [Fact]
    public void Every_setting_reaches_the_options_of_its_room()
    {
        var variables = new Dictionary<string, string>
        {
            ["RUNNEL_PROCESSORS__RING_UP__EXCEPTION_POLICY"] = "quarantine",
            ["RUNNEL_PROCESSORS__RING_UP__ACK_MODE"] = "background",
            ["RUNNEL_PROCESSORS__RING_UP__PREFETCH_COUNT"] = "11",
            ["RUNNEL_PROCESSORS__RING_UP__BATCH_SIZE"] = "12",
            ["RUNNEL_PROCESSORS__RING_UP__BATCH_WITHIN_SECONDS"] = "13",
            ["RUNNEL_PROCESSORS__RING_UP__RETRIES"] = "14",
            ["RUNNEL_PROCESSORS__RING_UP__RETRY_DELAY_SECONDS"] = "15",
            ["RUNNEL_PROCESSORS__RING_UP__RETRY_MAX_DELAY_SECONDS"] = "16",
            ["RUNNEL_PROCESSORS__RING_UP__MAX_CRASHES"] = "17",
            ["RUNNEL_PROCESSORS__RING_UP__LOCK_EXPIRY_SECONDS"] = "18",
            ["RUNNEL_PROCESSORS__RING_UP__GRACE_PERIOD_SECONDS"] = "19",
            ["RUNNEL_PROCESSORS__RING_UP__DELIVERY_TIMEOUT_SECONDS"] = "20",
            ["RUNNEL_PROCESSORS__RING_UP__READ_TIMEOUT"] = "21",
            ["RUNNEL_PROCESSORS__RING_UP__JOIN_DELAY_SECONDS"] = "22",
            ["RUNNEL_PROCESSORS__RING_UP__ASSIGNMENT_ATTEMPTS"] = "23",
            ["RUNNEL_PROCESSORS__RING_UP__ASSIGNMENT_SLEEP_SECONDS"] = "24",
            ["RUNNEL_PROCESSORS__RING_UP__RETRY_BUDGET_SECONDS"] = "28",
            ["RUNNEL_PROCESSORS__RING_UP__RETRIES_PER_MINUTE"] = "29",
            ["RUNNEL_PROCESSORS__RING_UP__CIRCUIT_BREAKER_FAILURES"] = "30",
            ["RUNNEL_PROCESSORS__RING_UP__CIRCUIT_BREAKER_PAUSE_SECONDS"] = "31",
            ["RUNNEL_PROCESSORS__RING_UP__CIRCUIT_BREAKER_MAX_PAUSE_SECONDS"] = "32",
            ["RUNNEL_PROCESSORS__RING_UP__DEAD_LETTER_MODE"] = "park_key",
            ["RUNNEL_PROCESSORS__RING_UP__MAX_PARKED_KEYS"] = "33",
            ["RUNNEL_PROCESSORS__RING_UP__MAX_PARKED_EVENTS"] = "34",
            ["RUNNEL_STREAMS__SALES__PARTITION_COUNT"] = "25",
            ["RUNNEL_STREAMS__SALES__PARTITION_SIZE"] = "26",
            ["RUNNEL_STREAMS__SALES__COMPRESSOR"] = "lz4",
            ["RUNNEL_SEND_TIMEOUT_SECONDS"] = "27.5",
            ["RUNNEL_TIMEZONE"] = "UTC",
            ["RUNNEL_LEADERSHIP_POLL_INTERVAL"] = "6000",
            ["RUNNEL_DEFAULT_LOCK_EXPIRY"] = "9",
            ["RUNNEL_DEFAULT_GRACE_PERIOD"] = "3",
        };
        var registration = new AppRegistration<Till> { Environment = () => variables };

        var settings = AppSettings.Resolve(registration, null, []);

        var expected = new ProcessorOptions
        {
            ExceptionPolicy = ExceptionPolicy.Quarantine,
            AckMode = AckMode.Background,
            PrefetchCount = 11,
            BatchSize = 12,
            BatchWithin = TimeSpan.FromSeconds(13),
            Retries = 14,
            RetryDelay = TimeSpan.FromSeconds(15),
            RetryMaxDelay = TimeSpan.FromSeconds(16),
            MaxCrashes = 17,
            LockExpiry = TimeSpan.FromSeconds(18),
            GracePeriod = TimeSpan.FromSeconds(19),
            DeliveryTimeout = TimeSpan.FromSeconds(20),
            ReadTimeout = TimeSpan.FromMilliseconds(21),
            JoinDelay = TimeSpan.FromSeconds(22),
            AssignmentAttempts = 23,
            AssignmentSleep = TimeSpan.FromSeconds(24),
            RetryBudget = TimeSpan.FromSeconds(28),
            RetriesPerMinute = 29,
            CircuitBreakerFailures = 30,
            CircuitBreakerPause = TimeSpan.FromSeconds(31),
            CircuitBreakerMaxPause = TimeSpan.FromSeconds(32),
            DeadLetterMode = DeadLetterMode.ParkKey,
            MaxParkedKeys = 33,
            MaxParkedEvents = 34,
        };
        Assert.Equal(expected, settings.ForProcessor("ring_up"));
        var stream = settings.ForStream(registration.App.Streams[0]);
        Assert.Equal((25, 26L, "lz4", TimeSpan.FromSeconds(27.5)), (stream.PartitionCount, stream.PartitionSize, stream.Compressor?.Name, stream.SendTimeout));
        var scheduler = settings.ForScheduler();
        Assert.Equal(("UTC", TimeSpan.FromSeconds(6), TimeSpan.FromSeconds(18), TimeSpan.FromSeconds(3)),
            (scheduler.TimeZone, scheduler.LeadershipPollInterval, scheduler.LeadershipExpiry, scheduler.GracePeriod));
    }

    [Fact]
    public void Built_in_values_are_those_of_the_options_themselves()
    {
        var app = new AppDescriptor { Name = "bare", Streams = [Stream("s")], Processors = [Processor("p", "s")], Tasks = [] };

        var settings = new SettingResolver(app, []).Resolve();

        Assert.Equal(new ProcessorOptions(), settings.ForProcessor("p"));
        Assert.Equal(new Streams.StreamOptions(), settings.ForStream(app.Streams[0]));
        Assert.All(settings.All, setting => Assert.Equal("default", setting.Origin));
    }

    private static EffectiveSettings Resolve(string[] speaking)
    {
        var variables = new Dictionary<string, string>();
        var configuration = new Dictionary<string, string?>();
        var options = new RunnelOptions();
        List<Setting> attribute = [];
        List<Setting> app = [];
        foreach (var level in speaking)
        {
            var value = 101 + Array.IndexOf(Levels, level);
            switch (level)
            {
                case "environment, naming": variables["RUNNEL_PROCESSORS__RING_UP__PREFETCH_COUNT"] = $"{value}"; break;
                case "appsettings, naming": configuration["Runnel:Processors:RingUp:PrefetchCount"] = $"{value}"; break;
                case "code, naming": options.Processors["ring_up"].PrefetchCount = value; break;
                case "attribute": attribute.Add(new Setting("PrefetchCount", $"{value}")); break;
                case "environment, default": variables["RUNNEL_DEFAULT_PREFETCH_COUNT"] = $"{value}"; break;
                case "appsettings, default": configuration["Runnel:DefaultPrefetchCount"] = $"{value}"; break;
                case "code, default": options.DefaultPrefetchCount = value; break;
                case "[App]": app.Add(new Setting("DefaultPrefetchCount", $"{value}")); break;
                default: throw new InvalidOperationException(level);
            }
        }

        var descriptor = new AppDescriptor
        {
            Name = "till",
            Settings = app,
            Streams = [Stream("sales")],
            Processors = [Processor("ring_up", "sales", attribute), Processor("pay_out", "sales")],
            Tasks = [],
        };
        return new SettingResolver(descriptor, []).Resolve(
            EnvironmentSource.Read(variables),
            ConfigurationSource.Read(new ConfigurationBuilder().AddInMemoryCollection(configuration).Build()),
            options.Code.Entries);
    }

    private static string Origin(string level) => level switch
    {
        "environment, naming" => "environment (RUNNEL_PROCESSORS__RING_UP__PREFETCH_COUNT)",
        "appsettings, naming" => "(Runnel:Processors:RingUp:PrefetchCount)",
        "code, naming" => "code (processors.ring_up.prefetch_count)",
        "attribute" => "attribute of Till.ring_up (PrefetchCount)",
        "environment, default" => "environment (RUNNEL_DEFAULT_PREFETCH_COUNT)",
        "appsettings, default" => "(Runnel:DefaultPrefetchCount)",
        "code, default" => "code (default_prefetch_count)",
        "[App]" => "[App] of till (DefaultPrefetchCount)",
        _ => "default",
    };

    private static StreamDescriptor<Sale> Stream(string name)
        => new() { Name = name, Source = $"Till.{name}", Codec = static _ => throw new NotSupportedException() };

    private static EventProcessor<Till, Sale> Processor(string name, string stream, IReadOnlyList<Setting>? settings = null) => new()
    {
        Name = name,
        Stream = stream,
        Source = $"Till.{name}",
        Settings = settings ?? [],
        Method = static (_, _, _, _, _) => ValueTask.CompletedTask,
    };
}
