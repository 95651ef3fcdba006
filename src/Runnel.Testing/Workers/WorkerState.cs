namespace Runnel.Testing;

/// <summary>Where a worker of a test host stands.</summary>
public enum WorkerState
{
    /// <summary>It works.</summary>
    Running,

    /// <summary>A processor halted, or something else ended the worker for good.</summary>
    Halted,

    /// <summary>It was stopped: what was in hand was finished and committed, its leases were given up.</summary>
    Stopped,

    /// <summary>It was killed: it neither finished nor committed what was in hand, and its leases run out by themselves.</summary>
    Killed,
}
