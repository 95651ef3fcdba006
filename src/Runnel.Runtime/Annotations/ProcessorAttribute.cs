namespace Runnel;

/// <summary>
/// Marks a method as a processor of a stream. The method's signature chooses the shape: a loop over <c>Events&lt;T&gt;</c>, a call per
/// event, or a call per batch. Each property below is a setting of this processor alone; one that is not written takes the default setting.
/// </summary>
/// <param name="stream">The property of the stream: <c>nameof(Orders)</c>.</param>
[AttributeUsage(AttributeTargets.Method)]
public class ProcessorAttribute(string stream) : Attribute
{
    /// <summary>The property of the stream that is processed.</summary>
    public string Stream { get; } = stream;

    /// <summary>The processor's name, and so its consumer group's: 1 to 200 characters, none of <c>{ } :</c> and no white space. Default: the method's name in snake_case.</summary>
    public string Name { get; set; } = "";

    /// <summary>What happens when the method throws. Default: the setting <c>DefaultExceptionPolicy</c>.</summary>
    public ExceptionPolicy ExceptionPolicy { get; set; }

    /// <summary>Types that implement <c>IMiddleware</c>, outermost first; one instance each per processor, constructor services from dependency injection.</summary>
    public Type[] Middleware { get; set; } = [];

    /// <summary>
    /// What becomes of the later events of a key whose event went to the dead letters; only with <c>DeadLetterMiddleware</c>. Default: the setting
    /// <c>DefaultDeadLetterMode</c>, which is <see cref="DeadLetterMode.Forward"/>.
    /// </summary>
    public DeadLetterMode DeadLetterMode { get; set; }

    /// <summary>How many keys may be parked on one partition, 1 to 100,000; see <see cref="DeadLetterMode.ParkKey"/>. Default: 1,000.</summary>
    public int MaxParkedKeys { get; set; }

    /// <summary>How many events may be parked on one partition, 1 to 1,000,000; see <see cref="DeadLetterMode.ParkKey"/>. Default: 10,000.</summary>
    public int MaxParkedEvents { get; set; }

    /// <summary>When the cursor is committed. Default: the setting <c>DefaultAckMode</c>.</summary>
    public AckMode AckMode { get; set; }

    /// <summary>How many events are buffered per owned partition, 1 to 100,000. Default: the setting <c>DefaultPrefetchCount</c>.</summary>
    public int PrefetchCount { get; set; }

    /// <summary>The greatest number of events of one call, 1 to 100,000; batch shape only. Default: 100.</summary>
    public int BatchSize { get; set; }

    /// <summary>How long a batch waits to fill, in seconds (0 to 3,600), from its first event; batch shape only. Default: 1.</summary>
    public double BatchWithinSeconds { get; set; }

    /// <summary>How often a failed delivery is tried again in place, 0 to 1,000. Default: the setting <c>DefaultRetries</c>.</summary>
    public int Retries { get; set; }

    /// <summary>The wait before the first retry, in seconds (0 to 3,600); it doubles each time, with jitter. Default: 0.1.</summary>
    public double RetryDelaySeconds { get; set; }

    /// <summary>The longest wait between two retries, in seconds: 0 to 86,400. Default: 30.</summary>
    public double RetryMaxDelaySeconds { get; set; }

    /// <summary>How long after its first failure a delivery may be retried, in seconds, up to 86,400. Default: 0, unbounded.</summary>
    public double RetryBudgetSeconds { get; set; }

    /// <summary>How many retries a minute all partitions of the processor in one worker may make together, up to 1,000,000. Default: 0, unbounded.</summary>
    public int RetriesPerMinute { get; set; }

    /// <summary>How many deliveries in a row must fail in one worker to pause the processor there, up to 100,000. Default: 0, never.</summary>
    public int CircuitBreakerFailures { get; set; }

    /// <summary>How long the processor is paused before one delivery is tried, in seconds: 0.1 to 3,600; it doubles each time that one fails. Default: 5.</summary>
    public double CircuitBreakerPauseSeconds { get; set; }

    /// <summary>The longest such pause, in seconds: 0.1 to 86,400. Default: 60.</summary>
    public double CircuitBreakerMaxPauseSeconds { get; set; }

    /// <summary>How many times an event may kill its process before the exception policy applies, up to 1,000. Default: 3; 0 turns counting off.</summary>
    public int MaxCrashes { get; set; }

    /// <summary>How long a partition's lease lasts without renewal, in seconds: 0.5 to 3,600. Default: the setting <c>DefaultLockExpirySeconds</c>.</summary>
    public double LockExpirySeconds { get; set; }

    /// <summary>How long an event in hand may take to finish at shutdown before its token is cancelled, in seconds: 0 to 3,600. Default: the setting <c>DefaultGracePeriodSeconds</c>.</summary>
    public double GracePeriodSeconds { get; set; }

    /// <summary>How long one delivery may take before it is cancelled and counted as failed, in seconds, up to 86,400. Default: 0, off.</summary>
    public double DeliveryTimeoutSeconds { get; set; }

    /// <summary>How long one blocking wait for news lasts, in milliseconds: 10 to 60,000. Default: the setting <c>DefaultReadTimeout</c>.</summary>
    public int ReadTimeout { get; set; }

    /// <summary>How long a worker waits after joining before it takes partitions, in seconds: 0 to 600. Default: the setting <c>DefaultJoinDelaySeconds</c>.</summary>
    public double JoinDelaySeconds { get; set; }

    /// <summary>How often a refused assignment is tried before giving up for this round, 1 to 1,000. Default: the setting <c>DefaultAssignmentAttempts</c>.</summary>
    public int AssignmentAttempts { get; set; }

    /// <summary>The longest wait between two tries of an assignment, and between two looks at a partition that another worker still holds, in seconds: 0.01 to 60. Default: the setting <c>DefaultAssignmentSleepSeconds</c>.</summary>
    public double AssignmentSleepSeconds { get; set; }
}

/// <summary>
/// A processor that lives outside the app's class: in any class of the app's assembly, or of an assembly that references it.
/// </summary>
/// <typeparam name="TApp">The app whose stream is processed.</typeparam>
/// <param name="stream">The property of the stream: <c>nameof(Shop.Orders)</c>.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ProcessorAttribute<TApp>(string stream) : ProcessorAttribute(stream)
    where TApp : class;
