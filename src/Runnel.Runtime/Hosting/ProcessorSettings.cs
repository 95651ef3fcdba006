using Runnel.Hosting;

namespace Runnel;

/// <summary>Settings of one processor, set in code: <c>options.Processors["print"].PrefetchCount = 8</c>.</summary>
public sealed class ProcessorSettings
{
    private readonly CodeSettings _code;
    private readonly string _name;

    internal ProcessorSettings(CodeSettings code, string name) => (_code, _name) = (code, name);

    /// <summary>What happens when the processor throws and its retries are used up.</summary>
    public ExceptionPolicy ExceptionPolicy { get => Get(SettingTable.ExceptionPolicy); set => Set(SettingTable.ExceptionPolicy, value); }

    /// <summary>When cursors are committed.</summary>
    public AckMode AckMode { get => Get(SettingTable.AckMode); set => Set(SettingTable.AckMode, value); }

    /// <summary>How long a partition's lease lasts without renewal: 0.5 s to 1 hour.</summary>
    public TimeSpan LockExpiry { get => Get(SettingTable.LockExpiry); set => Set(SettingTable.LockExpiry, value); }

    /// <summary>How long one blocking wait for news lasts: 10 ms to 60 s.</summary>
    public TimeSpan ReadTimeout { get => Get(SettingTable.ReadTimeout); set => Set(SettingTable.ReadTimeout, value); }

    /// <summary>How many events are buffered per owned partition: 1 to 100,000.</summary>
    public int PrefetchCount { get => Get(SettingTable.PrefetchCount); set => Set(SettingTable.PrefetchCount, value); }

    /// <summary>How often a refused assignment is tried before giving up for this round: 1 to 1,000.</summary>
    public int AssignmentAttempts { get => Get(SettingTable.AssignmentAttempts); set => Set(SettingTable.AssignmentAttempts, value); }

    /// <summary>The longest wait between two tries of an assignment, and between two looks at a partition that another worker still holds: 10 ms to 60 s.</summary>
    public TimeSpan AssignmentSleep { get => Get(SettingTable.AssignmentSleep); set => Set(SettingTable.AssignmentSleep, value); }

    /// <summary>How long an event in hand may take to finish at shutdown or rebalance before its token is cancelled: 0 to 1 hour.</summary>
    public TimeSpan GracePeriod { get => Get(SettingTable.GracePeriod); set => Set(SettingTable.GracePeriod, value); }

    /// <summary>How long a worker waits after joining before it takes partitions: 0 to 10 minutes.</summary>
    public TimeSpan JoinDelay { get => Get(SettingTable.JoinDelay); set => Set(SettingTable.JoinDelay, value); }

    /// <summary>How often a failed delivery is tried again in place: 0 to 1,000.</summary>
    public int Retries { get => Get(SettingTable.Retries); set => Set(SettingTable.Retries, value); }

    /// <summary>The wait before the first retry; it doubles each time, with jitter: 0 to 1 hour.</summary>
    public TimeSpan RetryDelay { get => Get(SettingTable.RetryDelay); set => Set(SettingTable.RetryDelay, value); }

    /// <summary>The longest wait between two retries: 0 to 1 day.</summary>
    public TimeSpan RetryMaxDelay { get => Get(SettingTable.RetryMaxDelay); set => Set(SettingTable.RetryMaxDelay, value); }

    /// <summary>How long after its first failure a delivery may be retried: 0 (unbounded) to 1 day.</summary>
    public TimeSpan RetryBudget { get => Get(SettingTable.RetryBudget); set => Set(SettingTable.RetryBudget, value); }

    /// <summary>How many retries a minute all partitions of the processor in one worker may make together: 0 (unbounded) to 1,000,000.</summary>
    public int RetriesPerMinute { get => Get(SettingTable.RetriesPerMinute); set => Set(SettingTable.RetriesPerMinute, value); }

    /// <summary>How many deliveries in a row must fail in one worker to pause the processor there: 0 (never) to 100,000.</summary>
    public int CircuitBreakerFailures { get => Get(SettingTable.CircuitBreakerFailures); set => Set(SettingTable.CircuitBreakerFailures, value); }

    /// <summary>How long the processor is paused before one delivery is tried; it doubles each time that one fails: 0.1 s to 1 hour.</summary>
    public TimeSpan CircuitBreakerPause { get => Get(SettingTable.CircuitBreakerPause); set => Set(SettingTable.CircuitBreakerPause, value); }

    /// <summary>The longest such pause: 0.1 s to 1 day.</summary>
    public TimeSpan CircuitBreakerMaxPause { get => Get(SettingTable.CircuitBreakerMaxPause); set => Set(SettingTable.CircuitBreakerMaxPause, value); }

    /// <summary>How many times an event may kill its process before the exception policy applies: 0 (not counted) to 1,000.</summary>
    public int MaxCrashes { get => Get(SettingTable.MaxCrashes); set => Set(SettingTable.MaxCrashes, value); }

    /// <summary>How long one delivery may take before it is cancelled and counted as failed: 0 (unbounded) to 1 day.</summary>
    public TimeSpan DeliveryTimeout { get => Get(SettingTable.DeliveryTimeout); set => Set(SettingTable.DeliveryTimeout, value); }

    /// <summary>The greatest number of events of one call: 1 to 100,000; batch shape only.</summary>
    public int BatchSize { get => Get(SettingTable.BatchSize); set => Set(SettingTable.BatchSize, value); }

    /// <summary>How long a batch waits to fill, from its first event: 0 to 1 hour; batch shape only.</summary>
    public TimeSpan BatchWithin { get => Get(SettingTable.BatchWithin); set => Set(SettingTable.BatchWithin, value); }

    /// <summary>How many events may wait on one partition before the health is degraded: 1 to 1,000,000,000,000; 0: any number.</summary>
    public long HealthLagEvents { get => Get(SettingTable.HealthLagEvents); set => Set(SettingTable.HealthLagEvents, value); }

    /// <summary>How old the oldest event that waits on one partition may be before the health is degraded: up to 30 days; 0: any age.</summary>
    public TimeSpan HealthLag { get => Get(SettingTable.HealthLag); set => Set(SettingTable.HealthLag, value); }

    /// <summary>What becomes of the later events of a key whose event went to the dead letters.</summary>
    public DeadLetterMode DeadLetterMode { get => Get(SettingTable.DeadLetterMode); set => Set(SettingTable.DeadLetterMode, value); }

    /// <summary>How many keys may be parked on one partition: 1 to 100,000.</summary>
    public int MaxParkedKeys { get => Get(SettingTable.MaxParkedKeys); set => Set(SettingTable.MaxParkedKeys, value); }

    /// <summary>How many events may be parked on one partition: 1 to 1,000,000.</summary>
    public int MaxParkedEvents { get => Get(SettingTable.MaxParkedEvents); set => Set(SettingTable.MaxParkedEvents, value); }

    private T Get<T>(SettingDefinition<T> definition)
        where T : notnull => _code.Get(definition, _name);

    private void Set<T>(SettingDefinition<T> definition, T value)
        where T : notnull => _code.Set(definition, value, _name);
}
