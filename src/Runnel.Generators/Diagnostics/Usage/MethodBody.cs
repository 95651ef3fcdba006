using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Runnel.Generators.Diagnostics.Usage;

/// <summary>What a method that Runnel calls does, lambdas and local functions in it included.</summary>
internal sealed class MethodBody(IMethodSymbol method, IOperation block, OperationBlockAnalysisContext context)
{
    public IMethodSymbol Method => method;

    public IOperation Block => block;

    public CancellationToken Cancellation => context.CancellationToken;

    /// <summary>All operations in the order of the source.</summary>
    public ImmutableArray<IOperation> Operations { get; } = [.. block.Descendants()];

    /// <summary>The events of a loop; null: the method is none.</summary>
    public IParameterSymbol? Events { get; } = DiscoveredMethods.Events(method);

    public void Report(DiagnosticDescriptor rule, Location? location, params object?[] arguments)
        => context.ReportDiagnostic(Diagnostic.Create(rule, location, arguments));

    /// <summary>Whether an operation is the method's own, and not that of a lambda or local function in it.</summary>
    public bool IsOwn(IOperation operation)
    {
        for (var outer = operation.Parent; outer is not null && outer != block; outer = outer.Parent)
        {
            if (outer is IAnonymousFunctionOperation or ILocalFunctionOperation) return false;
        }

        return true;
    }
}
