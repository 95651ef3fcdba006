using Microsoft.Extensions.Logging;
using Runnel.Records;
using static Runnel.Hosting.SettingKinds;
using static Runnel.Hosting.SettingScope;

namespace Runnel.Hosting;

/// <summary>
/// Every setting there is: name, what may hold it, kind and range, default, meaning. Reading, range checks, <c>config</c> and the guesses at
/// misspelt names all follow from this table. Settings of a stream or processor have an app-wide default named <c>Default…</c>.
/// </summary>
internal static class SettingTable
{
    public static readonly SettingDefinition<string> RedisUrl = new(
        "RedisUrl", App, Text, "memory://",
        "Where the broker is: memory:// (embedded, lives in this process), redis://, rediss:// (TLS), unix:// (a socket of this machine) or a StackExchange.Redis option string.")
    { IsSecret = true };

    public static readonly SettingDefinition<LogFormat> LogFormat = new(
        "LogFormat", App, Choice(("console", Runnel.LogFormat.Console), ("json", Runnel.LogFormat.Json)), Runnel.LogFormat.Console,
        "The form of log lines: for people, or one JSON object a line.");

    public static readonly SettingDefinition<LogLevel> LogLevel = new(
        "LogLevel", App, Level, Microsoft.Extensions.Logging.LogLevel.Information,
        "The lowest level logged.");

    public static readonly SettingDefinition<string> TimeZone = new(
        "TimeZone", App, SettingKinds.TimeZone, "UTC",
        "The time zone of crontab schedules that name none.");

    public static readonly SettingDefinition<TimeSpan> LeadershipPollInterval = new(
        "LeadershipPollInterval", App, Milliseconds(100, 600_000), TimeSpan.FromMilliseconds(4000),
        "How often a worker that is not the leader tries to become it, in milliseconds.");

    public static readonly SettingDefinition<TimeSpan> SendTimeout = new(
        "SendTimeoutSeconds", App, Seconds(0.1, 3600), TimeSpan.FromSeconds(30),
        "How long a send is tried before it fails, in seconds.");

    public static readonly SettingDefinition<string> DefaultSerializer = new(
        "DefaultSerializer", App, Choice(("json", "json")), "json",
        "The serializer of structured records. A stream's own is a type: [Stream(Serializer = typeof(Mine<>))].");

    public static readonly SettingDefinition<string> DefaultHasher = new(
        "DefaultHasher", App, Choice(("xxhash64", "xxhash64")), "xxhash64",
        "The hash of partition keys. A stream's own is a type: [Stream(Hasher = typeof(Mine))].");

    public static readonly SettingDefinition<int> DefaultPoolSize = new(
        "DefaultPoolSize", App, Count(1, 100_000), 16,
        "Of the original; has no effect here: all commands share one multiplexed connection. Accepted, so that its configurations load.");

    public static readonly SettingDefinition<bool> Testing = new(
        "Testing", App, Flag, false,
        "Use the embedded broker whatever RedisUrl says, so that tests of an app never touch a real server.");

    public static readonly SettingDefinition<SchemaChanges> SchemaChanges = new(
        "SchemaChanges", App,
        Choice(("report", Runnel.SchemaChanges.Report), ("refuse", Runnel.SchemaChanges.Refuse), ("ignore", Runnel.SchemaChanges.Ignore)), Runnel.SchemaChanges.Report,
        "What happens at start when a stream's record is not what it was: report it, refuse what makes stored events unreadable, or compare nothing.");

    public static readonly SettingDefinition<int> HealthPort = new(
        "HealthPort", App, Count(0, 65_535), 0,
        "The port at which the command 'worker' answers /healthz, /readyz and /metrics; 0: none.");

    public static readonly SettingDefinition<string> HealthAddress = new(
        "HealthAddress", App, Address, "0.0.0.0",
        "The address it listens on there: 0.0.0.0 is every IPv4 one, :: every one, 127.0.0.1 this machine alone.");

    public static readonly SettingDefinition<int> PartitionCount = new(
        "PartitionCount", PerStream, Count(1, 65_536), 16,
        "How many partitions the stream has: the greatest parallelism of its processors. Fixed once the stream holds events.");

    public static readonly SettingDefinition<long> PartitionSize = new(
        "PartitionSize", PerStream, WholeNumber(0, 1_000_000_000_000), 50_000,
        "The greatest length of each partition, in events; 0: unbounded. Approximate (MAXLEN ~), but for streams that are kept until they are processed: there it is a limit.");

    public static readonly SettingDefinition<Retention> Retention = new(
        "Retention", PerStream, Choice(("by_size", Runnel.Retention.BySize), ("until_processed", Runnel.Retention.UntilProcessed)), Runnel.Retention.BySize,
        "What each partition keeps: its newest events, processed or not, or all that a processor of the stream has not settled.");

