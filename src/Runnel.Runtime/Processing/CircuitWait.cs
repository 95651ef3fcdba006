using Runnel.Pipeline;

namespace Runnel.Processing;

/// <summary>One partition that waits at a circuit: with a failed delivery in hand, whose verdict it waits for, or without one. Guarded by the circuit.</summary>
internal sealed class CircuitWait(PartitionSession session)
{
    private TaskCompletionSource<bool>? _verdict;

    public PartitionSession Session => session;

    /// <summary>Whether it has something to try.</summary>
    public bool IsReady { get; set; }

    /// <summary>Whether it has a delivery in hand.</summary>
    public bool IsHeld => _verdict is not null;

    /// <summary>Which failure of the circuit its last one was.</summary>
    public long Number { get; set; }

    /// <summary>How often the circuit was closed by another delivery since this one failed first.</summary>
    public int Closings { get; set; }

    /// <summary>How long a suspect waits for its verdict.</summary>
    public ITimer? Limit { get; set; }

    /// <summary>Ends with true when the delivery is to be tried again, with false when the exception policy is to judge it.</summary>
    public Task<bool> Verdict => _verdict!.Task;

    public void Hold()
    {
        _verdict = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        IsReady = true;
    }

    public void Decide(bool tryAgain)
    {
        Limit?.Dispose();
        Limit = null;
        _verdict!.TrySetResult(tryAgain);
    }
}
