using Runnel.Brokers;

namespace Runnel.Coordination;

/// <summary>What the leader knows of a partition that it trims.</summary>
internal sealed class TrimmedPartition(KeptStream stream, int index)
{
    public KeptStream Stream => stream;

    public PartitionId Id { get; } = new(stream.Name, index);

    /// <summary>The last entry that stood there when it was looked at last.</summary>
    public EntryId UpTo { get; set; }

    /// <summary>When it was looked at last; null: never.</summary>
    public long? Last { get; private set; }

    /// <summary>How long it is left alone since then.</summary>
    public TimeSpan Wait { get; private set; }

    /// <summary>Whether its last trim was refused for good.</summary>
    public bool IsBroken { get; set; }

    /// <summary>Who holds it back; null: nobody, or all is settled.</summary>
    public string? HeldBy { get; private set; }

    /// <summary>How many entries there are.</summary>
    public long Length { get; private set; }

    public void Put(long now, TimeSpan wait) => (Last, Wait) = (now, wait);

    public void Take(TrimReply reply, long now, TrimmerOptions options)
    {
        var isFirst = Last is null || UpTo == EntryId.Zero;
        (UpTo, IsBroken) = (reply.Partition.Last, false);
        Length = reply.Partition.Length;
        HeldBy = Length > 0 && reply.Cursor < reply.Partition.Last ? reply.HeldBy : null;

        // As it was before this trim: where senders fill it, it is as full again soon.
        var wasFilling = stream.Limit > 0 && Length + reply.Trimmed > stream.Limit / 2;
        var isBusy = reply.HasMore || wasFilling || (Length > 0 && isFirst);

        // A partition that nobody makes room in is looked at ever less often.
        var wait = !isBusy ? options.Interval : reply.Trimmed > 0 || isFirst ? options.BusyInterval : Wait * 2;
        Put(now, wait < options.Interval ? wait : options.Interval);
    }
}