    public static readonly SettingDefinition<TimeSpan> RetentionAge = new(
        "RetentionAgeSeconds", PerStream, Seconds(0, 315_360_000), TimeSpan.Zero,
        "How long processed events are kept at least, in seconds; with until_processed only.");

    public static readonly SettingDefinition<WhenFull> WhenFull = new(
        "WhenFull", PerStream, Choice(("wait", Runnel.WhenFull.Wait), ("fail", Runnel.WhenFull.Fail)), Runnel.WhenFull.Wait,
        "What becomes of a send to a partition that is full: it waits for room as long as SendTimeoutSeconds, or fails at once; with until_processed only.");

    public static readonly SettingDefinition<TimeSpan> RetentionAbandonedAfter = new(
        "RetentionAbandonedAfterSeconds", App, Seconds(0, 315_360_000), TimeSpan.FromDays(7),
        "How long events are kept for a processor that no worker runs and no program declares any more, in seconds; 0: for ever.");

    public static readonly SettingDefinition<string> Compressor = new(
        "Compressor", PerStream, CompressorName(Compressors.AreChosenBySettings), "none",
        "The compressor of structured records; a stream whose attribute names a compressor type keeps that one.");

    public static readonly SettingDefinition<ExceptionPolicy> ExceptionPolicy = new(
        "ExceptionPolicy", PerProcessor,
        Choice(("halt", Runnel.ExceptionPolicy.Halt), ("quarantine", Runnel.ExceptionPolicy.Quarantine), ("ignore", Runnel.ExceptionPolicy.Ignore)),
        Runnel.ExceptionPolicy.Halt,
        "What happens when a processor throws and its retries are used up.");

    public static readonly SettingDefinition<AckMode> AckMode = new(
        "AckMode", PerProcessor, Choice(("before_next", Runnel.AckMode.BeforeNext), ("background", Runnel.AckMode.Background)), Runnel.AckMode.BeforeNext,
        "When cursors are committed: before the next event is handed out, or while processing goes on.");

    public static readonly SettingDefinition<TimeSpan> LockExpiry = new(
        "LockExpirySeconds", PerProcessor, Seconds(0.5, 3600), TimeSpan.FromSeconds(15),
        "How long a partition's lease lasts without renewal, in seconds.");

    public static readonly SettingDefinition<TimeSpan> ReadTimeout = new(
        "ReadTimeout", PerProcessor, Milliseconds(10, 60_000), TimeSpan.FromMilliseconds(1500),
        "How long one blocking wait for news lasts, in milliseconds.");

    public static readonly SettingDefinition<int> PrefetchCount = new(
        "PrefetchCount", PerProcessor, Count(1, 100_000), 64,
        "How many events are buffered per owned partition.");

    public static readonly SettingDefinition<int> AssignmentAttempts = new(
        "AssignmentAttempts", PerProcessor, Count(1, 1000), 32,
        "How often a refused assignment is tried before giving up for this round.");

    public static readonly SettingDefinition<TimeSpan> AssignmentSleep = new(
        "AssignmentSleepSeconds", PerProcessor, Seconds(0.01, 60), TimeSpan.FromSeconds(2),
        "The longest wait between two tries of an assignment, and between two looks at a partition that another worker still holds, in seconds.");

    public static readonly SettingDefinition<TimeSpan> GracePeriod = new(
        "GracePeriodSeconds", PerProcessor, Seconds(0, 3600), TimeSpan.FromSeconds(8),
        "How long an event in hand may take to finish at shutdown or rebalance before its token is cancelled, in seconds.");

    public static readonly SettingDefinition<TimeSpan> JoinDelay = new(
        "JoinDelaySeconds", PerProcessor, Seconds(0, 600), TimeSpan.Zero,
        "How long a worker waits after joining before it takes partitions, in seconds.");

    public static readonly SettingDefinition<int> Retries = new(
        "Retries", PerProcessor, Count(0, 1000), 0,
        "How often a failed delivery is tried again in place.");

    public static readonly SettingDefinition<TimeSpan> RetryDelay = new(
        "RetryDelaySeconds", PerProcessor, Seconds(0, 3600), TimeSpan.FromSeconds(0.1),
        "The wait before the first retry, in seconds; it doubles each time, with jitter.");

    public static readonly SettingDefinition<TimeSpan> RetryMaxDelay = new(
        "RetryMaxDelaySeconds", PerProcessor, Seconds(0, 86_400), TimeSpan.FromSeconds(30),
        "The longest wait between two retries, in seconds.");

    public static readonly SettingDefinition<TimeSpan> RetryBudget = new(
        "RetryBudgetSeconds", PerProcessor, Seconds(0, 86_400), TimeSpan.Zero,
        "How long after its first failure a delivery may be retried, in seconds; 0: unbounded.");

    public static readonly SettingDefinition<int> RetriesPerMinute = new(
        "RetriesPerMinute", PerProcessor, Count(0, 1_000_000), 0,
        "How many retries a minute all partitions of the processor in one worker may make together; 0: unbounded.");

