namespace Runnel.Testing;

/// <summary>A partition that a processor leaves alone since it failed there.</summary>
/// <param name="Processor">The processor's name.</param>
/// <param name="Stream">The stream's name.</param>
/// <param name="Partition">The partition.</param>
/// <param name="First">The event that failed, or the first of the batch.</param>
/// <param name="Last">The last of the batch; the same as <paramref name="First"/> for one event.</param>
/// <param name="Exception">The exception's type and message.</param>
/// <param name="At">When, by the host's clock.</param>
public sealed record QuarantinedPartition(
    string Processor, string Stream, int Partition, EntryId First, EntryId Last, string Exception, DateTimeOffset At)
{
    /// <summary>The events that failed.</summary>
    public IReadOnlyList<StreamEvent> Events { get; init; } = [];

    /// <summary>The record that failed, or the first of the batch; null where it cannot be decoded.</summary>
    public object? Record => Events.Count > 0 ? Events[0].Record : null;
}
