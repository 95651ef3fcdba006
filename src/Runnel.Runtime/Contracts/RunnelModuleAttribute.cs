using System.ComponentModel;

namespace Runnel.Contracts;

/// <summary>
/// Says that an assembly has processors of another assembly's app, and where. The compiler of an entry assembly reads it off all that it
/// references.
/// </summary>
/// <param name="module">The emitted class that registers them.</param>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class RunnelModuleAttribute(Type module) : Attribute
{
    /// <summary>The emitted class that registers them.</summary>
    public Type Module { get; } = module;

    /// <summary>The app.</summary>
    public required Type App { get; set; }
}
