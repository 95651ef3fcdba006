namespace Runnel.Contracts;

/// <summary>
/// A setting as an attribute gives it, in the text form that environment variables use too, so that one binder reads all sources.
/// </summary>
/// <param name="Name">The attribute's property: <c>PrefetchCount</c>.</param>
/// <param name="Value">The value in invariant culture: <c>64</c>, <c>0.5</c>, <c>Ignore</c>.</param>
public readonly record struct Setting(string Name, string Value);
