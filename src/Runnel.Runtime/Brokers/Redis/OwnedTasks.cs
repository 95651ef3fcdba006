namespace Runnel.Brokers.Redis;

/// <summary>Work that nobody waits for any more, kept until it is done: connections still being opened, waits still ending.</summary>
internal sealed class OwnedTasks
{
    private readonly HashSet<Task> _tasks = [];

    /// <summary>Takes a task over; it handles its own failures.</summary>
    public void Add(Task task)
    {
        if (task.IsCompletedSuccessfully) return;
        lock (_tasks) _tasks.Add(task);
        _ = task.ContinueWith(Remove, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    /// <summary>Waits for all that are there now.</summary>
    public Task DrainAsync()
    {
        lock (_tasks) return Task.WhenAll(_tasks);
    }

    private void Remove(Task task)
    {
        lock (_tasks) _tasks.Remove(task);
    }
}
