using System.ComponentModel;

namespace Runnel.Contracts;

/// <summary>The processors that one assembly has of another assembly's app: what the generator found at compile time.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class ModuleDescriptor
{
    /// <summary>The app.</summary>
    public required Type App { get; init; }

    /// <summary>The assembly's name.</summary>
    public required string Assembly { get; init; }

    /// <summary>The processors, by the names of their methods.</summary>
    public required IReadOnlyList<ProcessorDescriptor> Processors { get; init; }
}
