using System.Globalization;
using Microsoft.CodeAnalysis;
using Runnel.Generators.Model;

namespace Runnel.Generators.Diagnostics;

/// <summary>
/// What is wrong with a declaration, and where. Parsers collect problems. The analyzers report them; but those of a declaration that the
/// compiler itself refuses, whatever is emitted, are reported by the generator: the compiler stops there, before it runs analyzers.
/// </summary>
internal sealed record Problem(DiagnosticDescriptor Rule, Location? Location, params object?[] Arguments)
{
    public Diagnostic ToDiagnostic() => Diagnostic.Create(Rule, Location, Arguments);

    public ProblemModel ToModel() => new(
        Rule.Id,
        Location?.SourceTree?.FilePath ?? "",
        Location?.SourceSpan.Start ?? 0,
        Location?.SourceSpan.Length ?? 0,
        Arguments.Select(argument => Convert.ToString(argument, CultureInfo.InvariantCulture)).ToEquatableArray());
}
