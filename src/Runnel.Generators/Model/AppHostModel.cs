namespace Runnel.Generators.Model;

/// <summary>A type of the user's into which a processor's entry is emitted, because no code outside it reaches the method.</summary>
/// <param name="FileName">The name of the emitted file.</param>
/// <param name="Namespace">The type's namespace, escaped; empty: the global one.</param>
/// <param name="Heads">The heads of the types around the entry, outermost first: <c>partial class Outer</c>.</param>
/// <param name="Name">The name of the nested class that holds the entry.</param>
/// <param name="Type">That class from <c>global::</c> on.</param>
internal sealed record AppHostModel(string FileName, string Namespace, EquatableArray<string> Heads, string Name, string Type);
