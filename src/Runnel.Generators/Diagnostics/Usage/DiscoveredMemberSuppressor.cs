using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Runnel.Generators.Diagnostics.Usage;

/// <summary>Silences rules of the platform that misfire on what Runnel finds by attributes, makes and calls: to them it looks unused.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class DiscoveredMemberSuppressor : DiagnosticSuppressor
{
    private static readonly SuppressionDescriptor Uninstantiated = new(
        "RNLS0001", "CA1812", "Runnel makes it: an app, the class of a processor, a middleware, a part of a stream, or a record that is decoded");

    private static readonly SuppressionDescriptor CouldBeStatic = new(
        "RNLS0002", "CA1822", "Runnel calls it as a member of its app, whether it uses this or not");

    private static readonly SuppressionDescriptor ValidatedArgument = new(
        "RNLS0003", "CA1062", "Only Runnel calls it, and it hands over no null");

    private static readonly SuppressionDescriptor UnusedMember = new(
        "RNLS0004", "IDE0051", "Runnel finds it by its attribute, or by PartitionBy");

    private static readonly SuppressionDescriptor UnusedParameter = new(
        "RNLS0005", "IDE0060", "The parameter chooses the processor's shape and its record");

    /// <inheritdoc/>
    public override ImmutableArray<SuppressionDescriptor> SupportedSuppressions => [Uninstantiated, CouldBeStatic, ValidatedArgument, UnusedMember, UnusedParameter];

    /// <inheritdoc/>
    public override void ReportSuppressions(SuppressionAnalysisContext context)
    {
        foreach (var diagnostic in context.ReportedDiagnostics)
        {
            if (SymbolAt(diagnostic, context) is not { } symbol) continue;
            var descriptor = SupportedSuppressions.First(item => item.SuppressedDiagnosticId == diagnostic.Id);
            if (IsMisfire(descriptor, symbol)) context.ReportSuppression(Suppression.Create(descriptor, diagnostic));
        }
    }

    private static bool IsMisfire(SuppressionDescriptor descriptor, ISymbol symbol) => symbol switch
    {
        INamedTypeSymbol type => descriptor == Uninstantiated && DiscoveredTypes.AreMade(type),
        IParameterSymbol { ContainingSymbol: IMethodSymbol method } parameter when descriptor == UnusedParameter
            => DiscoveredMethods.IsProcessor(method) && DiscoveredTypes.IsItem(parameter.Type),
        IMethodSymbol method when descriptor == UnusedMember => DiscoveredMethods.IsDiscovered(method) || DiscoveredTypes.IsPartitionKey(method),
        IMethodSymbol method => descriptor != Uninstantiated && descriptor != UnusedParameter && DiscoveredMethods.IsDiscovered(method),
        _ => false,
    };

    /// <summary>What a rule complains of: the declaration there, else the method around the code there.</summary>
    private static ISymbol? SymbolAt(Diagnostic diagnostic, SuppressionAnalysisContext context)
    {
        if (diagnostic.Location.SourceTree is not { } tree) return null;
        var node = tree.GetRoot(context.CancellationToken).FindNode(diagnostic.Location.SourceSpan);
        var model = context.GetSemanticModel(tree);
        return model.GetDeclaredSymbol(node, context.CancellationToken)
            ?? Method(model.GetEnclosingSymbol(diagnostic.Location.SourceSpan.Start, context.CancellationToken));
    }

    /// <summary>The method that a lambda or local function lies in.</summary>
    private static ISymbol? Method(ISymbol? symbol)
    {
        while (symbol is IMethodSymbol { MethodKind: MethodKind.AnonymousFunction or MethodKind.LocalFunction }) symbol = symbol.ContainingSymbol;
        return symbol;
    }
}
