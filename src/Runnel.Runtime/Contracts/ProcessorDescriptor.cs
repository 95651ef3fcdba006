using System.ComponentModel;

namespace Runnel.Contracts;

/// <summary>What an app declares of one processor. The generated code makes one of the sealed kinds of namespace <c>Runnel.Pipeline</c>.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class ProcessorDescriptor
{
    /// <summary>The processor's name, and so its consumer group's.</summary>
    public required string Name { get; init; }

    /// <summary>The name of the stream it processes.</summary>
    public required string Stream { get; init; }

    /// <summary>The method, for messages: <c>Shop.Print</c>.</summary>
    public required string Source { get; init; }

    /// <summary>The settings written in the attribute, by property name.</summary>
    public IReadOnlyList<Setting> Settings { get; init; } = [];

    /// <summary>The rules written beside the attribute, one per type of exception.</summary>
    public IReadOnlyList<ExceptionRule> ExceptionRules { get; init; } = [];

    /// <summary>The stream that takes the events it gives up on; null: none.</summary>
    public string? DeadLetterSink { get; init; }

    /// <summary>Whether the method takes services, so that each delivery (in the loop shape: each call of the method) needs a scope.</summary>
    public bool NeedsServices { get; init; }
}
