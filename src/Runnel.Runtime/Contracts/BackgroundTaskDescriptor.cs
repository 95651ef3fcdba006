using System.ComponentModel;

namespace Runnel.Contracts;

/// <summary>When a background task runs.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public enum BackgroundTaskKind
{
    /// <summary>Once when a worker starts (or when it becomes the leader).</summary>
    Startup,

    /// <summary>Each interval.</summary>
    Timer,

    /// <summary>At the times of a cron expression.</summary>
    Crontab,
}

/// <summary>What an app declares of one background task.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class BackgroundTaskDescriptor
{
    /// <summary>The task's name: the method's, in snake_case.</summary>
    public required string Name { get; init; }

    /// <summary>The method, for messages: <c>Shop.Send</c>.</summary>
    public required string Source { get; init; }

    /// <summary>When it runs.</summary>
    public required BackgroundTaskKind Kind { get; init; }

    /// <summary>The interval of a timer.</summary>
    public TimeSpan Interval { get; init; }

    /// <summary>The cron expression of a crontab.</summary>
    public string? Expression { get; init; }

    /// <summary>The time zone (IANA id) of a crontab; null: the app's setting.</summary>
    public string? TimeZone { get; init; }

    /// <summary>Whether only the elected leader runs it.</summary>
    public bool OnLeader { get; init; }

    /// <summary>What becomes of missed ticks of a leader-only crontab.</summary>
    public Misfire Misfire { get; init; }

    /// <summary>Whether a run may start while the one before is still going.</summary>
    public bool Overlap { get; init; }

    /// <summary>Whether the method takes services, so that each run needs a scope.</summary>
    public bool NeedsServices { get; init; }

    /// <summary>Calls the method: the app, the services of the run's scope, the worker's stopping token.</summary>
    public required Func<object, IServiceProvider, CancellationToken, ValueTask> Run { get; init; }
}
