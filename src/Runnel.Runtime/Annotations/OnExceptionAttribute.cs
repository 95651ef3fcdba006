namespace Runnel;

/// <summary>
/// A rule of a processor for one type of exception and all derived from it: how often what threw it is retried, and what happens when that is
/// used up. What it leaves out is as for every other exception. Of several rules that match, the one of the most derived type counts.
/// </summary>
/// <remarks>
/// A <see cref="System.Reflection.TargetInvocationException"/>, an <see cref="AggregateException"/> and the failure of a delivery that took too long
/// match as what they hold; an aggregate of several only if each of them matches.
/// </remarks>
/// <typeparam name="TException">The exception.</typeparam>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class OnExceptionAttribute<TException> : Attribute
    where TException : Exception
{
    /// <summary>
    /// How often it is tried again in place, 0 to 1,000. 0 says that it is the event's own fault: it says nothing about the others, so it does not
    /// count for the circuit breaker either.
    /// </summary>
    public int Retries { get; set; }

    /// <summary>The wait before the first retry, in seconds (0 to 3,600); it doubles each time, with jitter.</summary>
    public double RetryDelaySeconds { get; set; }

    /// <summary>The longest wait between two retries, in seconds: 0 to 86,400.</summary>
    public double RetryMaxDelaySeconds { get; set; }

    /// <summary>What happens when its retries are used up.</summary>
    public ExceptionPolicy ExceptionPolicy { get; set; }

    /// <summary>Whether an exception matches too that has one of this type within: its <see cref="Exception.InnerException"/>, at any depth.</summary>
    public bool IncludeInner { get; set; }
}
