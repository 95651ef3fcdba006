using Microsoft.Extensions.Logging;
using Runnel.Hosting;

namespace Runnel;

/// <summary>
/// Settings of an app, set in code. The command line, environment variables (<c>RUNNEL_REDIS_URL</c>) and <c>appsettings.json</c>
/// (<c>Runnel:RedisUrl</c>) outrank what is set here, and this outranks <see cref="AppAttribute"/>. Each property reads back what code set,
/// else the built-in value; the command <c>config</c> shows what is in effect. Ranges are checked when the app starts: a
/// <see cref="SettingException"/> names the setting, its value, where it came from and what is allowed.
/// </summary>
public sealed class RunnelOptions
{
    internal RunnelOptions()
    {
        Streams = new SettingsByName<StreamSettings>(name => new StreamSettings(Code, name));
        Processors = new SettingsByName<ProcessorSettings>(name => new ProcessorSettings(Code, name));
    }

    internal CodeSettings Code { get; } = new();

    /// <summary>Settings of single streams, by name; they outrank the stream's attribute.</summary>
    public SettingsByName<StreamSettings> Streams { get; }

    /// <summary>Settings of single processors, by name; they outrank the processor's attribute.</summary>
    public SettingsByName<ProcessorSettings> Processors { get; }

    /// <summary>Where the broker is: <c>memory://</c>, <c>redis://…</c>, <c>rediss://…</c>, <c>unix://…</c> or a StackExchange.Redis option string. Default: <c>memory://</c>.</summary>
    public string RedisUrl { get => Code.Get(SettingTable.RedisUrl); set => Code.Set(SettingTable.RedisUrl, value); }

    /// <summary>The form of log lines of a <c>RunnelApplication</c> (another host logs as it likes). Default: <see cref="LogFormat.Console"/>.</summary>
    public LogFormat LogFormat { get => Code.Get(SettingTable.LogFormat); set => Code.Set(SettingTable.LogFormat, value); }

    /// <summary>The lowest level that a <c>RunnelApplication</c> logs. Default: <see cref="LogLevel.Information"/>.</summary>
    public LogLevel LogLevel { get => Code.Get(SettingTable.LogLevel); set => Code.Set(SettingTable.LogLevel, value); }

    /// <summary>The time zone (IANA id) of crontab schedules that name none. Default: <c>UTC</c>.</summary>
    public string TimeZone { get => Code.Get(SettingTable.TimeZone); set => Code.Set(SettingTable.TimeZone, value); }

    /// <summary>How often a worker that is not the leader tries to become it: 100 ms to 10 minutes. Default: 4 s.</summary>
    public TimeSpan LeadershipPollInterval
    {
        get => Code.Get(SettingTable.LeadershipPollInterval);
        set => Code.Set(SettingTable.LeadershipPollInterval, value);
    }

    /// <summary>How long a send is tried before it fails: 0.1 s to 1 hour. Default: 30 s.</summary>
    public TimeSpan SendTimeout { get => Code.Get(SettingTable.SendTimeout); set => Code.Set(SettingTable.SendTimeout, value); }

    /// <summary>The serializer of structured records: <c>json</c>. A stream's own is a type, named in <see cref="StreamAttribute.Serializer"/>.</summary>
    public string DefaultSerializer { get => Code.Get(SettingTable.DefaultSerializer); set => Code.Set(SettingTable.DefaultSerializer, value); }

    /// <summary>The hash of partition keys: <c>xxhash64</c>. A stream's own is a type, named in <see cref="StreamAttribute.Hasher"/>.</summary>
    public string DefaultHasher { get => Code.Get(SettingTable.DefaultHasher); set => Code.Set(SettingTable.DefaultHasher, value); }

    /// <summary>A setting of the original that has no effect here: all commands share one multiplexed connection. Default: 16.</summary>
    public int DefaultPoolSize { get => Code.Get(SettingTable.DefaultPoolSize); set => Code.Set(SettingTable.DefaultPoolSize, value); }

