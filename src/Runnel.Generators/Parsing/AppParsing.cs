using Microsoft.CodeAnalysis;

namespace Runnel.Generators.Parsing;

/// <summary>
/// One run of the app parser. The generator runs it without a report and takes the models; the analyzer runs it with one and takes the
/// complaints: so the two cannot disagree about what is valid.
/// </summary>
internal sealed class AppParsing(Compilation compilation, Action<Diagnostic>? report, CancellationToken cancellation)
{
    public Compilation Compilation => compilation;

    public CancellationToken Cancellation => cancellation;

    /// <summary>Whether complaints are wanted. Checks that yield nothing for the model may be left out otherwise.</summary>
    public bool Reports => report is not null;

    /// <summary>The same run without complaints: for what another run already complains of.</summary>
    public AppParsing Silently => report is null ? this : new(compilation, null, cancellation);

    public void Report(DiagnosticDescriptor rule, Location? location, params object?[] arguments)
        => report?.Invoke(Diagnostic.Create(rule, location, arguments));

    /// <summary>Whether code inside <paramref name="within"/>, in another file, can name the symbol.</summary>
    public bool CanReach(ISymbol symbol, INamedTypeSymbol within)
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
