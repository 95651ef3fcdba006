using System.ComponentModel;
using Runnel.Pipeline;

namespace Runnel;

/// <summary>
/// The events of one partition, in order, as the loop shape enumerates them: <c>await foreach (var order in events.Records())</c>. It ends
/// when the partition is given up. Asking for the next event acknowledges the one in hand.
/// </summary>
/// <remarks>
/// Deliberately not an <c>IAsyncEnumerable&lt;T&gt;</c>: operators over those (<c>Chunk</c>, <c>Parallel.ForEachAsync</c>) pull ahead of
/// the body and would acknowledge events that nobody has processed. One enumeration at a time; it belongs to one call of the method.
/// </remarks>
/// <typeparam name="T">The record.</typeparam>
public sealed class Events<T>
    where T : IRecord<T>
{
    private readonly HandOff _handOff;
    private readonly EventStream<T> _stream;

    internal Events(HandOff handOff, EventStream<T> stream)
    {
        _handOff = handOff;
        _stream = stream;
    }

    /// <summary>The stream's name.</summary>
    public string Stream => _handOff.Session.Stream;

    /// <summary>The partition, from 0.</summary>
    public int Partition => _handOff.Session.Partition;

    /// <summary>The epoch of the partition's lease: higher at every change of owner, so that a store can refuse writes with a lower one.</summary>
    public long FencingToken => _handOff.Session.FencingToken;

    /// <summary>Cancelled when the event in hand must be left alone: its lease is lost, the grace period is over, or it timed out.</summary>
    public CancellationToken CancellationToken => _handOff.CancellationToken;

    /// <summary>The events, decoded.</summary>
    /// <returns>What to enumerate.</returns>
    public EventSequence<T> Records() => new(new RecordView<T>(_handOff, _stream));

    /// <summary>The events, decoded, each with its context: <c>await foreach (var (order, context) in events.WithContext())</c>.</summary>
    /// <returns>What to enumerate.</returns>
    public EventSequence<(T Record, EventContext Context)> WithContext() => new(new RecordContextView<T>(_handOff, _stream));

    /// <summary>
    /// The events in batches of at most <paramref name="count"/>. A batch waits at most <paramref name="within"/> to fill, from its first
    /// event; it is never empty. A batch is one unit: it is acknowledged, or fails, as a whole.
    /// </summary>
    /// <param name="count">The greatest number of events of one batch, 1 to 100,000.</param>
    /// <param name="within">How long a batch waits to fill; zero takes what is there. At most 24 days.</param>
    /// <returns>What to enumerate; <see cref="EventBatches{T}.Records"/> decodes.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public EventBatches<T> Take(int count, TimeSpan within)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, 100_000);
        ArgumentOutOfRangeException.ThrowIfLessThan(within, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(within, TimeSpan.FromDays(24));
        return new(_handOff, new Demand(count, within, IsBatch: true), _stream);
    }

    /// <summary>The events as they are stored; called by <c>await foreach</c>.</summary>
    /// <returns>The enumerator.</returns>
    /// <exception cref="ProcessorException">Another enumeration of the same events is under way.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public EventEnumerator<RawEvent> GetAsyncEnumerator() => new(new RawView(_handOff));
}
