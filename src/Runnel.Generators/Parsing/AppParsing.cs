using Microsoft.CodeAnalysis;
using Runnel.Generators.Diagnostics;
using Runnel.Generators.Model;

namespace Runnel.Generators.Parsing;

/// <summary>
/// One run of the app parser. The generator runs it without a report and takes the models; the analyzer runs it with one and takes the
/// complaints: so the two cannot disagree about what is valid. (For an app of <see cref="AppCompilation"/>, the generator takes these too.)
/// </summary>
internal sealed class AppParsing(Compilation compilation, Action<Problem>? report, CancellationToken cancellation)
{
    private readonly List<string> _rules = [];

    public Compilation Compilation => compilation;

    public CancellationToken Cancellation => cancellation;

    /// <summary>Whether complaints are wanted. Checks that yield nothing for the model may be left out otherwise.</summary>
    public bool Reports => report is not null;

    /// <summary>The same run without complaints: for what another run already complains of.</summary>
    public AppParsing Silently => report is null ? this : new(compilation, null, cancellation);

    /// <summary>How many complaints there were until now, wanted or not.</summary>
    public int Complaints => _rules.Count;

    public void Report(DiagnosticDescriptor rule, Location? location, params object?[] arguments)
    {
        _rules.Add(rule.Id);
        report?.Invoke(new(rule, location, arguments));
    }

    /// <summary>The rules complained of since there were so many complaints.</summary>
    public EquatableArray<string> RulesSince(int complaints)
        => _rules.Skip(complaints).Distinct().OrderBy(id => id, StringComparer.Ordinal).ToEquatableArray();

    /// <summary>Whether code inside <paramref name="within"/> (a type, or an assembly), in another file, can name the symbol.</summary>
    public bool CanReach(ISymbol symbol, ISymbol within)
    {
        if (symbol is IArrayTypeSymbol array) return CanReach(array.ElementType, within);
        if (!compilation.IsSymbolAccessibleWithin(symbol, within)) return false;
        for (var type = symbol as INamedTypeSymbol ?? symbol.ContainingType; type is not null; type = type.ContainingType)
        {
            if (type.IsFileLocal) return false;
            if (!type.TypeArguments.All(argument => argument is ITypeParameterSymbol || CanReach(argument, within))) return false;
        }

        return true;
    }
}
