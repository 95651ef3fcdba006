namespace Runnel.Generators.Model;

/// <summary>A broken rule that the generator reports itself.</summary>
/// <param name="Rule">The rule's id.</param>
/// <param name="Path">The file.</param>
/// <param name="Start">Where in it the place begins.</param>
/// <param name="Length">How long it is.</param>
/// <param name="Arguments">What the rule's message names.</param>
internal sealed record ProblemModel(string Rule, string Path, int Start, int Length, EquatableArray<string> Arguments);
