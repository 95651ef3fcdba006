namespace Runnel.Testing;

/// <summary>What does not come to rest.</summary>
/// <param name="Processor">The processor, or the background task.</param>
/// <param name="Stream">The stream; null: a background task.</param>
/// <param name="Partition">The partition; null: a background task.</param>
/// <param name="Id">The event, or the first of several; null: a background task.</param>
/// <param name="Where">Where it is stuck.</param>
/// <param name="RealTime">For how long, by real time.</param>
/// <param name="Reason">The same in words, with what may help.</param>
public sealed record StuckEvent(
    string Processor, string? Stream, int? Partition, EntryId? Id, StuckWhere Where, TimeSpan RealTime, string Reason)
{
    /// <summary>One line, with all names.</summary>
    /// <returns>For people.</returns>
    public override string ToString()
        => Stream is null ? $"background task '{Processor}': {Reason}" : $"processor '{Processor}', {Stream}/{Partition}, event {Id}: {Reason}";
}
