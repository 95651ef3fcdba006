namespace Runnel;

/// <summary>Why the broker could not carry out a command.</summary>
public enum BrokerFailure
{
    /// <summary>Not reachable, loading, failing over, read-only, cluster down, busy: waiting and trying again helps.</summary>
    Unavailable,

    /// <summary>No answer in time: the command may or may not have been carried out.</summary>
    TimedOut,

    /// <summary>The server is out of memory: trying again helps once there is room.</summary>
    OutOfMemory,

    /// <summary>The key holds another type of value.</summary>
    WrongType,

    /// <summary>The user or password is wrong, or the user's access list forbids the command.</summary>
    Denied,

    /// <summary>The server is older than Redis 7.0 or lacks a command that Runnel needs.</summary>
    Unsupported,

    /// <summary>The server refused the command for another reason, which the message gives.</summary>
    Refused,
}

/// <summary>The broker (Redis, or the embedded one) could not carry out a command.</summary>
public sealed class BrokerException : RunnelException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="failure">Why.</param>
    /// <param name="message">What happened, where and what to do.</param>
    /// <param name="inner">The cause.</param>
    public BrokerException(BrokerFailure failure, string message, Exception? inner = null)
        : base(message, inner)
    {
        Failure = failure;
        IsUncertain = failure is BrokerFailure.Unavailable or BrokerFailure.TimedOut;
    }

    /// <summary>Why the command could not be carried out.</summary>
    public BrokerFailure Failure { get; }

    /// <summary>Whether the command may have been carried out all the same, because no answer came. False: it surely was not.</summary>
    public bool IsUncertain { get; init; }

    /// <summary>Whether trying the same again later may succeed without anybody changing anything.</summary>
    public bool IsTransient => Failure is BrokerFailure.Unavailable or BrokerFailure.TimedOut or BrokerFailure.OutOfMemory;
}
