namespace Runnel;

/// <summary>
/// How often what threw one type of exception is retried, and what happens when that is used up. What is <see langword="null"/> is as for every
/// other exception. A processor's own rules are attributes, <see cref="OnExceptionAttribute{TException}"/>; an app's are given to
/// <c>RunnelOptions.OnException</c>.
/// </summary>
public abstract class ExceptionRule
{
    private readonly int? _retries;
    private readonly TimeSpan? _retryDelay;
    private readonly TimeSpan? _retryMaxDelay;

    private protected ExceptionRule(Type exceptionType)
    {
        ExceptionType = exceptionType;
        for (var type = exceptionType; type is not null; type = type.BaseType) Depth++;
    }

    /// <summary>The type; those derived from it match too.</summary>
    public Type ExceptionType { get; }

    /// <summary>How often it is tried again in place, 0 to 1,000; 0 also says that it does not count for the circuit breaker.</summary>
    public int? Retries
    {
        get => _retries;
        init => _retries = value is null or (>= 0 and <= 1000) ? value : throw OutOfRange(nameof(Retries), value, "0 to 1,000");
    }

    /// <summary>The wait before the first retry; it doubles each time, with jitter: 0 to 1 hour.</summary>
    public TimeSpan? RetryDelay
    {
        get => _retryDelay;
        init => _retryDelay = value is null || (value >= TimeSpan.Zero && value <= TimeSpan.FromHours(1)) ? value : throw OutOfRange(nameof(RetryDelay), value, "0 to 1 hour");
    }

    /// <summary>The longest wait between two retries: 0 to 1 day.</summary>
    public TimeSpan? RetryMaxDelay
    {
        get => _retryMaxDelay;
        init => _retryMaxDelay = value is null || (value >= TimeSpan.Zero && value <= TimeSpan.FromDays(1)) ? value : throw OutOfRange(nameof(RetryMaxDelay), value, "0 to 1 day");
    }

    /// <summary>What happens when its retries are used up.</summary>
    public ExceptionPolicy? ExceptionPolicy { get; init; }

    /// <summary>Whether an exception matches too that has one of this type within: its <see cref="Exception.InnerException"/>, at any depth.</summary>
    public bool IncludeInner { get; init; }

    /// <summary>How many types it derives from: of the rules that match an exception, the greatest is the most derived.</summary>
    internal int Depth { get; }

    /// <summary>Whether the exception itself is of the type.</summary>
    internal abstract bool Covers(Exception error);

    private ArgumentOutOfRangeException OutOfRange(string property, object? value, string allowed)
        => new(property, value, $"{property} of the rule for {ExceptionType} must be {allowed}.");
}

/// <summary>The rule for one type of exception: <c>options.OnException(new ExceptionRule&lt;TimeoutException&gt; { Retries = 10 })</c>.</summary>
/// <typeparam name="TException">The exception.</typeparam>
public sealed class ExceptionRule<TException> : ExceptionRule
    where TException : Exception
{
    /// <summary>A rule that says nothing yet.</summary>
    public ExceptionRule()
        : base(typeof(TException))
    {
    }

    internal override bool Covers(Exception error) => error is TException;
}