    /// <summary>Use the embedded broker whatever <see cref="RedisUrl"/> says, so that tests of an app never touch a real server. Default: <see langword="false"/>.</summary>
    public bool Testing { get => Code.Get(SettingTable.Testing); set => Code.Set(SettingTable.Testing, value); }

    /// <summary>What happens at start when a stream's record is not what it was. Default: <see cref="SchemaChanges.Report"/>.</summary>
    public SchemaChanges SchemaChanges { get => Code.Get(SettingTable.SchemaChanges); set => Code.Set(SettingTable.SchemaChanges, value); }

    /// <summary>
    /// The port at which the command <c>worker</c> answers <c>/healthz</c>, <c>/readyz</c> and <c>/metrics</c>: 1 to 65,535; 0: none. Another host
    /// has a server of its own for that, see <see cref="RunnelHealthChecks"/>. Default: 0.
    /// </summary>
    public int HealthPort { get => Code.Get(SettingTable.HealthPort); set => Code.Set(SettingTable.HealthPort, value); }

    /// <summary>
    /// The IP address that <see cref="HealthPort"/> is opened on: <c>0.0.0.0</c> is every IPv4 address of the machine, <c>::</c> every address,
    /// <c>127.0.0.1</c> this machine alone. Default: <c>0.0.0.0</c>.
    /// </summary>
    public string HealthAddress { get => Code.Get(SettingTable.HealthAddress); set => Code.Set(SettingTable.HealthAddress, value); }

    /// <summary>Partitions of each stream that does not say: 1 to 65,536. Default: 16.</summary>
    public int DefaultPartitionCount { get => Code.Get(SettingTable.PartitionCount); set => Code.Set(SettingTable.PartitionCount, value); }

    /// <summary>
    /// The greatest length of each partition, in events: approximate (<c>MAXLEN ~</c>), or a limit with
    /// <see cref="Retention.UntilProcessed"/>; 0: unbounded.
    /// Default: 50,000.
    /// </summary>
    public long DefaultPartitionSize { get => Code.Get(SettingTable.PartitionSize); set => Code.Set(SettingTable.PartitionSize, value); }

    /// <summary>What each partition keeps, of dead-letter sinks too. Default: <see cref="Retention.BySize"/>.</summary>
    public Retention DefaultRetention { get => Code.Get(SettingTable.Retention); set => Code.Set(SettingTable.Retention, value); }

    /// <summary>
    /// How long processed events are kept at least: 0 to ten years of 365 days; with <see cref="Retention.UntilProcessed"/> only.
    /// Default: 0.
    /// </summary>
    public TimeSpan DefaultRetentionAge { get => Code.Get(SettingTable.RetentionAge); set => Code.Set(SettingTable.RetentionAge, value); }

    /// <summary>
    /// What becomes of a send to a partition that is full; with <see cref="Retention.UntilProcessed"/> only. Default:
    /// <see cref="WhenFull.Wait"/>.
    /// </summary>
    public WhenFull DefaultWhenFull { get => Code.Get(SettingTable.WhenFull); set => Code.Set(SettingTable.WhenFull, value); }

    /// <summary>
    /// How long events are kept for a processor that no worker runs and no program declares any more: 0 to ten years of 365 days; 0: for
    /// ever. Default: 7 days.
    /// </summary>
    public TimeSpan RetentionAbandonedAfter { get => Code.Get(SettingTable.RetentionAbandonedAfter); set => Code.Set(SettingTable.RetentionAbandonedAfter, value); }

    /// <summary>The compressor of structured records: <c>none</c>, <c>gzip</c>, <c>brotli</c> or <c>lz4</c>. Default: <c>none</c>.</summary>
    public string DefaultCompressor { get => Code.Get(SettingTable.Compressor); set => Code.Set(SettingTable.Compressor, value); }

    /// <summary>What happens when a processor throws. Default: <see cref="ExceptionPolicy.Halt"/>.</summary>
    public ExceptionPolicy DefaultExceptionPolicy { get => Code.Get(SettingTable.ExceptionPolicy); set => Code.Set(SettingTable.ExceptionPolicy, value); }

    /// <summary>When cursors are committed. Default: <see cref="AckMode.BeforeNext"/>.</summary>
    public AckMode DefaultAckMode { get => Code.Get(SettingTable.AckMode); set => Code.Set(SettingTable.AckMode, value); }

