namespace Runnel;

/// <summary>What is known of an event whose sending failed.</summary>
public enum SendOutcome
{
    /// <summary>The event is in the stream (an event after it in the same call failed).</summary>
    Appended,

    /// <summary>The event is not in the stream: it may be sent again without fear of a duplicate.</summary>
    NotAppended,

    /// <summary>The broker's answer was lost for longer than the send timeout: the event may or may not be in the stream.</summary>
    Unknown,
}

/// <summary>An event, or one of many, could not be sent.</summary>
public sealed class SendException : RunnelException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What happened, where and what to do.</param>
    /// <param name="outcome">What is known of the event.</param>
    /// <param name="inner">The cause.</param>
    public SendException(string message, SendOutcome outcome, Exception? inner = null)
        : base(message, inner) => Outcome = outcome;

    /// <summary>
    /// What is known of the event: whether it may be sent again without fear of a duplicate. Of <c>SendManyAsync</c>:
    /// <see cref="SendOutcome.Unknown"/> when that is so of any of its events.
    /// </summary>
    public SendOutcome Outcome { get; }

    /// <summary>
    /// Whether the partition was full, and stayed full for as long as the send might wait: it takes more when its processors have settled
    /// what it holds (<see cref="Retention.UntilProcessed"/>).
    /// </summary>
    public bool IsPartitionFull { get; init; }

    /// <summary>How many events of a <c>SendManyAsync</c> are surely in the stream; 0 for a single event.</summary>
    public long AppendedCount { get; init; }

    /// <summary>
    /// The place in its source, from 0, of the first event of a <c>SendManyAsync</c> that is not surely in the stream: all before it are. Of
    /// those after it, some may be, in other partitions. -1 for a single event.
    /// </summary>
    public long FirstMissing { get; init; } = -1;
}
