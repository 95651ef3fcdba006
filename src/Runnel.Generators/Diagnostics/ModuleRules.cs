using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Runnel.Generators.Diagnostics;

/// <summary>
/// The rules about modules, RNL0091 to RNL0099: an entry assembly is the first to see them all. What they complain of is in no source file
/// of its compilation, so they name assemblies instead.
/// </summary>
internal static class ModuleRules
{
    public static readonly DiagnosticDescriptor SameProcessor = Rule.ErrorAtEnd(
        "RNL0091",
        "Two assemblies have processors of one name",
        "The app '{0}' has two processors named '{1}': '{2}' of {3} and '{4}' of {5}; set Name on one of them, or reference one of the "
        + "assemblies only");

    public static readonly DiagnosticDescriptor OtherApp = Rule.ErrorAtEnd(
        "RNL0092",
        "A module was compiled against another version of its app",
        "'{0}' of {1} was compiled against another version of the app '{2}' than the one that {3} references: {4}; build both against the "
        + "same version");

    public static ImmutableArray<DiagnosticDescriptor> All { get; } = [SameProcessor, OtherApp];
}
