using System.Globalization;
using Runnel.Brokers;

namespace Runnel.Streams;

/// <summary>Finds out, for messages, what holds a partition back that is full.</summary>
internal sealed class FullPartition(PartitionId partition, LaneSettings settings)
{
    private static readonly TimeSpan LongestLook = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan TellEvery = TimeSpan.FromMinutes(1);

    /// <summary>To ask for each batch would slow down what is to fail at once, and press a server that is full.</summary>
    private static readonly TimeSpan AskEvery = TimeSpan.FromSeconds(1);

    private long? _told;
    private (string Reason, long At)? _known;

    /// <summary>Logs that sends wait, and for whom; once a minute at most.</summary>
    public async ValueTask TellAsync(CancellationToken limit)
    {
        if (_told is { } told && settings.Time.GetElapsedTime(told) < TellEvery) return;
        _told = settings.Time.GetTimestamp();
        settings.Logger.WaitsForRoom(partition, await DescribeAsync(limit));
    }

    /// <summary>Why there is no room, where that can be found out; as of a second ago at most. For one caller at a time.</summary>
    public async ValueTask<string> DescribeAsync(CancellationToken limit)
    {
        if (_known is { } known && settings.Time.GetElapsedTime(known.At) < AskEvery) return known.Reason;
        using var deadline = new CancellationTokenSource(LongestLook, settings.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, limit);
        try
        {
            var reason = await LookAsync(settings.Broker, partition, settings.MaxLength, either.Token);
            _known = (reason, settings.Time.GetTimestamp());
            return reason;
        }
        catch (Exception error) when (error is BrokerException or OperationCanceledException)
        {
            return string.Create(CultureInfo.InvariantCulture, $"it is full: {settings.MaxLength} events (PartitionSize) are kept until they are processed.");
        }
    }

    /// <summary>Asks the broker.</summary>
    public static async Task<string> LookAsync(IBroker broker, PartitionId partition, long limit, CancellationToken cancellationToken)
    {
        var processors = RegisteredProcessor.NamesOf(partition.Stream, await broker.RegisterAsync([], cancellationToken));
        var reply = await broker.TrimAsync(new TrimRequest(partition, processors, EntryId.Zero), cancellationToken);
        var start = string.Create(
            CultureInfo.InvariantCulture, $"it is full: it holds {reply.Partition.Length} events, its limit is {limit} (PartitionSize), and events are kept until they are processed.");
        return reply switch
        {
            { HeldBy: null } => $"{start} Nothing processes this stream, so none ever goes: give it a processor, or Retention.BySize.",
            { HeldBy: { } holder } when reply.Cursor < reply.Partition.Last =>
                $"{start} The processor '{holder}' holds it back: it has settled nothing after {reply.Cursor}. See whether it runs and keeps up ('status'). If it is what "
                + "sends this event, it waits for itself: let it send to another stream, or give this one a greater PartitionSize.",
            _ => $"{start} All are processed: the leader of the app trims them soon, if a worker runs.",
        };
    }
}
