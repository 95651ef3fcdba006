using System.Globalization;

namespace Runnel.Generators.Parsing;

/// <summary>What a numeric setting may be; the runtime's table of settings says the same, and a test holds the two together.</summary>
/// <param name="Least">The least value.</param>
/// <param name="Greatest">The greatest value.</param>
internal readonly record struct AppSettingRange(double Least, double Greatest)
{
    private const double Hour = 3_600;

    private const double Day = 24 * Hour;

    /// <summary>The interval of a timer, in seconds: from a millisecond to 49 days, which is as long as the platform's timers go.</summary>
    public static AppSettingRange Timer => new(0.001, 49 * Day);

    /// <summary>Also false for what is no number.</summary>
    public bool Holds(double value) => value >= Least && value <= Greatest;

    public override string ToString() => string.Format(CultureInfo.InvariantCulture, "{0:#,##0.###} to {1:#,##0.###}", Least, Greatest);

    /// <summary>The range of a setting by its property's name; an app's default has the range of what it is the default of.</summary>
    public static AppSettingRange? Of(string setting)
    {
        const string Default = "Default";
        return (setting.StartsWith(Default, StringComparison.Ordinal) ? setting.Substring(Default.Length) : setting) switch
        {
            "PartitionCount" => new(1, 65_536),
            "PartitionSize" => new(0, 1_000_000_000_000),
            "RetentionAgeSeconds" or "RetentionAbandonedAfterSeconds" => new(0, 3_650 * Day),
            "PrefetchCount" or "BatchSize" or "MaxParkedKeys" => new(1, 100_000),
            "MaxParkedEvents" => new(1, 1_000_000),
            "Retries" or "MaxCrashes" => new(0, 1_000),
            "AssignmentAttempts" => new(1, 1_000),
            "AssignmentSleepSeconds" => new(0.01, 60),
            "BatchWithinSeconds" or "GracePeriodSeconds" or "RetryDelaySeconds" => new(0, Hour),
            "JoinDelaySeconds" => new(0, 600),
            "RetryMaxDelaySeconds" or "RetryBudgetSeconds" or "DeliveryTimeoutSeconds" => new(0, Day),
            "RetriesPerMinute" => new(0, 1_000_000),
            "CircuitBreakerFailures" => new(0, 100_000),
            "CircuitBreakerPauseSeconds" => new(0.1, Hour),
            "CircuitBreakerMaxPauseSeconds" => new(0.1, Day),
            "LockExpirySeconds" => new(0.5, Hour),
            "SendTimeoutSeconds" => new(0.1, Hour),
            "ReadTimeout" => new(10, 60_000),
            "LeadershipPollInterval" => new(100, 600_000),
            _ => null,
        };
    }
}