    /// <summary>How long a partition's lease lasts without renewal: 0.5 s to 1 hour. Default: 15 s (the original: 120 s; with fencing a short lease is safe).</summary>
    public TimeSpan DefaultLockExpiry { get => Code.Get(SettingTable.LockExpiry); set => Code.Set(SettingTable.LockExpiry, value); }

    /// <summary>How long one blocking wait for news lasts: 10 ms to 60 s. Default: 1.5 s.</summary>
    public TimeSpan DefaultReadTimeout { get => Code.Get(SettingTable.ReadTimeout); set => Code.Set(SettingTable.ReadTimeout, value); }

    /// <summary>How many events are buffered per owned partition: 1 to 100,000. Default: 64 (the original: 8; a reply costs the same for more events).</summary>
    public int DefaultPrefetchCount { get => Code.Get(SettingTable.PrefetchCount); set => Code.Set(SettingTable.PrefetchCount, value); }

    /// <summary>How often a refused assignment is tried before giving up for this round: 1 to 1,000. Default: 32.</summary>
    public int DefaultAssignmentAttempts { get => Code.Get(SettingTable.AssignmentAttempts); set => Code.Set(SettingTable.AssignmentAttempts, value); }

    /// <summary>The longest wait between two tries of an assignment, and between two looks at a partition that another worker still holds: 10 ms to 60 s. Default: 2 s.</summary>
    public TimeSpan DefaultAssignmentSleep { get => Code.Get(SettingTable.AssignmentSleep); set => Code.Set(SettingTable.AssignmentSleep, value); }

    /// <summary>How long an event in hand may take to finish at shutdown or rebalance before its token is cancelled: 0 to 1 hour. Default: 8 s.</summary>
    public TimeSpan DefaultGracePeriod { get => Code.Get(SettingTable.GracePeriod); set => Code.Set(SettingTable.GracePeriod, value); }

    /// <summary>How long a worker waits after joining before it takes partitions: 0 to 10 minutes. Default: 0 (moves are cheap).</summary>
    public TimeSpan DefaultJoinDelay { get => Code.Get(SettingTable.JoinDelay); set => Code.Set(SettingTable.JoinDelay, value); }

    /// <summary>How often a failed delivery is tried again in place: 0 to 1,000. Default: 0.</summary>
    public int DefaultRetries { get => Code.Get(SettingTable.Retries); set => Code.Set(SettingTable.Retries, value); }

    /// <summary>The wait before the first retry; it doubles each time, with jitter: 0 to 1 hour. Default: 0.1 s.</summary>
    public TimeSpan DefaultRetryDelay { get => Code.Get(SettingTable.RetryDelay); set => Code.Set(SettingTable.RetryDelay, value); }

    /// <summary>The longest wait between two retries: 0 to 1 day. Default: 30 s.</summary>
    public TimeSpan DefaultRetryMaxDelay { get => Code.Get(SettingTable.RetryMaxDelay); set => Code.Set(SettingTable.RetryMaxDelay, value); }

    /// <summary>How long after its first failure a delivery may be retried: 0 (unbounded) to 1 day. Default: 0.</summary>
    public TimeSpan DefaultRetryBudget { get => Code.Get(SettingTable.RetryBudget); set => Code.Set(SettingTable.RetryBudget, value); }

    /// <summary>How many retries a minute all partitions of a processor in one worker may make together: 0 (unbounded) to 1,000,000. Default: 0.</summary>
    public int DefaultRetriesPerMinute { get => Code.Get(SettingTable.RetriesPerMinute); set => Code.Set(SettingTable.RetriesPerMinute, value); }

    /// <summary>How many deliveries in a row must fail in one worker to pause a processor there: 0 (never) to 100,000. Default: 0.</summary>
    public int DefaultCircuitBreakerFailures { get => Code.Get(SettingTable.CircuitBreakerFailures); set => Code.Set(SettingTable.CircuitBreakerFailures, value); }

