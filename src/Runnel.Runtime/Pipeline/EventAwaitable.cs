using System.ComponentModel;
using System.Runtime.CompilerServices;
using Runnel.Pipeline;

namespace Runnel;

/// <summary>What <c>await foreach</c> awaits between two events of a processor's loop. Await it once; it is its own awaiter and costs no memory.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct EventAwaitable : ICriticalNotifyCompletion, IEquatable<EventAwaitable>
{
    private readonly HandOff _handOff;

    internal EventAwaitable(HandOff handOff) => _handOff = handOff;

    /// <summary>Whether the answer is there without waiting: the loop has ended, or its token is cancelled.</summary>
    public bool IsCompleted => _handOff.IsOver;

    /// <summary>Returns itself.</summary>
    public EventAwaitable GetAwaiter() => this;

    /// <summary>Whether there is a next event; <see langword="false"/> ends the loop because the partition is being given up.</summary>
    /// <exception cref="OperationCanceledException">The lease is lost, or the grace period is over.</exception>
    /// <exception cref="ProcessorException">The method that was given these events has ended.</exception>
    public bool GetResult() => _handOff.TakeAnswer();

    /// <inheritdoc/>
    public void OnCompleted(Action continuation)
    {
        ArgumentNullException.ThrowIfNull(continuation);
        if (ExecutionContext.Capture() is not { } context)
        {
            _handOff.Ask(continuation);
            return;
        }

        _handOff.Ask(() => ExecutionContext.Run(context, static state => ((Action)state!)(), continuation));
    }

    /// <inheritdoc/>
    public void UnsafeOnCompleted(Action continuation) => _handOff.Ask(continuation);

    /// <inheritdoc/>
    public bool Equals(EventAwaitable other) => ReferenceEquals(_handOff, other._handOff);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is EventAwaitable other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => RuntimeHelpers.GetHashCode(_handOff);

    /// <summary>Whether both wait for the same loop.</summary>
    public static bool operator ==(EventAwaitable left, EventAwaitable right) => left.Equals(right);

    /// <summary>Whether the two wait for different loops.</summary>
    public static bool operator !=(EventAwaitable left, EventAwaitable right) => !left.Equals(right);
}
