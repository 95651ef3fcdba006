using System.ComponentModel;
using Runnel.Pipeline;

namespace Runnel;

/// <summary>The events of one partition in batches: <c>await foreach (var batch in events.Take(10, within: TimeSpan.FromSeconds(2)))</c>.</summary>
/// <typeparam name="T">The record.</typeparam>
public sealed class EventBatches<T>
    where T : IRecord<T>
{
    private readonly HandOff _handOff;
    private readonly Demand _demand;
    private readonly EventStream<T> _stream;

    internal EventBatches(HandOff handOff, Demand demand, EventStream<T> stream)
    {
        _handOff = handOff;
        _demand = demand;
        _stream = stream;
    }

    /// <summary>Batches of decoded records.</summary>
    /// <returns>What to enumerate.</returns>
    public EventSequence<IReadOnlyList<T>> Records() => new(new RecordBatchView<T>(_handOff, _demand, _stream));

    /// <summary>Batches of decoded records, each with its context.</summary>
    /// <returns>What to enumerate.</returns>
    public EventSequence<(IReadOnlyList<T> Records, EventContext Context)> WithContext()
        => new(new RecordBatchContextView<T>(_handOff, _demand, _stream));

    /// <summary>Batches of events as they are stored; called by <c>await foreach</c>.</summary>
    /// <returns>The enumerator.</returns>
    /// <exception cref="ProcessorException">Another enumeration of the same events is under way.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public EventEnumerator<IReadOnlyList<RawEvent>> GetAsyncEnumerator() => new(new RawBatchView(_handOff, _demand));
}
