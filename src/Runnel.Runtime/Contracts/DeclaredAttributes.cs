using System.ComponentModel;

namespace Runnel.Contracts;

/// <summary>A stream of the app it stands on: for the compilers of other assemblies, which see no private members.</summary>
/// <param name="name">The stream's name.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class DeclaredStreamAttribute(string name) : Attribute
{
    /// <summary>The stream's name.</summary>
    public string Name { get; } = name;

    /// <summary>The record's type, with its namespace.</summary>
    public string Record { get; set; } = "";

    /// <summary>For a dead-letter sink, the name of its source; empty: a stream.</summary>
    public string DeadLettersOf { get; set; } = "";
}

/// <summary>A processor in the table of the app or module it stands on: for the compilers of other assemblies.</summary>
/// <param name="name">The processor's name.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class DeclaredProcessorAttribute(string name) : Attribute
{
    /// <summary>The processor's name.</summary>
    public string Name { get; } = name;

    /// <summary>The name of the stream it processes.</summary>
    public string Stream { get; set; } = "";

    /// <summary>The record's type, with its namespace.</summary>
    public string Record { get; set; } = "";

    /// <summary>The method, for messages: <c>Shop.Print</c>.</summary>
    public string Source { get; set; } = "";

    /// <summary>The name of the sink that takes the events it gives up on; empty: none.</summary>
    public string DeadLetterSink { get; set; } = "";
}
