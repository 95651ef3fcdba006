using System.ComponentModel;
using Runnel.Pipeline;

namespace Runnel;

/// <summary>
/// What a loop enumerates with <c>await foreach</c>: events, records or batches. Deliberately not an <c>IAsyncEnumerable&lt;T&gt;</c>:
/// operators over those pull ahead of the body, and here asking for the next item acknowledges the one in hand.
/// </summary>
/// <typeparam name="TItem">What the loop's body gets.</typeparam>
public sealed class EventSequence<TItem>
{
    private readonly EventView<TItem> _view;

    internal EventSequence(EventView<TItem> view) => _view = view;

    /// <summary>Called by <c>await foreach</c>.</summary>
    /// <returns>The enumerator.</returns>
    /// <exception cref="ProcessorException">Another enumeration of the same events is under way.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public EventEnumerator<TItem> GetAsyncEnumerator() => new(_view);
}

/// <summary>Walks through the events of one partition; <c>await foreach</c> uses it.</summary>
/// <typeparam name="TItem">What the loop's body gets.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class EventEnumerator<TItem>
{
    private readonly EventView<TItem> _view;

    internal EventEnumerator(EventView<TItem> view)
    {
        _view = view;
        view.HandOff.Begin(this);
    }

    /// <summary>The item in hand.</summary>
    public TItem Current => _view.Current;

    /// <summary>Acknowledges the item in hand and asks for the next one.</summary>
    /// <returns>To be awaited, once, before anything else is asked.</returns>
    public EventAwaitable MoveNextAsync() => _view.HandOff.Prepare(this, _view);

    /// <summary>Ends this enumeration; the item in hand is acknowledged when the method ends or asks again.</summary>
    /// <returns>Nothing to wait for.</returns>
    public ValueTask DisposeAsync()
    {
        _view.HandOff.Leave(this);
        return ValueTask.CompletedTask;
    }
}
