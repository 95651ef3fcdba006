namespace Runnel.Testing;

/// <summary>A key whose events wait behind one that failed for good; see <see cref="DeadLetterMode.ParkKey"/>.</summary>
/// <param name="Processor">The processor's name.</param>
/// <param name="Stream">The stream's name.</param>
/// <param name="Partition">The partition.</param>
/// <param name="Key">The key as text: a number in decimal, a string as it is.</param>
/// <param name="IsReleasing">Whether it was asked to be released, and is not yet.</param>
/// <param name="Events">The events that wait, in order; the first is the one that failed.</param>
public sealed record ParkedKey(string Processor, string Stream, int Partition, string Key, bool IsReleasing, IReadOnlyList<StreamEvent> Events);
