namespace Runnel.Testing;

/// <summary>How a test host runs.</summary>
public sealed record RunnelTestSettings
{
    /// <summary>What the clock shows at first. Default: the first moment of the year 2000, UTC.</summary>
    public DateTimeOffset Start { get; init; } = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>
    /// How long, by real time, a step may take before it counts as stuck: one call of <c>DrainAsync</c>, or one moment of
    /// <see cref="TestClock.AdvanceAsync"/>. It only bounds how long a broken test hangs. Default: 30 seconds.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not positive.</exception>
    public TimeSpan Patience
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero);
            field = value;
        }
    } = TimeSpan.FromSeconds(30);

    /// <summary>The processors that the first worker runs; none: all. Background tasks always run.</summary>
    public IReadOnlyList<string> Processors { get; init; } = [];
}
