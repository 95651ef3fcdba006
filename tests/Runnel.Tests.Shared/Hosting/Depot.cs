using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;

namespace Runnel.Tests.Hosting;

/// <summary>A structured record.</summary>
[Record]
public partial record Parcel(int Id, string To);

/// <summary>A primitive record.</summary>
[Record(Primitive = true)]
public partial record Note(string Key, int Number);

/// <summary>What a test wants of the app it hosts.</summary>
internal sealed class DepotScript
{
    /// <summary>What was handled: parcel, how often it had come back.</summary>
    public ConcurrentQueue<(Parcel Parcel, int Returns)> Delivered { get; } = new();

    public ConcurrentQueue<(Note Note, int Returns)> Read { get; } = new();

    public ConcurrentQueue<Dead> Buried { get; } = new();

    /// <summary>Why a parcel cannot be delivered; null: it can.</summary>
    public Func<Parcel, Exception?> Refuses { get; set; } = static _ => null;

    public Func<Note, Exception?> RefusesNote { get; set; } = static _ => null;
}

/// <summary>An app with dead letters in both forms.</summary>
[App("depot")]
internal sealed partial class Depot(DepotScript script)
{
    [Stream("parcels", PartitionBy = nameof(Parcel.Id), PartitionCount = 4)]
    public partial EventStream<Parcel> Parcels { get; }

    [DeadLetters(nameof(Parcels))]
    public partial EventStream<Dead> DeadParcels { get; }

    [Stream("notes", PartitionBy = nameof(Note.Key), PartitionCount = 4)]
    public partial EventStream<Note> Notes { get; }

    [DeadLetters(nameof(Notes))]
    public partial EventStream<Note> DeadNotes { get; }

    [Processor(nameof(Parcels), ExceptionPolicy = ExceptionPolicy.Ignore, Middleware = [typeof(DeadLetterMiddleware)])]
    public void Deliver(Parcel parcel, EventContext context)
    {
        if (script.Refuses(parcel) is { } error) throw error;
        script.Delivered.Enqueue((parcel, context.Returns));
    }

    [Processor(nameof(Notes), ExceptionPolicy = ExceptionPolicy.Ignore, Middleware = [typeof(DeadLetterMiddleware)])]
    public void ReadNote(Note note, EventContext context)
    {
        if (script.RefusesNote(note) is { } error) throw error;
        script.Read.Enqueue((note, context.Returns));
    }

    [Processor(nameof(DeadParcels))]
    public void Bury(Dead dead) => script.Buried.Enqueue(dead);
}

/// <summary>Runs <see cref="Depot"/> as a program inside the test.</summary>
internal sealed class DepotProgram : TestProgram<Depot>
{
    public DepotScript Script { get; init; } = new();

    protected override void AddServices(IServiceCollection services) => services.AddSingleton(Script);
}
