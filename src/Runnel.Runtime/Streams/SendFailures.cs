using Runnel.Brokers;

namespace Runnel.Streams;

/// <summary>The words for each way in which sending fails.</summary>
internal static class SendFailures
{
    public const string Closed = "the app is stopping";

    public static string Expired(TimeSpan timeout)
        => $"the records before it could not be sent within the send timeout of {timeout.TotalSeconds:0.###} s; see whether the broker answers";

    public static string ExpiredBeforeFull(TimeSpan timeout)
        => $"the partition was full, and the records before it found no room within the send timeout of {timeout.TotalSeconds:0.###} s";

    public static string NotConnected(TimeSpan timeout)
        => $"the app did not connect within the send timeout of {timeout.TotalSeconds:0.###} s; see whether its host was started and the broker answers";

    public static string TimedOut(TimeSpan timeout) => $"the broker did not answer within the send timeout of {timeout.TotalSeconds:0.###} s";

    /// <summary>Fails a record that was never put in flight, unless it was withdrawn at that moment.</summary>
    public static void Refuse(in QueuedSend send, PartitionId partition, string reason, bool isFull = false)
    {
        if (send.Target.TryBegin()) send.Target.Failed(send, isFull ? Full(partition, reason) : NotAppended(partition, reason));
        else send.Target.Dropped(send);
    }

    public static SendException NotAppended(PartitionId partition, string? reason, Exception? inner = null)
        => new($"The event was not appended to partition {partition}: {reason}", SendOutcome.NotAppended, inner);

    public static SendException Full(PartitionId partition, string reason)
        => new($"The event was not appended to partition {partition}: {reason}", SendOutcome.NotAppended) { IsPartitionFull = true };

    public static SendException Unknown(PartitionId partition, string? reason, Exception? inner = null)
        => new(
            $"The event may or may not have been appended to partition {partition}: the broker's answer did not come. {reason}",
            SendOutcome.Unknown, inner);
}
