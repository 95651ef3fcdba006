namespace Runnel;

/// <summary>
/// Marks a <c>partial class</c> as a Runnel app: its streams, processors and background tasks are its members. Each property that is
/// written here is a setting of the app; environment variables, <c>appsettings.json</c> and the command line outrank it where they name
/// the setting itself (see the settings chapter of the guide for the precedence).
/// </summary>
/// <param name="name">The app's name: 1 to 100 characters, none of <c>{ } : .</c> and no white space. It is part of every Redis key.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class AppAttribute(string name) : Attribute
{
    /// <summary>The app's name.</summary>
    public string Name { get; } = name;

    /// <summary>Where the broker is: <c>memory://</c>, <c>redis://…</c>, <c>rediss://…</c>, <c>unix://…</c> or a StackExchange.Redis option string. Default: <c>memory://</c>.</summary>
    public string RedisUrl { get; set; } = "";

    /// <summary>The lowest level logged: <c>trace</c>, <c>debug</c>, <c>info</c>, <c>warning</c>, <c>error</c>, <c>critical</c> or <c>none</c>. Default: <c>info</c>.</summary>
    public string LogLevel { get; set; } = "";

    /// <summary><c>console</c> or <c>json</c>. Default: <c>console</c>.</summary>
    public string LogFormat { get; set; } = "";

    /// <summary>The time zone (IANA id) of crontab schedules that name none. Default: <c>UTC</c>.</summary>
    public string TimeZone { get; set; } = "";

    /// <summary>How often a worker that is not the leader tries to become it, in milliseconds: 100 to 600,000. Default: 4000.</summary>
    public int LeadershipPollInterval { get; set; }

    /// <summary>How long a send is tried before it fails, in seconds: 0.1 to 3,600. Default: 30.</summary>
    public double SendTimeoutSeconds { get; set; }

    /// <summary>What happens at start when a stream's record is not what it was. Default: <see cref="SchemaChanges.Report"/>.</summary>
    public SchemaChanges SchemaChanges { get; set; }

    /// <summary>Partitions of each stream that does not say, 1 to 65,536. Default: 16.</summary>
    public int DefaultPartitionCount { get; set; }

    /// <summary>
    /// The greatest length of each partition, up to 1,000,000,000,000: approximate (<c>MAXLEN ~</c>), or a limit with
    /// <see cref="Retention.UntilProcessed"/>;
    /// 0: unbounded. Default: 50,000.
    /// </summary>
    public long DefaultPartitionSize { get; set; }

    /// <summary>What each partition keeps, of dead-letter sinks too. Default: <see cref="Retention.BySize"/>.</summary>
    public Retention DefaultRetention { get; set; }

    /// <summary>
    /// How long processed events are kept at least, in seconds: 0 to 315,360,000 (ten years); with <see cref="Retention.UntilProcessed"/>
    /// only. Default: 0.
    /// </summary>
    public double DefaultRetentionAgeSeconds { get; set; }

    /// <summary>
    /// What becomes of a send to a partition that is full; with <see cref="Retention.UntilProcessed"/> only. Default:
    /// <see cref="WhenFull.Wait"/>.
    /// </summary>
    public WhenFull DefaultWhenFull { get; set; }

    /// <summary>
    /// How long events are kept for a processor that no worker runs and no program declares any more, in seconds: 0 to 315,360,000; 0: for
    /// ever. Default: 604,800 (7 days).
    /// </summary>
    public double RetentionAbandonedAfterSeconds { get; set; }

    /// <summary>The compressor of structured records: <c>none</c>, <c>gzip</c>, <c>brotli</c> or <c>lz4</c>. Default: <c>none</c>.</summary>
    public string DefaultCompressor { get; set; } = "";

    /// <summary>What happens when a processor throws. Default: <see cref="ExceptionPolicy.Halt"/>.</summary>
    public ExceptionPolicy DefaultExceptionPolicy { get; set; }

    /// <summary>When cursors are committed. Default: <see cref="AckMode.BeforeNext"/>.</summary>
    public AckMode DefaultAckMode { get; set; }

    /// <summary>How long a partition's lease lasts without renewal, in seconds: 0.5 to 3,600. Default: 15 (the original: 120; with fencing a short lease is safe).</summary>
    public double DefaultLockExpirySeconds { get; set; }

    /// <summary>How long one blocking wait for news lasts, in milliseconds: 10 to 60,000. Default: 1500.</summary>
    public int DefaultReadTimeout { get; set; }

    /// <summary>How many events are buffered per owned partition, 1 to 100,000. Default: 64.</summary>
    public int DefaultPrefetchCount { get; set; }

    /// <summary>How often a refused assignment is tried before giving up for this round, 1 to 1,000. Default: 32.</summary>
    public int DefaultAssignmentAttempts { get; set; }

    /// <summary>The longest wait between two tries of an assignment, and between two looks at a partition that another worker still holds, in seconds: 0.01 to 60. Default: 2.</summary>
    public double DefaultAssignmentSleepSeconds { get; set; }

    /// <summary>How long an event in hand may take to finish at shutdown or rebalance before its token is cancelled, in seconds: 0 to 3,600. Default: 8.</summary>
    public double DefaultGracePeriodSeconds { get; set; }

    /// <summary>How long a worker waits after joining before it takes partitions, in seconds: 0 to 600. Default: 0.</summary>
    public double DefaultJoinDelaySeconds { get; set; }

    /// <summary>How often a failed delivery is tried again in place, 0 to 1,000. Default: 0.</summary>
    public int DefaultRetries { get; set; }
}
