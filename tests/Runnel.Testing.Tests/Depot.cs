using System.Collections.Concurrent;

namespace Runnel.Testing.Tests;

[Record]
public partial record Parcel(int Number, string Content = "books");

[Record]
public partial record Label(int Number);

/// <summary>What a test wants of the app; one for all its workers.</summary>
public sealed class Script
{
    public Func<Parcel, CancellationToken, ValueTask> OnPack { get; set; } = static (_, _) => ValueTask.CompletedTask;

    public Func<Parcel, ValueTask> OnWeigh { get; set; } = static _ => ValueTask.CompletedTask;

    public Func<Parcel, ValueTask> OnStamp { get; set; } = static _ => ValueTask.CompletedTask;

    public Func<ValueTask> OnStart { get; set; } = static () => ValueTask.CompletedTask;

    public Func<ValueTask> OnTick { get; set; } = static () => ValueTask.CompletedTask;

    /// <summary>The sizes of the batches that were labelled.</summary>
    public ConcurrentQueue<int> Batches { get; } = new();
}

/// <summary>An app with a processor of each shape and policy, and each kind of background task.</summary>
[App("depot")]
public sealed partial class Depot(Script script, TimeProvider time)
{
    [Stream("parcels", PartitionBy = nameof(Parcel.Number), PartitionCount = 4)]
    public partial EventStream<Parcel> Parcels { get; }

    [Stream("heavy", PartitionBy = nameof(Parcel.Number), PartitionCount = 2)]
    public partial EventStream<Parcel> Heavy { get; }

    [Stream("labels", PartitionBy = nameof(Label.Number), PartitionCount = 1)]
    public partial EventStream<Label> Labels { get; }

    [DeadLetters(nameof(Parcels))]
    public partial EventStream<Dead> DeadParcels { get; }

    [Processor(nameof(Parcels), ExceptionPolicy = ExceptionPolicy.Ignore, Middleware = [typeof(DeadLetterMiddleware)], Retries = 2, RetryDelaySeconds = 10)]
    public ValueTask Pack(Parcel parcel, CancellationToken cancellationToken) => script.OnPack(parcel, cancellationToken);

    [Processor(nameof(Heavy), ExceptionPolicy = ExceptionPolicy.Quarantine)]
    public async Task Weigh(Events<Parcel> parcels)
    {
        await foreach (var parcel in parcels.Records()) await script.OnWeigh(parcel);
    }

    [Processor(nameof(Heavy))]
    public ValueTask Stamp(Parcel parcel) => script.OnStamp(parcel);

    [Processor(nameof(Labels), BatchSize = 3, BatchWithinSeconds = 5)]
    public void Print(IReadOnlyList<Label> labels) => script.Batches.Enqueue(labels.Count);

    [Startup]
    public ValueTask Open() => script.OnStart();

    [Timer(60)]
    public ValueTask Tick() => script.OnTick();

    [Crontab("0 9 * * *")]
    public void Count()
    {
    }

    [Crontab("30 9 * * *", OnLeader = true)]
    public void Lead()
    {
    }

    public DateTimeOffset Now => time.GetUtcNow();
}
