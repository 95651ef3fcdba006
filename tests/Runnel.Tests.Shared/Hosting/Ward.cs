using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;

namespace Runnel.Tests.Hosting;

/// <summary>A record.</summary>
[Record]
public partial record Patient(int Id);

/// <summary>What a test wants of the app it hosts.</summary>
internal sealed class WardScript
{
    public ConcurrentQueue<Patient> Treated { get; } = new();

    /// <summary>Called with each patient.</summary>
    public Func<Patient, CancellationToken, Task> OnTreat { get; set; } = static (_, _) => Task.CompletedTask;
}

/// <summary>An app that is looked after from outside. Its names are in no other test: the figures of a process are those of all its workers.</summary>
[App("ward")]
internal sealed partial class Ward(WardScript script)
{
    [Stream("patients", PartitionBy = nameof(Patient.Id), PartitionCount = 4)]
    public partial EventStream<Patient> Patients { get; }

    [Startup]
    public void OpenWard()
    {
    }

    [Processor(nameof(Patients), ExceptionPolicy = ExceptionPolicy.Quarantine)]
    public async Task Treat(Patient patient, CancellationToken cancellationToken)
    {
        await script.OnTreat(patient, cancellationToken);
        script.Treated.Enqueue(patient);
    }
}

/// <summary>Runs <see cref="Ward"/> as a program inside the test, with a health port.</summary>
internal sealed class WardProgram : TestProgram<Ward>
{
    public WardScript Script { get; } = new();

    protected override void AddServices(IServiceCollection services) => services.AddSingleton(Script);
}
