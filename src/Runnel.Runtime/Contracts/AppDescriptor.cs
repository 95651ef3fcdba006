using System.ComponentModel;

namespace Runnel.Contracts;

/// <summary>The registration table of one app: what the generator found at compile time.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class AppDescriptor
{
    /// <summary>The app's name.</summary>
    public required string Name { get; init; }

    /// <summary>The settings written in <see cref="AppAttribute"/>, by property name.</summary>
    public IReadOnlyList<Setting> Settings { get; init; } = [];

    /// <summary>The streams, dead-letter sinks included, in the order of their declaration.</summary>
    public required IReadOnlyList<StreamDescriptor> Streams { get; init; }

    /// <summary>The processors, in the order of their declaration.</summary>
    public required IReadOnlyList<ProcessorDescriptor> Processors { get; init; }

    /// <summary>Startup tasks, timers and crontabs, in the order of their declaration.</summary>
    public required IReadOnlyList<BackgroundTaskDescriptor> Tasks { get; init; }
}
