using System.Diagnostics;

namespace Runnel.Brokers.Memory;

/// <summary>Who waits for news of which partition. A wait ends by a signal, never by looking again.</summary>
internal sealed class MemoryWaits
{
    private readonly Dictionary<PartitionId, List<TaskCompletionSource>> _waits = [];

    public void Add(TaskCompletionSource wait, IReadOnlyList<ReadRequest> requests)
    {
        for (var i = 0; i < requests.Count; i++)
        {
            var partition = requests[i].Partition;
            if (!_waits.TryGetValue(partition, out var waits)) _waits[partition] = waits = [];
            waits.Add(wait);
        }
    }

    public void Remove(TaskCompletionSource wait, IReadOnlyList<ReadRequest> requests)
    {
        for (var i = 0; i < requests.Count; i++)
        {
            var partition = requests[i].Partition;
            if (!_waits.TryGetValue(partition, out var waits)) continue;
            waits.Remove(wait);
            if (waits.Count == 0) _waits.Remove(partition);
        }
    }

    /// <summary>Wakes those that wait for a partition. They look for themselves what is new.</summary>
    public void Signal(PartitionId partition)
    {
        if (!_waits.TryGetValue(partition, out var waits)) return;
        foreach (var wait in waits) Wake(wait);
    }

    public void SignalAll()
    {
        foreach (var waits in _waits.Values)
        {
            foreach (var wait in waits) Wake(wait);
        }
    }

    private static void Wake(TaskCompletionSource wait)
    {
        // Under the server's lock: whoever waits must go on elsewhere.
        Debug.Assert(wait.Task.CreationOptions.HasFlag(TaskCreationOptions.RunContinuationsAsynchronously), "The waiter would run inside the lock.");
        wait.TrySetResult();
    }
}
