namespace Runnel.Testing;

/// <summary>A delivery that failed and is, or was, to be tried again.</summary>
/// <param name="Processor">The processor's name.</param>
/// <param name="Stream">The stream's name.</param>
/// <param name="Partition">The partition.</param>
/// <param name="Id">The event, or the first of the batch.</param>
/// <param name="Attempt">Which attempt failed: 1 for the first.</param>
/// <param name="Delay">How long the next attempt waits, by the host's clock.</param>
/// <param name="Exception">What the processor threw.</param>
public sealed record RetriedDelivery(string Processor, string Stream, int Partition, EntryId Id, int Attempt, TimeSpan Delay, Exception Exception);
