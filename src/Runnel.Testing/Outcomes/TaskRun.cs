namespace Runnel.Testing;

/// <summary>A run of a startup task, a timer or a crontab that has ended.</summary>
/// <param name="Task">The task's name.</param>
/// <param name="Worker">The worker that ran it.</param>
/// <param name="At">When it started, by the host's clock.</param>
/// <param name="Exception">What it threw; null: nothing.</param>
public sealed record TaskRun(string Task, string Worker, DateTimeOffset At, Exception? Exception);
