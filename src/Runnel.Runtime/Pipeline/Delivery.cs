using System.Diagnostics;
using Runnel.Pipeline;

namespace Runnel;

/// <summary>One event, or one batch, on its way to a processor, undecoded. A batch is one unit: one delivery, one acknowledgement, one failure.</summary>
public sealed class Delivery
{
    private RawEvent _first;
    private RawEvent[]? _batch;
    private IReadOnlyList<RawEvent>? _single;

    internal Delivery(PartitionConsumer consumer) => Consumer = consumer;

    /// <summary>The events in id order: one, or the batch.</summary>
    public IReadOnlyList<RawEvent> Events => _batch ?? (_single ??= [_first]);

    /// <summary>Whether the processor asked for a batch (which may hold one event).</summary>
    public bool IsBatch => _batch is not null;

    /// <summary>The stream's name.</summary>
    public string Stream => Consumer.Session.Stream;

    /// <summary>The partition, from 0.</summary>
    public int Partition => Consumer.Session.Partition;

    /// <summary>The processor's name.</summary>
    public string Processor => Consumer.Session.Processor;

    /// <summary>1 at the first try, one more at each retry in place.</summary>
    public int Attempt { get; internal set; } = 1;

    /// <summary>Whether an owner before this one may have begun the delivery already: it vanished, or lost its lease, without settling it.</summary>
    public bool Recovering { get; internal set; }

    /// <summary>The epoch of the partition's lease: higher at every change of owner, so that a store can refuse writes with a lower one.</summary>
    public long FencingToken { get; internal set; }

    /// <summary>How often the first event came back from dead letters, 0 for a fresh one; see <see cref="RawEvent.Returns"/> for each of a batch.</summary>
    public int Returns => _first.Returns;

    /// <summary>The first event's id.</summary>
    public EntryId FirstId => _first.Id;

    /// <summary>The last event's id: the cursor once the delivery is settled.</summary>
    public EntryId LastId => _batch is null ? _first.Id : _batch[^1].Id;

    internal PartitionConsumer Consumer { get; }

    internal int Count => _batch?.Length ?? 1;

    internal ref readonly RawEvent First => ref _first;

    /// <summary>Why it must not reach the processor any more (it killed its process too often); null: it may.</summary>
    internal string? Condemned { get; set; }

    /// <summary>The span in which it is processed; null: nobody wants one.</summary>
    internal Activity? Span { get; set; }

    /// <summary>Whether nothing of it is settled any more. A token that middleware linked to the session's own may learn of it a moment later.</summary>
    internal bool IsCancelled => Consumer.Session.CancellationToken.IsCancellationRequested;

    internal void Fill(in RawEvent single)
    {
        _first = single;
        _batch = null;
        _single = null;
        Attempt = 1;
    }

    internal void Fill(RawEvent[] batch)
    {
        _first = batch[0];
        _batch = batch;
        _single = null;
        Attempt = 1;
    }
}
