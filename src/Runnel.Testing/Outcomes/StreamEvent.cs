namespace Runnel.Testing;

/// <summary>One event of a stream.</summary>
/// <param name="Stream">The stream's name.</param>
/// <param name="Partition">The partition, from 0.</param>
/// <param name="Id">The event's id.</param>
/// <param name="Record">The record; null where the event cannot be decoded: <see cref="DecodeError"/> says why.</param>
public sealed record StreamEvent(string Stream, int Partition, EntryId Id, object? Record)
{
    /// <summary>The event as it is stored.</summary>
    public RawEvent Raw { get; init; }

    /// <summary>Why it could not be decoded; null: it could.</summary>
    public Exception? DecodeError { get; init; }
}
