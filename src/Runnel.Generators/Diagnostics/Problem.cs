using Microsoft.CodeAnalysis;

namespace Runnel.Generators.Diagnostics;

/// <summary>
/// What is wrong with a declaration, and where. Parsers collect problems; the analyzers report them at their real locations (so that
/// <c>#pragma</c> works), the generator drops them and what they are about.
/// </summary>
internal sealed record Problem(DiagnosticDescriptor Rule, Location? Location, params object[] Arguments)
{
    public Diagnostic ToDiagnostic() => Diagnostic.Create(Rule, Location, Arguments);
}
