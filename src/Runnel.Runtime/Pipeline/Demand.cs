namespace Runnel.Pipeline;

/// <summary>What a processor asks for next: how many events at most, and how long a batch may wait to fill, from its first event.</summary>
internal readonly record struct Demand(int Count, TimeSpan Within, bool IsBatch)
{
    /// <summary>One event.</summary>
    public static Demand One => new(1, TimeSpan.Zero, false);

    /// <summary>What the batch shape's settings say.</summary>
    public static Demand Batch(ProcessorOptions options) => new(options.BatchSize, options.BatchWithin, true);

    /// <summary>Whether a delivery that was made for an earlier demand may answer this one: the shape is the same and it is not too long.</summary>
    public bool Accepts(Delivery delivery) => IsBatch == delivery.IsBatch && delivery.Count <= Count;

    public override string ToString() => IsBatch ? $"a batch of at most {Count}" : "one event";
}
