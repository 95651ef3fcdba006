using Runnel.Threading;

namespace Runnel.Scheduling;

/// <summary>Which runs are under way: they are waited for when the worker stops.</summary>
internal sealed class RunTracker
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _running = new(StringComparer.Ordinal);
    private TaskCompletionSource? _idle;

    /// <summary>The names of tasks that are running.</summary>
    public IReadOnlyList<string> Running
    {
        get
        {
            lock (_gate) return [.. _running.Keys];
        }
    }

    public void Begin(string task)
    {
        lock (_gate) _running[task] = _running.GetValueOrDefault(task) + 1;
    }

    public void End(string task)
    {
        lock (_gate)
        {
            var left = _running[task] - 1;
            if (left > 0) _running[task] = left;
            else _running.Remove(task);
            if (_running.Count == 0) _idle?.TrySetResult();
        }
    }

    /// <summary>Waits until nothing runs. False: something still ran when <paramref name="limit"/> was over.</summary>
    public async Task<bool> TryWaitAsync(TimeSpan limit, TimeProvider time)
    {
        Task idle;
        lock (_gate)
        {
            if (_running.Count == 0) return true;
            _idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            idle = _idle.Task;
        }

        try
        {
            await Waits.Follow(idle).WaitAsync(limit, time);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }
}
