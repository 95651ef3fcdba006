using Microsoft.CodeAnalysis;

namespace Runnel.Generators.Diagnostics;

/// <summary>Makes descriptors: every rule has its page under docs/rules.</summary>
internal static class Rule
{
    private const string Category = "Runnel";

    public static DiagnosticDescriptor Error(string id, string title, string message) => Create(id, title, message, DiagnosticSeverity.Error);

    public static DiagnosticDescriptor Warning(string id, string title, string message) => Create(id, title, message, DiagnosticSeverity.Warning);

    public static DiagnosticDescriptor Info(string id, string title, string message) => Create(id, title, message, DiagnosticSeverity.Info);

    /// <summary>A rule about the whole compilation, which is reported at its end: by a build, and not while one types.</summary>
    public static DiagnosticDescriptor ErrorAtEnd(string id, string title, string message)
        => Create(id, title, message, DiagnosticSeverity.Error, WellKnownDiagnosticTags.CompilationEnd);

    /// <inheritdoc cref="ErrorAtEnd"/>
    public static DiagnosticDescriptor WarningAtEnd(string id, string title, string message)
        => Create(id, title, message, DiagnosticSeverity.Warning, WellKnownDiagnosticTags.CompilationEnd);

    /// <inheritdoc cref="ErrorAtEnd"/>
    public static DiagnosticDescriptor InfoAtEnd(string id, string title, string message)
        => Create(id, title, message, DiagnosticSeverity.Info, WellKnownDiagnosticTags.CompilationEnd);

    private static DiagnosticDescriptor Create(string id, string title, string message, DiagnosticSeverity severity, params string[] tags)
        => new(id, title, message, Category, severity, isEnabledByDefault: true, customTags: tags);
}
