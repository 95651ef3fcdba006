namespace Runnel.Pipeline;

/// <summary>The effective settings of one processor; see <see cref="ProcessorAttribute"/> for what each means.</summary>
internal sealed record ProcessorOptions
{
    public ExceptionPolicy ExceptionPolicy { get; init; } = ExceptionPolicy.Halt;

    public AckMode AckMode { get; init; } = AckMode.BeforeNext;

    public int PrefetchCount { get; init; } = 64;

    public int BatchSize { get; init; } = 100;

    public TimeSpan BatchWithin { get; init; } = TimeSpan.FromSeconds(1);

    public int Retries { get; init; }

    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(0.1);

    public TimeSpan RetryMaxDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Zero: unbounded.</summary>
    public TimeSpan RetryBudget { get; init; }

    /// <summary>Zero: unbounded.</summary>
    public int RetriesPerMinute { get; init; }

    public ExceptionRules Rules { get; init; } = ExceptionRules.None;

    /// <summary>Zero: the processor has no circuit breaker.</summary>
    public int CircuitBreakerFailures { get; init; }

    public TimeSpan CircuitBreakerPause { get; init; } = TimeSpan.FromSeconds(5);

    public TimeSpan CircuitBreakerMaxPause { get; init; } = TimeSpan.FromSeconds(60);

    public int MaxCrashes { get; init; } = 3;

    /// <summary>After so many crashes an event is handed out alone, since one more condemns it; 0: never (one crash is enough, or they are not counted).</summary>
    public int LastChance => Math.Max(0, MaxCrashes - 1);

    public DeadLetterMode DeadLetterMode { get; init; } = DeadLetterMode.Forward;

    public int MaxParkedKeys { get; init; } = 1000;

    public int MaxParkedEvents { get; init; } = 10_000;

    public TimeSpan LockExpiry { get; init; } = TimeSpan.FromSeconds(15);

    public TimeSpan GracePeriod { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>Zero: off.</summary>
    public TimeSpan DeliveryTimeout { get; init; }

    public TimeSpan ReadTimeout { get; init; } = TimeSpan.FromSeconds(1.5);

    public TimeSpan JoinDelay { get; init; }

    public int AssignmentAttempts { get; init; } = 32;

    public TimeSpan AssignmentSleep { get; init; } = TimeSpan.FromSeconds(2);
}
