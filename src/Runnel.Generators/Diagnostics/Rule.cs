using Microsoft.CodeAnalysis;

namespace Runnel.Generators.Diagnostics;

/// <summary>Makes descriptors: every rule has its page under docs/rules.</summary>
internal static class Rule
{
    private const string Category = "Runnel";

    public static DiagnosticDescriptor Error(string id, string title, string message) => Create(id, title, message, DiagnosticSeverity.Error);

    public static DiagnosticDescriptor Warning(string id, string title, string message) => Create(id, title, message, DiagnosticSeverity.Warning);

    private static DiagnosticDescriptor Create(string id, string title, string message, DiagnosticSeverity severity)
        => new(id, title, message, Category, severity, isEnabledByDefault: true);
}
