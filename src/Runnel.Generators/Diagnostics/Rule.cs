using Microsoft.CodeAnalysis;

namespace Runnel.Generators.Diagnostics;

/// <summary>Makes descriptors: every rule has its page under docs/rules.</summary>
internal static class Rule
{
    private const string Category = "Runnel";

    public static DiagnosticDescriptor Error(string id, string title, string message) => Create(id, title, message, DiagnosticSeverity.Error);

    public static DiagnosticDescriptor Warning(string id, string title, string message) => Create(id, title, message, DiagnosticSeverity.Warning);

    /// <summary>A rule about the whole compilation, which is reported at its end: by a build, and not while one types.</summary>
    public static DiagnosticDescriptor ErrorAtEnd(string id, string title, string message)
        => Create(id, title, message, DiagnosticSeverity.Error, WellKnownDiagnosticTags.CompilationEnd);

    private static DiagnosticDescriptor Create(string id, string title, string message, DiagnosticSeverity severity, params string[] tags)
        => new(id, title, message, Category, severity, isEnabledByDefault: true, customTags: tags);
}
