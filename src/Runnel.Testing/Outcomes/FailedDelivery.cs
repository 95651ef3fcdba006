namespace Runnel.Testing;

/// <summary>A delivery that failed for good, after its last retry; what became of it the processor's exception policy says.</summary>
/// <param name="Processor">The processor's name.</param>
/// <param name="Stream">The stream's name.</param>
/// <param name="Partition">The partition.</param>
/// <param name="First">The event, or the first of the batch.</param>
/// <param name="Last">The last of the batch; the same as <paramref name="First"/> for one event.</param>
/// <param name="Attempts">How often it was tried, the first time included.</param>
/// <param name="Exception">What the processor threw last.</param>
public sealed record FailedDelivery(
    string Processor, string Stream, int Partition, EntryId First, EntryId Last, int Attempts, Exception Exception)
{
    /// <summary>The events of the delivery.</summary>
    public IReadOnlyList<StreamEvent> Events { get; init; } = [];

    /// <summary>The record that failed, or the first of the batch; null where it cannot be decoded.</summary>
    public object? Record => Events.Count > 0 ? Events[0].Record : null;
}
