using Runnel.Processing;

namespace Runnel.Hosting;

/// <summary>What a worker tells of itself: its executors, and how far behind they are.</summary>
internal sealed class WorkerMonitor(AppRuntime runtime, Executor[] executors)
{
    /// <summary>One for each processor that the worker runs.</summary>
    public Executor[] Executors => executors;

    /// <summary>How far behind they are, while somebody wants to know.</summary>
    public LagWatch Lag { get; } = new(runtime.Broker, executors, runtime.Time, runtime.Logger);
}