    /// <summary>How long a processor is paused before one delivery is tried; it doubles each time that one fails: 0.1 s to 1 hour. Default: 5 s.</summary>
    public TimeSpan DefaultCircuitBreakerPause { get => Code.Get(SettingTable.CircuitBreakerPause); set => Code.Set(SettingTable.CircuitBreakerPause, value); }

    /// <summary>The longest such pause: 0.1 s to 1 day. Default: 60 s.</summary>
    public TimeSpan DefaultCircuitBreakerMaxPause { get => Code.Get(SettingTable.CircuitBreakerMaxPause); set => Code.Set(SettingTable.CircuitBreakerMaxPause, value); }

    /// <summary>How many times an event may kill its process before the exception policy applies: 0 (not counted) to 1,000. Default: 3.</summary>
    public int DefaultMaxCrashes { get => Code.Get(SettingTable.MaxCrashes); set => Code.Set(SettingTable.MaxCrashes, value); }

    /// <summary>How long one delivery may take before it is cancelled and counted as failed: 0 (unbounded) to 1 day. Default: 0.</summary>
    public TimeSpan DefaultDeliveryTimeout { get => Code.Get(SettingTable.DeliveryTimeout); set => Code.Set(SettingTable.DeliveryTimeout, value); }

    /// <summary>The greatest number of events of one call of the batch shape: 1 to 100,000. Default: 100.</summary>
    public int DefaultBatchSize { get => Code.Get(SettingTable.BatchSize); set => Code.Set(SettingTable.BatchSize, value); }

    /// <summary>How long a batch of the batch shape waits to fill, from its first event: 0 to 1 hour. Default: 1 s.</summary>
    public TimeSpan DefaultBatchWithin { get => Code.Get(SettingTable.BatchWithin); set => Code.Set(SettingTable.BatchWithin, value); }

    /// <summary>How many events may wait on one partition before the health is degraded: 1 to 1,000,000,000,000; 0: any number. Default: 0.</summary>
    public long DefaultHealthLagEvents { get => Code.Get(SettingTable.HealthLagEvents); set => Code.Set(SettingTable.HealthLagEvents, value); }

    /// <summary>How old the oldest event that waits on one partition may be before the health is degraded: up to 30 days; 0: any age. Default: 0.</summary>
    public TimeSpan DefaultHealthLag { get => Code.Get(SettingTable.HealthLag); set => Code.Set(SettingTable.HealthLag, value); }

    /// <summary>What becomes of the later events of a key whose event went to the dead letters. Default: <see cref="DeadLetterMode.Forward"/>.</summary>
    public DeadLetterMode DefaultDeadLetterMode { get => Code.Get(SettingTable.DeadLetterMode); set => Code.Set(SettingTable.DeadLetterMode, value); }

    /// <summary>How many keys may be parked on one partition: 1 to 100,000. Default: 1,000.</summary>
    public int DefaultMaxParkedKeys { get => Code.Get(SettingTable.MaxParkedKeys); set => Code.Set(SettingTable.MaxParkedKeys, value); }

    /// <summary>How many events may be parked on one partition: 1 to 1,000,000. Default: 10,000.</summary>
    public int DefaultMaxParkedEvents { get => Code.Get(SettingTable.MaxParkedEvents); set => Code.Set(SettingTable.MaxParkedEvents, value); }

    /// <summary>The app-wide rules for types of exceptions.</summary>
    internal List<ExceptionRule> ExceptionRules { get; } = [];

    /// <summary>Adds a rule for one type of exception, for all processors that have no matching rule of their own (<see cref="OnExceptionAttribute{TException}"/>).</summary>
    /// <param name="rule">The rule: <c>new ExceptionRule&lt;TimeoutException&gt; { Retries = 10 }</c>.</param>
    /// <exception cref="ArgumentException">There is one for the same type already.</exception>
    public void OnException(ExceptionRule rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        foreach (var other in ExceptionRules)
        {
            if (other.ExceptionType == rule.ExceptionType)
                throw new ArgumentException($"There is a rule for {rule.ExceptionType} already: an app has one for each type of exception.", nameof(rule));
        }

        ExceptionRules.Add(rule);
    }
}
