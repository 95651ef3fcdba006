using static Runnel.Generators.Parsing.AppSymbols;

namespace Runnel.Generators.Emitting;

/// <summary>What emitted code does in place of what a rule refuses. It runs only where the rule was suppressed.</summary>
internal static class Refusal
{
    /// <summary>Throws, naming the rules that are broken; none: the compiler complains.</summary>
    public static string Throw(string problem, IReadOnlyCollection<string> rules)
    {
        var reason = rules.Count == 0 ? "see the compile errors" : $"it breaks {string.Join(", ", rules)}; see the compile errors";
        return $"throw new global::System.InvalidOperationException({Quote($"{problem}: {reason}.")})";
    }
}
