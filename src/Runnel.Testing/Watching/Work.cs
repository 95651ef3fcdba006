namespace Runnel.Testing.Watching;

/// <summary>A delivery in the hands of its processor, or a run of a background task, from its begin to its end.</summary>
internal sealed class Work(TestWorker worker)
{
    private readonly long _started = TimeProvider.System.GetTimestamp();

    public TestWorker Worker => worker;

    /// <summary>Null: a run of a background task.</summary>
    public Delivery? Delivery { get; init; }

    /// <summary>Null: a delivery.</summary>
    public string? Task { get; init; }

    /// <summary>A startup task may go on as long as its worker: nobody waits for its end.</summary>
    public bool MayStay { get; init; }

    /// <summary>How long it has been going on by real time.</summary>
    public TimeSpan Elapsed => TimeProvider.System.GetElapsedTime(_started);

    public bool IsOf(string processor, string stream, int partition)
        => Delivery is { } delivery && delivery.Processor == processor && delivery.Stream == stream && delivery.Partition == partition;

    public override string ToString() => Delivery is { } delivery
        ? $"processor '{delivery.Processor}' with event {delivery.FirstId} of {delivery.Stream}/{delivery.Partition}, attempt {delivery.Attempt}, on {worker.Name}"
        : $"background task '{Task}' on {worker.Name}";
}
