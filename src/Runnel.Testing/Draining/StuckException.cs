namespace Runnel.Testing;

/// <summary>A test host did not come to rest. The message names all that is stuck: processor, stream, partition, event, where it is and for how long.</summary>
public sealed class StuckException : Exception
{
    internal StuckException(string message, IReadOnlyList<StuckEvent> stuck, Exception? inner)
        : base(message, inner) => Stuck = stuck;

    /// <summary>What is stuck.</summary>
    public IReadOnlyList<StuckEvent> Stuck { get; }
}