    public static readonly SettingDefinition<int> CircuitBreakerFailures = new(
        "CircuitBreakerFailures", PerProcessor, Count(0, 100_000), 0,
        "How many deliveries in a row must fail in one worker to pause the processor there; 0: it is never paused.");

    public static readonly SettingDefinition<TimeSpan> CircuitBreakerPause = new(
        "CircuitBreakerPauseSeconds", PerProcessor, Seconds(0.1, 3600), TimeSpan.FromSeconds(5),
        "How long a processor is paused before one delivery is tried, in seconds; it doubles each time that one fails.");

    public static readonly SettingDefinition<TimeSpan> CircuitBreakerMaxPause = new(
        "CircuitBreakerMaxPauseSeconds", PerProcessor, Seconds(0.1, 86_400), TimeSpan.FromSeconds(60),
        "The longest such pause, in seconds.");

    public static readonly SettingDefinition<int> MaxCrashes = new(
        "MaxCrashes", PerProcessor, Count(0, 1000), 3,
        "How many times an event may kill its process before the exception policy applies; 0: not counted.");

    public static readonly SettingDefinition<TimeSpan> DeliveryTimeout = new(
        "DeliveryTimeoutSeconds", PerProcessor, Seconds(0, 86_400), TimeSpan.Zero,
        "How long one delivery may take before it is cancelled and counted as failed, in seconds; 0: unbounded.");

    public static readonly SettingDefinition<int> BatchSize = new(
        "BatchSize", PerProcessor, Count(1, 100_000), 100,
        "The greatest number of events of one call; batch shape only.");

    public static readonly SettingDefinition<TimeSpan> BatchWithin = new(
        "BatchWithinSeconds", PerProcessor, Seconds(0, 3600), TimeSpan.FromSeconds(1),
        "How long a batch waits to fill, in seconds, from its first event; batch shape only.");

    public static readonly SettingDefinition<long> HealthLagEvents = new(
        "HealthLagEvents", PerProcessor, WholeNumber(0, 1_000_000_000_000), 0,
        "How many events may wait on one partition before the health is degraded; 0: any number.");

    public static readonly SettingDefinition<TimeSpan> HealthLag = new(
        "HealthLagSeconds", PerProcessor, Seconds(0, 2_592_000), TimeSpan.Zero,
        "How old the oldest event that waits on one partition may be before the health is degraded, in seconds; 0: any age.");

    public static readonly SettingDefinition<DeadLetterMode> DeadLetterMode = new(
        "DeadLetterMode", PerProcessor,
        Choice(("forward", Runnel.DeadLetterMode.Forward), ("park_key", Runnel.DeadLetterMode.ParkKey)), Runnel.DeadLetterMode.Forward,
        "What becomes of the later events of a key whose event went to the dead letters: they are handled, or parked behind it.");

    public static readonly SettingDefinition<int> MaxParkedKeys = new(
        "MaxParkedKeys", PerProcessor, Count(1, 100_000), 1000,
        "How many keys may be parked on one partition.");

    public static readonly SettingDefinition<int> MaxParkedEvents = new(
        "MaxParkedEvents", PerProcessor, Count(1, 1_000_000), 10_000,
        "How many events may be parked on one partition.");

    /// <summary>All of them, in the order <c>config</c> shows them.</summary>
    public static readonly IReadOnlyList<SettingDefinition> All =
    [
        RedisUrl, LogFormat, LogLevel, TimeZone, LeadershipPollInterval, SendTimeout, DefaultSerializer, DefaultHasher, DefaultPoolSize, Testing, SchemaChanges,
        HealthPort, HealthAddress,
        RetentionAbandonedAfter, PartitionCount, PartitionSize, Retention, RetentionAge, WhenFull, Compressor,
        ExceptionPolicy, AckMode, LockExpiry, ReadTimeout, PrefetchCount, AssignmentAttempts, AssignmentSleep, GracePeriod, JoinDelay,
        Retries, RetryDelay, RetryMaxDelay, RetryBudget, RetriesPerMinute, CircuitBreakerFailures, CircuitBreakerPause, CircuitBreakerMaxPause,
        MaxCrashes, DeliveryTimeout, BatchSize, BatchWithin, DeadLetterMode, MaxParkedKeys, MaxParkedEvents, HealthLagEvents, HealthLag,
    ];

    /// <summary>Settings of the original that cannot mean anything here, with what took their place.</summary>
    public static readonly IReadOnlyDictionary<string, string> Replaced = new Dictionary<string, string>
    {
        ["autodiscover"] = "Processors are found at compile time, in every file of the app's project; there is nothing to search for at start. Remove it.",
    };

    /// <summary>The settings of one scope.</summary>
    public static IEnumerable<SettingDefinition> Of(SettingScope scope) => All.Where(definition => definition.Scope == scope);
}
